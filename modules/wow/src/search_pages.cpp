// wow: the search on the web: JSON for scripts and editors, a page for people, the box in the head of pages.
#include "search_front.hpp"

#include <wow/names.hpp>
#include <wow/search_request.hpp>
#include <wowhost/module.hpp>
#include <wowhost/search_box.hpp>

#include <chrono>
#include <memory>

namespace wow {

using namespace wowhost;

namespace {

constexpr const char* permission = "access wow search";
constexpr const char* search_path = "/wow/search";
constexpr const char* import_path = "/wow/search/import";
constexpr const char* page_path = "/wow/find";
constexpr const char* default_limit = "10";
constexpr const char* page_limit = "50";
constexpr std::int64_t most_hits = 50;

SearchQuestion question_of(const Services& host, const Fields& query, const char* fallback_limit)
{
    const auto& limit = query.get("limit");
    return SearchQuestion(host, search_words_of(query), search_types_of(query), query.get("region"),
        limit.empty() ? fallback_limit : limit, most_hits);
}

/// The hits; a header says so when somebody did not answer.
Response search(const Services& host, const Request& request)
{
    const auto found = answer_soon(host, question_of(host, request.query, default_limit));
    auto response = Response::json(found["hits"]);
    if (const auto troubles = found["troubles"].items().size(); troubles > 0)
        response.header("X-Search-Incomplete", std::to_string(troubles));
    return response;
}

Response import_one(const Services& host, const Request& request)
{
    const auto order = read_import(request);
    const auto result = import_hit(host, order.type, order.blizzard_id, order.region);
    if (!order.is_form)
        return Response::json(result);
    // Without script: back to what was found, where it is stored now.
    return Response::redirect(is_local_path(order.destination) ? order.destination : page_path);
}

Value types_view(const Services& host, const std::vector<std::string>& chosen)
{
    Value types = Value::Array{};
    for (const auto& provider : host.plugins<SearchProvider>())
        types.push_back(Value::object({{"type", provider.id()},
            {"label", provider.call("label", [](const SearchProvider& one) { return one.label(); })},
            {"chosen", !chosen.empty() && chosen.front() == provider.id()}}));
    return types;
}

Value regions_view(const std::string& chosen)
{
    Value all = Value::Array{};
    for (const auto region : regions)
        all.push_back(Value::object({{"region", region}, {"chosen", region == chosen}}));
    return all;
}

Response page(const Services& host, const Request& request)
{
    const auto text = search_words_of(request.query);
    const auto region = region_of_form(host, request.query.get("region"));
    auto data = Value::object({{"q", text}, {"types", types_view(host, search_types_of(request.query))},
        {"regions", regions_view(region)}, {"region", region}, {"import", import_path}, {"page", page_path}});
    if (text.empty())
        return Response::page("Search", "wow/find", std::move(data));
    int status = 200;
    try {
        const auto found = answer_soon(host, question_of(host, request.query, page_limit));
        Value hits = Value::Array{};
        for (const auto& hit : found["hits"].items())
            hits.push_back(found_view(hit));
        data.set("found", static_cast<std::int64_t>(hits.items().size()));
        data.set("hits", std::move(hits)).set("searched", true);
        data.set("incomplete", !found["troubles"].items().empty());
    } catch (const Error& error) {
        if (error.code() != ErrorCode::invalid_argument)
            throw;
        status = 400;
        data.set("problem", error.what());
    }
    return Response::page("Search: " + text, "wow/find", std::move(data)).with_status(status);
}

class Box final : public SearchBox {
public:
    std::string page() const override { return page_path; }
    std::string suggestions() const override { return search_path; }
    std::string permission() const override { return wow::permission; }
};

} // namespace

void register_search_pages(Registrar& add, const Services& host)
{
    constexpr auto patience = std::chrono::seconds(60); // as long as the search may take, and an import
    add.route(Route("GET", search_path, [&host](const Request& request) { return search(host, request); })
                  .permission(permission)
                  .rate(RateClass::search)
                  .deadline(patience));
    add.route(Route("POST", import_path, [&host](const Request& request) { return import_one(host, request); })
                  .permission(permission)
                  .rate(RateClass::action)
                  .deadline(patience));
    add.route(Route("GET", page_path, [&host](const Request& request) { return page(host, request); })
                  .permission(permission)
                  .rate(RateClass::search)
                  .deadline(patience));
    add.plugin<SearchBox>("wow", std::make_unique<Box>());
}

} // namespace wow
