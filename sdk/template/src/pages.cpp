// @only page
// wow_keepsake: its pages, /wow/keepsakes and /wow/keepsakes/{number}. Their templates are in templates/wow_keepsake.
#include "parts.hpp"

#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

namespace wow_keepsake {

using namespace wowhost;

namespace {

Value view(const Entity& row)
{
    const auto number = row["blizzard_id"].integer();
    return Value::object({{"name", row["name"]}, {"number", number}, {"source", row["source"]},
        {"fetched", row["last_fetched"]}, {"url", "/wow/keepsakes/" + std::to_string(number)}});
}

Response list(const Services& host, const Request& request)
{
    constexpr std::int64_t shown = 100;
    const auto& text = request.query.get("q");
    Query query(keepsake_type);
    if (!text.empty())
        query.where("name", Operator::like, "%" + text + "%");
    const auto total = host.entities().count(query);
    Value rows = Value::Array{};
    for (const auto& row : host.entities().select(query.sort("name").limit(shown)))
        rows.push_back(view(row));
    return Response::page("Keepsakes", "wow_keepsake/list",
        Value::object({{"q", text}, {"rows", rows}, {"total", total}, {"more", total > shown}}));
}

Response show(const Services& host, const Request& request)
{
    const auto& text = request.parameters.get("number");
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    const bool is_number = read.ec == std::errc() && read.ptr == end;
    const auto row =
        is_number ? host.entities().find(keepsake_type, {{"blizzard_id", Operator::equal, number}}) : std::nullopt;
    if (!row)
        throw Error(ErrorCode::not_found, "there is no keepsake with this number here");
    return Response::page((*row)["name"].string(), "wow_keepsake/show", view(*row));
}

} // namespace

void add_pages(Registrar& add, const Services& host)
{
    add.route(Route("GET", "/wow/keepsakes", [&host](const Request& request) { return list(host, request); })
                  .permission("access wow pages")
                  .menu("Keepsakes", 100));
    add.route(Route("GET", "/wow/keepsakes/{number}", [&host](const Request& request) {
        return show(host, request);
    }).permission("access wow pages"));
}

} // namespace wow_keepsake
