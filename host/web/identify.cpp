#include "host/web/identify.hpp"

#include "host/service/token.hpp"

#include <wowhost/error.hpp>

namespace wowhost::web {
namespace {

bool is_form_cookie(std::string_view value)
{
    return value.size() == 32 && value.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_form(std::string_view content_type)
{
    return content_type.substr(0, content_type.find(';')) == "application/x-www-form-urlencoded";
}

} // namespace

Visit Visitors::read(const Incoming& incoming, const std::string& origin) const
{
    const auto target = parse_target(incoming.target);
    if (!target)
        throw Error(ErrorCode::invalid_argument, "the address is not one that this site could have");
    Visit visit;
    auto& request = visit.request;
    request.method = incoming.method == "HEAD" ? "GET" : incoming.method;
    request.path = target->path;
    request.query_text = target->query;
    request.headers = incoming.headers;
    request.client = client(incoming);
    request.origin = origin;
    request.secure = proxies_.trusts(incoming.peer) && incoming.headers.get("x-forwarded-proto") == "https";
    request.cookies = parse_cookies(incoming.headers.get("cookie"));
    auto query = parse_form(target->query, false);
    if (!query)
        throw Error(ErrorCode::invalid_argument, "the part of the address after the question mark cannot be read");
    request.query = std::move(*query);
    if (is_form(incoming.headers.get("content-type"))) {
        auto form = parse_form(incoming.body, true);
        if (!form)
            throw Error(ErrorCode::invalid_argument, "the form cannot be read");
        request.form = std::move(*form);
    }
    request.body = incoming.body;
    visit.segments = target->segments;
    return visit;
}

void Visitors::identify(Visit& visit) const
{
    auto& request = visit.request;
    request.user.roles = {"anonymous"}; // what everybody may, who is logged in may too
    std::optional<Identity> identity;
    if (identify_ && (!request.cookies.empty() || request.headers.has("authorization")))
        identity = identify_(request);
    if (identity && identity->user != 0) {
        request.user.id = identity->user;
        request.user.name = identity->name;
        request.user.roles.emplace_back("authenticated");
        request.user.roles.insert(request.user.roles.end(), identity->roles.begin(), identity->roles.end());
        visit.cookies = identity->cookies;
        visit.csrf_subject = "session " + identity->session;
    } else {
        auto cookie = request.cookies.get(csrf_cookie);
        if (!is_form_cookie(cookie))
            cookie = visit.new_form_cookie = service::random_token();
        visit.csrf_subject = "visitor " + cookie;
    }
    if (permissions_of_)
        request.user.permissions = permissions_of_(request.user.roles);
    request.csrf_token = csrf_.token(visit.csrf_subject);
}

Request Visitors::anybodys(const Request& request) const
{
    Request anybody;
    anybody.method = request.method;
    anybody.path = request.path;
    anybody.query_text = request.query_text;
    anybody.parameters = request.parameters;
    anybody.query = request.query;
    if (request.headers.has("accept"))
        anybody.headers.add("accept", request.headers.get("accept"));
    anybody.origin = request.origin;
    anybody.secure = request.secure;
    anybody.user.roles = {"anonymous"};
    if (permissions_of_)
        anybody.user.permissions = permissions_of_(anybody.user.roles);
    return anybody;
}

bool Visitors::is_own_form(const Visit& visit) const
{
    const auto& request = visit.request;
    if (request.headers.get("sec-fetch-site") == "cross-site")
        return false;
    const auto& token =
        request.form.has(csrf_field) ? request.form.get(csrf_field) : request.headers.get("x-csrf-token");
    return csrf_.is_right(token, visit.csrf_subject);
}

} // namespace wowhost::web
