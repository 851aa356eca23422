// recipes: what visitors see and find.
#include "recipes.hpp"

#include <wow/name_search.hpp>

#include <string>

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
void add_search(Registrar& add, const Services& host)
{
    wow::SearchShape shape("recipe_note", "Notes", 200);
    shape.named_by("title").address(
        [](const Entity& row) { return "/recipes/notes/" + encode_segment(row["title"].text()); });
    wow::register_search(add, host, shape);
}
// [end]

} // namespace recipes
