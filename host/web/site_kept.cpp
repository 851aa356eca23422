// Pages that were made before: sent again as they are, or their content in a frame of the visitor's own.
#include "host/web/site.hpp"

#include <fmt/format.h>

#include <utility>

namespace wowhost::web {
namespace {

using Clock = std::chrono::steady_clock;

/// A version that takes longer to tell is asked for by workers only, for a while: others wait for this thread. It is
/// far more than a busy machine makes of a read.
constexpr auto too_slow = std::chrono::milliseconds(50);
constexpr auto pause = std::chrono::seconds(5);

} // namespace

std::optional<std::string> Site::version_of(const Request& request, const BoundRoute& route) const
{
    const auto asked = parts_.page_versions.find(route.route.path);
    if (asked == parts_.page_versions.end())
        return std::nullopt;
    try {
        return asked->second(request);
    } catch (const std::exception& error) {
        log(route.module, LogLevel::warning,
            fmt::format("a page of {} is not kept: its version is not known: {}", route.route.path, error.what()), {});
        return std::nullopt;
    }
}

bool Site::is_right_now(const PageCache::Page& page) const
{
    // Asked before the version: what changes meanwhile makes another stamp.
    const auto stamp = parts_.change_stamp ? parts_.change_stamp() : std::nullopt;
    if (stamp && page.is_right_at(*stamp))
        return true;
    const auto version = version_of(page.request, *page.route);
    if (!version || *version != page.version)
        return false;
    if (stamp)
        page.found_right_at(*stamp);
    return true;
}

std::optional<Reply> Site::kept_page(const Incoming& incoming)
{
    if (!parts_.enter_unit_at_once || !page_cache_.enabled() || !incoming.body.empty()
        || (incoming.method != "GET" && incoming.method != "HEAD") || incoming.headers.has("cookie")
        || incoming.headers.has("authorization") || incoming.headers.get("accept").find("json") != std::string::npos)
        return std::nullopt;
    const auto page = page_cache_.peek(incoming.target);
    if (!page)
        return std::nullopt;
    const auto begin = Clock::now();
    if (begin.time_since_epoch().count() < no_pages_at_once_until_ || begin - page->made >= PageCache::lifetime)
        return std::nullopt;
    const auto unit = parts_.enter_unit_at_once();
    if (!unit)
        return std::nullopt;
    const bool is_right = is_right_now(*page);
    const auto end = Clock::now();
    if (end - begin > too_slow)
        no_pages_at_once_until_ = (end + pause).time_since_epoch().count();
    auto client = visitors_.client(incoming);
    if (!is_right || rates_.ask(client, page->route->route.rate_class, incoming.since) != 0)
        return std::nullopt;
    page_cache_.count(true);
    Reply reply;
    reply.headers = page->headers;
    reply.route = page->route->route.path;
    reply.client = std::move(client);
    negotiate(reply, incoming.headers, page->content);
    return reply;
}

Reply Site::page_of(Visit& visit, const BoundRoute& route)
{
    const auto& request = visit.request;
    const bool may_keep = parts_.page_versions.contains(route.route.path);
    const auto key = may_keep ? page_cache_.key(request) : std::nullopt;
    if (!key)
        return finish(route.call(request), visit, &route);
    const bool is_anybody = !request.user.is_authenticated();
    // Told before the page is made: what changes meanwhile makes a newer version.
    const auto version = version_of(request, route);
    if (!version)
        return finish(route.call(request), visit, &route);
    const auto now = Clock::now();
    if (is_anybody)
        if (auto kept = page_cache_.find(*key, *version, request, now)) {
            page_cache_.count(true);
            return std::move(*kept);
        }
    auto content = page_cache_.find_content(*key, *version, now);
    page_cache_.count(content != nullptr);
    if (!content) {
        // Made for nobody in particular, so that nothing of one visitor is kept for others.
        const auto anybody = visitors_.anybodys(request);
        auto response = route.call(anybody);
        if (response.kind != Response::Kind::page || response.status != 200 || !response.cookies.empty()
            || !pages_.is_for_everybody(response.template_name))
            return finish(route.call(request), visit, &route);
        content = page_cache_.keep_content(
            *key, *version, std::move(response), [&](const Response& made) { return pages_.content(made, anybody); },
            now);
    }
    auto reply = complete(content->response, visit, &route, &content->html);
    if (is_anybody)
        page_cache_.keep(*key, *version, reply, request, &route, content->made);
    negotiate(reply, request);
    return reply;
}

} // namespace wowhost::web
