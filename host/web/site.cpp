#include "host/web/site.hpp"

#include <wowhost/json.hpp>

#include <fmt/format.h>

#include <utility>

namespace wowhost::web {
namespace {

constexpr std::size_t largest_body_elsewhere = 64 * 1024;

std::string without_slash(std::string url)
{
    while (url.ends_with('/'))
        url.pop_back();
    return url;
}

} // namespace

Site::Site(const SiteSettings& settings, SiteParts parts)
    : parts_(std::move(parts))
    , router_(std::move(parts_.routes))
    , templates_(settings.templates)
    , assets_(settings.static_files)
    , pages_(settings.name, without_slash(settings.base_url), settings.search, templates_, assets_, router_)
    , files_(settings.files_path)
    , content_(pages_, files_)
    , visitors_(
          TrustedProxies(settings.trusted_proxies), Csrf(settings.form_key), parts_.identify, parts_.permissions_of)
    , rates_(settings.rates)
    , page_cache_(settings.page_cache_bytes)
    , access_log_(settings.access_log)
{
}

std::vector<std::string> Site::problems() const
{
    auto problems = templates_.problems();
    problems.insert(problems.end(), assets_.problems().begin(), assets_.problems().end());
    return problems;
}

std::size_t Site::body_limit(std::string_view method, std::string_view target) const
{
    const auto parsed = parse_target(target);
    const auto match = parsed ? router_.find(method, parsed->segments) : Router::Match{};
    return match.route ? match.route->route.body_bytes : largest_body_elsewhere;
}

std::optional<Reply> Site::at_once(const Incoming& request)
{
    auto reply = assets_.answer(request);
    if (!reply && request.target == "/healthz" && (request.method == "GET" || request.method == "HEAD")) {
        reply.emplace();
        reply->route = "/healthz";
        add_common_headers(reply->headers);
        reply->headers.add("Content-Type", "application/json");
        reply->headers.add("Cache-Control", "no-store");
        reply->body = std::make_shared<const std::string>("{\"status\":\"alive\"}\n");
    }
    if (!reply)
        reply = kept_page(request);
    if (reply && access_log_.enabled())
        reply->client = visitors_.client(request);
    return reply;
}

Reply Site::refusal(const Incoming& request, int status, const std::string& reason) const
{
    Reply reply;
    reply.status = status;
    add_common_headers(reply.headers);
    reply.headers.add("Content-Type", "text/plain; charset=utf-8");
    reply.headers.add("Cache-Control", "no-store");
    if (status == 503)
        reply.headers.add("Retry-After", "10");
    reply.body = std::make_shared<const std::string>(reason + "\n");
    reply.client = visitors_.client(request);
    return reply;
}

void Site::written(const Incoming& request, const Reply& reply, std::uint64_t bytes)
{
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - request.since).count();
    metrics_.count(reply.route, request.method, reply.status, seconds, bytes);
    access_log_.write(request, reply, bytes, seconds * 1000);
}

void Site::log(const std::string& module, LogLevel level, const std::string& message, const Value& context) const
{
    if (parts_.log)
        parts_.log(module, level, message, context);
}

Reply Site::readiness_reply() const
{
    const auto state = parts_.readiness ? parts_.readiness() : Readiness{true, {}};
    Reply reply;
    reply.status = state.ready ? 200 : 503;
    add_common_headers(reply.headers);
    reply.headers.add("Content-Type", "application/json");
    reply.headers.add("Cache-Control", "no-store");
    const auto body = Value::object({{"status", state.ready ? "ready" : "not ready"},
        {"reasons", Value::Array(state.reasons.begin(), state.reasons.end())}});
    reply.body = std::make_shared<const std::string>(to_json_text(body) + "\n");
    return reply;
}

std::optional<Reply> Site::own_address(const Incoming& incoming, const Visit& visit, std::string& route)
{
    const auto& request = visit.request;
    if (request.method != "GET")
        return std::nullopt;
    if (request.path == "/readyz") {
        route = request.path;
        return readiness_reply();
    }
    if (request.path == "/metrics") {
        route = request.path;
        // Who comes through a proxy from elsewhere has no business with it.
        if (!visitors_.is_near(incoming))
            return failure(request, 403, "refused", "The metrics are for this machine and trusted proxies.", {});
        Reply reply;
        add_common_headers(reply.headers);
        reply.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        reply.headers.add("Cache-Control", "no-store");
        auto figures = parts_.figures ? parts_.figures() : std::vector<Figures>{};
        for (auto& more : page_cache_.figures())
            figures.push_back(std::move(more));
        reply.body = std::make_shared<const std::string>(metrics_.text(figures));
        return reply;
    }
    if (visit.segments.size() > 2 && visit.segments.front() == "files") {
        route = "/files";
        std::string name;
        for (std::size_t i = 1; i < visit.segments.size(); ++i)
            name += (i > 1 ? "/" : "") + visit.segments[i];
        if (auto reply = content_.file(name, request))
            return reply;
        return failure(request, 404, "not_found", "There is no such file.", {});
    }
    return std::nullopt;
}

} // namespace wowhost::web
