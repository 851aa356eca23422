#include "host/web/content.hpp"

#include "host/service/files.hpp"
#include "host/web/negotiation.hpp"
#include "host/web/url.hpp"

#include <wowhost/json.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace wowhost::web {
namespace {

constexpr std::size_t worth_packing = 1024;
constexpr std::size_t largest_file = 16 * 1024 * 1024;

/// Headers that only the host sets.
bool is_ours(std::string name)
{
    constexpr std::string_view ours[] = {"content-length", "connection", "transfer-encoding", "date", "keep-alive",
        "upgrade", "set-cookie", "content-encoding", "content-security-policy", "x-content-type-options",
        "x-frame-options", "referrer-policy", "cross-origin-opener-policy", "strict-transport-security", "content-type",
        "location", "etag"};
    std::transform(name.begin(), name.end(), name.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return std::find(std::begin(ours), std::end(ours), name) != std::end(ours);
}

void add_own_headers(const Response& response, Fields& headers)
{
    for (const auto& [name, value] : response.headers.pairs()) {
        if (is_ours(name))
            continue;
        if (!is_token(name) || !is_header_value(value))
            throw Error(ErrorCode::failed,
                fmt::format(
                    "header \"{}\" cannot be sent: its name or value has a character that is not allowed", name));
        headers.add(name, value);
    }
}

std::string checked_location(const std::string& location)
{
    const bool absolute = location.starts_with("https://") || location.starts_with("http://");
    if (!(absolute || is_local_path(location)) || !is_header_value(location))
        throw Error(ErrorCode::failed,
            fmt::format("a redirect cannot go to \"{}\"; give a path of this site or an http(s) address", location));
    return location;
}

std::shared_ptr<const std::string> shared(std::string text)
{
    return std::make_shared<const std::string>(std::move(text));
}

} // namespace

Encoded encode(std::shared_ptr<const std::string> body, std::string_view content_type)
{
    Encoded content;
    content.etag = etag_of(*body);
    content.may_pack = is_compressible(content_type);
    if (content.may_pack && body->size() >= worth_packing)
        if (auto packed = gzip(*body))
            content.packed = shared(std::move(*packed));
    content.plain = std::move(body);
    return content;
}

void negotiate(Reply& reply, const Fields& headers, const Encoded& content)
{
    reply.headers.add("ETag", content.etag);
    if (etag_matches(headers.get("if-none-match"), content.etag)) {
        reply.status = 304;
        reply.body.reset();
        return;
    }
    if (content.may_pack)
        reply.headers.add("Vary", "Accept-Encoding");
    const bool packs = content.packed && accepts_gzip(headers.get("accept-encoding"));
    if (packs)
        reply.headers.add("Content-Encoding", "gzip");
    reply.body = packs ? content.packed : content.plain;
}

void negotiate(Reply& reply, const Request& request)
{
    if (!reply.body || reply.status != 200 || request.method != "GET" || reply.headers.has("ETag"))
        return;
    Encoded content;
    content.etag = etag_of(*reply.body);
    content.may_pack = is_compressible(reply.headers.get("Content-Type"));
    content.plain = std::move(reply.body);
    if (content.may_pack && content.plain->size() >= worth_packing
        && accepts_gzip(request.headers.get("accept-encoding"))
        && !etag_matches(request.headers.get("if-none-match"), content.etag))
        if (auto packed = gzip(*content.plain))
            content.packed = shared(std::move(*packed));
    negotiate(reply, request.headers, content);
}

Reply Content::reply(Response response, const Request& request, const std::string* content) const
{
    Reply reply;
    reply.status = response.status;
    if (response.status < 200 || response.status > 599)
        throw Error(ErrorCode::failed, fmt::format("a response has no status {}", response.status));
    add_common_headers(reply.headers);
    const bool secure = request.secure || pages_.is_https();
    if (pages_.is_https())
        reply.headers.add("Strict-Transport-Security", "max-age=31536000");
    for (const auto& cookie : response.cookies)
        reply.headers.add("Set-Cookie", cookie_text(cookie, secure));
    add_own_headers(response, reply.headers);
    switch (response.kind) {
    case Response::Kind::page:
        reply.headers.add("Content-Type", "text/html; charset=utf-8");
        reply.headers.add("Content-Security-Policy", security_policy(response.allowed));
        reply.body = shared(
            pages_.frame(response, content ? std::string(*content) : pages_.content(response, request), request));
        break;
    case Response::Kind::json: reply.body = shared(to_json_text(response.data) + "\n"); break;
    case Response::Kind::redirect:
        reply.headers.add("Location", checked_location(response.location));
        reply.body = shared({});
        break;
    case Response::Kind::bytes: reply.body = shared(std::move(response.body)); break;
    case Response::Kind::file:
        if (auto found = file(response.body, request))
            return *found;
        throw Error(ErrorCode::not_found, fmt::format("there is no file {}", response.body));
    case Response::Kind::events:
        reply.every = response.every;
        reply.headers.add("X-Accel-Buffering", "no"); // nginx would hold events back
        break;
    }
    if (response.kind != Response::Kind::page) {
        reply.headers.add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        if (!response.content_type.empty() && is_header_value(response.content_type))
            reply.headers.add("Content-Type", response.content_type);
    }
    if (!response.headers.has("Cache-Control")) {
        const bool everybodys = response.max_age.count() >= 0 && response.cookies.empty()
            && !request.user.is_authenticated() && reply.status < 400;
        reply.headers.add("Cache-Control",
            everybodys ? fmt::format("public, max-age={}", response.max_age.count())
                       : (response.kind == Response::Kind::events ? "no-store" : "private, no-cache"));
    }
    if (response.kind == Response::Kind::page || response.kind == Response::Kind::json)
        reply.headers.add("Vary", "Accept, Cookie");
    return reply;
}

std::optional<Reply> Content::file(const std::string& name, const Request& request) const
{
    const auto type = content_type_of(name);
    const auto slash = name.find('/');
    if (!type.starts_with("image/") || slash == std::string::npos)
        return std::nullopt;
    std::optional<std::string> bytes;
    try {
        bytes = files_.read(name.substr(0, slash), name.substr(slash + 1), largest_file);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::invalid_argument)
            throw;
    }
    if (!bytes)
        return std::nullopt;
    Reply reply;
    add_common_headers(reply.headers);
    reply.headers.add("Content-Type", type);
    reply.headers.add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    reply.headers.add("Cache-Control", "public, max-age=86400");
    reply.body = shared(std::move(*bytes));
    negotiate(reply, request);
    return reply;
}

} // namespace wowhost::web
