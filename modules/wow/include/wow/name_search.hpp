// wow: NameSearch, the search provider of an entity type whose rows have a name. Header-only.
//
//     wow::register_search(add, host, wow::SearchShape("wow_mount", "Mounts", 20).document("mount").page("mount"),
//     mounts);
//
// makes mounts findable: their names are indexed, Battle.net's search is asked for what is not stored, and a hit can be
// imported through `mounts` (a CatalogueSync or an OnDemandCatalogue, which must live as long as the module object).
#pragma once

#include <wow/client.hpp>
#include <wow/document.hpp>
#include <wow/names.hpp>
#include <wow/search.hpp>
#include <wow/search_index.hpp>
#include <wowhost/module.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wow {

class SearchShape {
public:
    SearchShape(std::string type_, std::string label_, int weight_)
        : type(std::move(type_))
        , label(std::move(label_))
        , weight(weight_)
    {
    }
    SearchShape& named_by(std::string field)
    {
        name_field = std::move(field);
        return *this;
    }
    SearchShape& regional(std::string field)
    {
        region_field = std::move(field);
        return *this;
    }
    /// What Battle.net's search calls it: /data/wow/search/<name>.
    SearchShape& document(std::string name)
    {
        remote = std::move(name);
        return *this;
    }
    /// People read about it at www.wowhead.com/<word>=<blizzard_id>.
    SearchShape& page(std::string word)
    {
        page_word = std::move(word);
        return *this;
    }
    /// The same, by another number of the row.
    SearchShape& page_by(const std::string& word, const std::string& field)
    {
        return address([word, field](const wowhost::Entity& row) {
            const auto number = row[field].integer();
            return number > 0 ? "https://www.wowhead.com/" + word + "=" + std::to_string(number) : std::string();
        });
    }
    /// Where people read about a stored row, when its number alone does not tell.
    SearchShape& address(std::function<std::string(const wowhost::Entity&)> of_row)
    {
        url_of_row = std::move(of_row);
        return *this;
    }

    std::string type;
    std::string label;
    int weight;
    std::string name_field = "name";
    std::string region_field;
    std::string remote;
    std::string page_word;
    std::function<std::string(const wowhost::Entity&)> url_of_row;
};

/// For SearchShape::address: the page of a character or guild on this site.
inline auto address_of(const std::string& kind)
{
    return [kind](const wowhost::Entity& row) {
        return "/wow/" + kind + "/" + row["region"].string() + "/" + percent_encode(row["realm_slug"].text()) + "/"
            + percent_encode(row["name_key"].text());
    };
}

/// What Battle.net's search found: `results[].data{id,name{locale}}`. Entries without id or name are left out.
inline std::vector<std::pair<std::int64_t, std::string>> read_search_results(const Node& body, std::string_view locale)
{
    std::vector<std::pair<std::int64_t, std::string>> found;
    for (const auto result : body["results"].items()) {
        const auto data = result["data"];
        const auto id = data.id();
        const auto name = data["name"].localized(locale);
        if (id && *id > 0 && name)
            found.emplace_back(*id, *name);
    }
    return found;
}

class NameSearch final : public SearchProvider {
public:
    using Import = std::function<std::int64_t(std::int64_t blizzard_id, const std::string& region)>;

    NameSearch(const wowhost::Services& host, SearchShape shape, Import import_one)
        : host_(host)
        , shape_(std::move(shape))
        , import_(std::move(import_one))
        , index_(host, shape_.type, shape_.name_field, shape_.region_field)
    {
    }

    std::string label() const override { return shape_.label; }
    int weight() const override { return shape_.weight; }

    std::vector<SearchHit> search(const std::string& text, const std::string& region, std::size_t limit) const override
    {
        const auto query = search_text(host_.text().fold(text));
        std::vector<SearchHit> hits;
        if (query.empty() || limit == 0)
            return hits;
        constexpr std::size_t candidates = 50; // the index knows no order among names that match alike
        const auto rows = index_.find(query, region, std::max(limit, candidates));
        for (const auto& row : host_.entities().load(shape_.type, rows))
            if (auto hit = hit_of(row, query); hit.match != Match::none)
                hits.push_back(std::move(hit));
        if (hits.size() > limit) {
            std::stable_sort(hits.begin(), hits.end(), is_before);
            hits.erase(hits.begin() + static_cast<std::ptrdiff_t>(limit), hits.end());
        }
        if (!shape_.remote.empty() && hits.size() < limit && !host_.cancelled())
            ask_battlenet(text, query, region, limit, hits);
        return hits;
    }

    std::string canonical_url(std::int64_t blizzard_id) const override
    {
        if (shape_.url_of_row) {
            const auto row =
                host_.entities().find(shape_.type, {{"blizzard_id", wowhost::Operator::equal, blizzard_id}});
            return row ? shape_.url_of_row(*row) : std::string();
        }
        return shape_.page_word.empty() || blizzard_id == 0
            ? std::string()
            : "https://www.wowhead.com/" + shape_.page_word + "=" + std::to_string(blizzard_id);
    }

