// A request's way through the site.
#include "host/web/site.hpp"

#include "host/service/token.hpp"

#include <wowhost/error.hpp>
#include <wowhost/json.hpp>

#include <fmt/format.h>

#include <utility>

namespace wowhost::web {
namespace {

/// What a failure means to a visitor: a status, and whether its message is for them.
struct Meaning {
    int status;
    bool told;
};

Meaning meaning_of(ErrorCode code)
{
    switch (code) {
    case ErrorCode::not_found: return {404, true};
    case ErrorCode::refused: return {403, true};
    case ErrorCode::invalid_argument: return {400, true};
    case ErrorCode::conflict: return {409, true};
    case ErrorCode::locked:
    case ErrorCode::unavailable:
    case ErrorCode::cancelled: return {503, false};
    case ErrorCode::deadline_exceeded: return {504, false};
    default: return {500, false};
    }
}

const char* title_of(int status)
{
    switch (status) {
    case 400: return "That cannot be";
    case 403: return "Not for you";
    case 404: return "Not found";
    case 405: return "Not that way";
    case 409: return "Somebody was quicker";
    case 429: return "Too often";
    case 503: return "Not now";
    case 504: return "That took too long";
    default: return "Something went wrong";
    }
}

const char* sentence_of(int status)
{
    switch (status) {
    case 503: return "The site can't answer this at the moment. Try again in a minute.";
    case 504: return "The answer took too long. Try again in a minute.";
    default: return "The site could not make this page. Its log says why, under the number below.";
    }
}

/// "wow_realm: there is no …" → "There is no …".
std::string for_people(std::string message, const std::string& module)
{
    if (message.starts_with(module + ": "))
        message.erase(0, module.size() + 2);
    if (!message.empty() && message.front() >= 'a' && message.front() <= 'z')
        message.front() = static_cast<char>(message.front() - 32);
    return message;
}

/// An error in the format that such programs expect, whatever the address: https://jsonapi.org/format/1.1/#errors.
constexpr const char* json_api_type = "application/vnd.api+json";

Response json_api_error(int status, const std::string& code, const std::string& message, const std::string& reference)
{
    auto error = Value::object(
        {{"status", std::to_string(status)}, {"code", code}, {"title", title_of(status)}, {"detail", message}});
    if (!reference.empty())
        error.set("id", reference);
    auto response = Response::json(Value::object({{"errors", Value::array({error})}}), status);
    response.content_type = json_api_type;
    return response;
}

} // namespace

Reply Site::answer(const Incoming& incoming)
{
    std::string route = "none";
    Visit visit;
    visit.request.client = visitors_.client(incoming);
    visit.request.headers = incoming.headers;
    visit.request.method = "GET";
    Reply reply;
    try {
        visit = visitors_.read(incoming, pages_.origin());
        reply = answer_in_unit(incoming, visit, route);
    } catch (const Error& error) {
        reply = failure(visit.request, error, route);
    } catch (const std::exception& error) {
        reply = failure(visit.request, Error(ErrorCode::failed, error.what()), route);
    }
    reply.route = std::move(route);
    reply.client = visit.request.client;
    return reply;
}

Reply Site::answer_in_unit(const Incoming& incoming, Visit& visit, std::string& route)
{
    if (auto reply = own_address(incoming, visit, route))
        return *reply;
    const auto match = router_.find(visit.request.method, visit.segments);
    if (match.route) {
        route = match.route->route.path;
        if (const int wait = rates_.ask(visit.request.client, match.route->route.rate_class, incoming.since)) {
            auto reply = failure(visit.request, 429, "too_many_requests",
                fmt::format("You have asked that too often. Try again in {} s.", wait), {});
            reply.headers.add("Retry-After", std::to_string(wait));
            return reply;
        }
    }
    std::shared_ptr<void> unit;
    if (parts_.enter_unit) {
        unit = parts_.enter_unit();
        if (!unit) {
            Reply reply;
            reply.moved = true;
            return reply;
        }
    }
    visitors_.identify(visit);
    if (match.route)
        return visit_route(visit, match);
    if (match.allowed.empty()) {
        if (visit.request.path == "/" && visit.request.method == "GET")
            return finish(Response::page("", "start"), visit, nullptr);
        return failure(visit.request, 404, "not_found", "There is nothing at this address.", {});
    }
    std::string allowed;
    for (const auto& method : match.allowed)
        allowed += (allowed.empty() ? "" : ", ") + method;
    auto reply = failure(visit.request, 405, "method_not_allowed",
        fmt::format("This address takes {}, not {}.", allowed, visit.request.method), {});
    reply.headers.add("Allow", allowed);
    return reply;
}

Reply Site::visit_route(Visit& visit, const Router::Match& match)
{
    auto& request = visit.request;
    const auto& route = match.route->route;
    request.parameters = Fields(match.parameters);
    if (!request.user.may(route.needed)) {
        if (!request.user.is_authenticated() && !request.wants_json() && request.method == "GET"
            && router_.has("/user/login")) {
            auto here = request.path;
            if (!request.query_text.empty())
                here += "?" + request.query_text;
            return finish(Response::redirect("/user/login?destination=" + encode_segment(here)), visit, nullptr);
        }
        return failure(request, 403, "refused", fmt::format("This needs the permission \"{}\".", route.needed), {});
    }
    if (request.method != "GET" && route.checks_csrf && !visitors_.is_own_form(visit))
        return failure(request, 403, "form_too_old",
            "The form is too old, or not of this site. Go back, reload the page, and send it again.", {});
    try {
        return page_of(visit, *match.route);
    } catch (const Error& error) {
        if (!error.module().empty())
            throw;
        throw Error(error.code(), error.what(), error.reasons(), match.route->module);
    }
}

Reply Site::finish(Response response, Visit& visit, const BoundRoute* route)
{
    auto reply = complete(std::move(response), visit, route);
    if (!reply.poll)
        negotiate(reply, visit.request);
    return reply;
}

Reply Site::complete(Response response, Visit& visit, const BoundRoute* route, const std::string* content)
{
    const auto& request = visit.request;
    response.cookies.insert(response.cookies.begin(), visit.cookies.begin(), visit.cookies.end());
    const bool streams = response.kind == Response::Kind::events;
    const auto source = std::move(response.source);
    auto reply = content_.reply(std::move(response), request, content);
    if (streams && route) {
        reply.poll = [this, source, route] {
            const auto unit = parts_.enter_unit ? parts_.enter_unit() : std::shared_ptr<void>(this, [](void*) {});
            Events events;
            if (unit)
                events = route->poll(source);
            else
                events.ended = true;
            return events;
        };
        return reply;
    }
    // A visitor without an account is known by a cookie from the first form on, not before.
    if (!visit.new_form_cookie.empty() && reply.body && reply.body->find(request.csrf_token) != std::string::npos)
        reply.headers.add(
            "Set-Cookie", cookie_text(Cookie(csrf_cookie, visit.new_form_cookie), request.secure || pages_.is_https()));
    return reply;
}

Reply Site::failure(const Request& request, int status, const std::string& code, const std::string& message,
    const std::string& reference) const
{
    Reply reply;
    if (request.wants_json() && request.headers.get("accept").find(json_api_type) != std::string::npos) {
        reply = content_.reply(json_api_error(status, code, message, reference), request);
    } else if (request.wants_json()) {
        auto error = Value::object({{"code", code}, {"message", message}});
        if (!reference.empty())
            error.set("reference", reference);
        reply = content_.reply(Response::json(Value::object({{"error", error}}), status), request);
    } else {
        const auto data = Value::object({{"status", status}, {"heading", title_of(status)}, {"message", message},
            {"reference", reference}, {"is_missing", status == 404}});
        reply = content_.reply(Response::page(title_of(status), "error", data).with_status(status), request);
    }
    reply.reference = reference;
    return reply;
}

Reply Site::failure(const Request& request, const Error& error, const std::string& route)
{
    const auto [status, told] = meaning_of(error.code());
    std::string reference;
    auto message = told ? for_people(error.what(), error.module()) : std::string(sentence_of(status));
    if (!told) {
        reference = service::random_token().substr(0, 8);
        log(error.module().empty() ? "wowhost" : error.module(), LogLevel::error,
            fmt::format("request {} failed: {}", reference, error.what()),
            Value::object({{"reference", reference}, {"method", request.method}, {"route", route},
                {"path", request.path}, {"code", to_string(error.code())}}));
    }
    try {
        return failure(request, status, to_string(error.code()), message, reference);
    } catch (const std::exception& second) {
        log("wowhost", LogLevel::error,
            fmt::format("request {}: the error page failed too: {}", reference, second.what()), {});
        Reply reply;
        reply.status = status;
        reply.reference = reference;
        add_common_headers(reply.headers);
        reply.headers.add("Content-Type", "text/plain; charset=utf-8");
        reply.body = std::make_shared<const std::string>(message + "\n" + reference + "\n");
        return reply;
    }
}

} // namespace wowhost::web
