// recipes: what visitors see and find.
#include "recipes.hpp"

#include <wow/search.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace recipes {

using namespace wowhost;

// [route]
void add_route(Registrar& add, const Services& host)
{
    add.route(Route("GET", "/recipes/notes/{title}", [&host](const Request& request) {
        const auto note =
            host.entities().find("recipe_note", {{"title", Operator::equal, request.parameters.get("title")}});
        if (!note)
            throw Error(ErrorCode::not_found, "there is no note of this title"); // a page 404
        const auto shown = Value::object({{"title", (*note)["title"]}, {"body", (*note)["body"]}});
        if (request.wants_json())
            return Response::json(shown);
        return Response::page((*note)["title"].string(), "recipes/note", shown); // templates/recipes/note.html
    }).permission("access wow pages"));
}
// [end]

// [search]
class NoteSearch final : public wow::SearchProvider {
public:
    explicit NoteSearch(const Services& host)
        : host_(host)
    {
    }
    std::string label() const override { return "Notes"; }
    int weight() const override { return 200; }
    std::vector<wow::SearchHit> search(
        const std::string& text, const std::string& /*region*/, std::size_t limit) const override
    {
        const auto words = [this](std::string_view any) { return wow::search_text(host_.text().fold(any)); };
        std::vector<wow::SearchHit> hits;
        for (const auto& row : host_.entities().select(Query("recipe_note")
                                                           .where("title", Operator::like, "%" + text + "%")
                                                           .sort("title")
                                                           .limit(static_cast<std::int64_t>(limit)))) {
            const auto title = row["title"].string();
            auto& hit = hits.emplace_back(row.id(), 0, title, wow::search_match(words(title), words(text)));
            hit.url = "/recipes/notes/" + encode_segment(title);
        }
        return hits;
    }
    std::string canonical_url(std::int64_t) const override { return {}; } // each hit has its own
    std::int64_t import(std::int64_t, const std::string&) const override
    {
        throw Error(ErrorCode::refused, "notes are written here, not fetched");
    }

private:
    const Services& host_;
};

void add_search(Registrar& add, const Services& host)
{
    add.plugin<wow::SearchProvider>("recipe_note", std::make_unique<NoteSearch>(host));
}
// [end]

} // namespace recipes