    std::int64_t import(std::int64_t blizzard_id, const std::string& region) const override
    {
        if (!import_)
            throw wowhost::Error(wowhost::ErrorCode::refused,
                shape_.label + " are not fetched by their number; look them up by realm and name");
        const auto id = import_(blizzard_id, region);
        index_.expect_changes();
        if (id == 0)
            throw wowhost::Error(wowhost::ErrorCode::not_found,
                shape_.type + " " + std::to_string(blizzard_id) + ": Battle.net knows none with this number in region "
                    + region + "; search for it by name");
        return id;
    }

    void refresh_index(bool thorough) const override { index_.refresh(thorough); }

private:
    static bool is_before(const SearchHit& left, const SearchHit& right)
    {
        return left.match != right.match ? left.match > right.match : left.name.size() < right.name.size();
    }

    SearchHit hit_of(const wowhost::Entity& row, const std::string& query) const
    {
        auto name = row[shape_.name_field].string();
        const auto match = search_match(search_text(host_.text().fold(name)), query);
        SearchHit hit(row.id(), row["blizzard_id"].integer(), std::move(name), match);
        if (shape_.url_of_row)
            hit.url = shape_.url_of_row(row);
        return hit;
    }

    /// Adds what is not among the hits. Trouble is logged: what is stored is an answer, too.
    void ask_battlenet(const std::string& text, const std::string& query, const std::string& region, std::size_t limit,
        std::vector<SearchHit>& hits) const
    {
        const auto handle = client(host_);
        auto language = locale(handle);
        if (language.empty())
            language = "en_US";
        Request request(region, "/data/wow/search/" + shape_.remote, "static");
        request.priority = Priority::person;
        request.locale = std::string();
        request.query = {{"name." + language, text}, {"orderby", "id"}, {"_page", "1"},
            {"_pageSize", std::to_string(std::clamp<std::size_t>(limit * 2, 20, 1000))}};
        const auto answer = get(handle, request);
        Document body;
        if (!answer.ok() || !body.parse(answer.body, answer.url)) {
            host_.log().warning("search for " + shape_.type
                + " found only what is stored: " + (answer.ok() ? body.error() : answer.message));
            return;
        }
        const auto found = read_search_results(body.root(), language);
        wowhost::Value::Array numbers;
        for (const auto& [number, name] : found)
            numbers.emplace_back(number);
        std::vector<wowhost::Entity> stored;
        if (!numbers.empty())
            stored = host_.entities().select(
                wowhost::Query(shape_.type).where("blizzard_id", wowhost::Operator::in, std::move(numbers)));
        std::vector<SearchHit> further;
        for (const auto& [number, name] : found) {
            const auto is_it = [number = number](const SearchHit& hit) { return hit.blizzard_id == number; };
            if (std::any_of(hits.begin(), hits.end(), is_it) || std::any_of(further.begin(), further.end(), is_it))
                continue;
            SearchHit hit(0, number, name, search_match(search_text(host_.text().fold(name)), query));
            for (const auto& row : stored)
                if (row["blizzard_id"].integer() == number)
                    hit.id = row.id();
            further.push_back(std::move(hit));
        }
        std::stable_sort(further.begin(), further.end(), is_before);
        for (auto& hit : further)
            if (hits.size() < limit)
                hits.push_back(std::move(hit));
    }

    const wowhost::Services& host_;
    SearchShape shape_;
    Import import_;
    NameIndex index_;
};

/// Rows are findable; what is not stored can't be imported.
inline void register_search(wowhost::Registrar& add, const wowhost::Services& host, const SearchShape& shape,
    NameSearch::Import import_one = {})
{
    add.removal_hook(shape.type, [&host, shape](const std::vector<std::int64_t>& ids) {
        NameIndex(host, shape.type, shape.name_field, shape.region_field).forget_rows(ids);
    });
    add.plugin<SearchProvider>(shape.type, std::make_unique<NameSearch>(host, shape, std::move(import_one)));
}

/// The same, with import through a source: an OnDemandCatalogue (`get`) or a CatalogueSync (its queue's worker).
template <class Source>
requires requires(const Source& source) { source.target(); }
void register_search(
    wowhost::Registrar& add, const wowhost::Services& host, const SearchShape& shape, const Source& source)
{
    register_search(
        add, host, shape, [&host, &source, type = shape.type](std::int64_t number, const std::string& region) {
            if constexpr (requires { source.get(number, region); }) {
                return source.get(number, region);
            } else {
                const wowhost::Job job(0, wowhost::Value::object({{"blizzard_id", number}, {"region", region}}), 1);
                const auto result = source.worker().process({job}).at(0);
                if (result.kind != wowhost::JobResult::Kind::done)
                    throw wowhost::Error(wowhost::ErrorCode::unavailable,
                        type + " " + std::to_string(number) + " was not fetched"
                            + (result.reason.empty() ? "; try again later" : ": " + result.reason));
                const auto row = host.entities().find(type, {{"blizzard_id", wowhost::Operator::equal, number}});
                return row ? row->id() : std::int64_t{0};
            }
        });
}

} // namespace wow
