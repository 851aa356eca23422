#include "host/web/pages.hpp"

#include "host/web/url.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace wowhost::web {

void add_common_headers(Fields& headers)
{
    headers.add("X-Content-Type-Options", "nosniff");
    headers.add("X-Frame-Options", "DENY");
    headers.add("Referrer-Policy", "strict-origin-when-cross-origin");
    headers.add("Cross-Origin-Opener-Policy", "same-origin");
}

std::string security_policy(const Fields& allowed)
{
    std::map<std::string, std::string> directives{{"default-src", "'none'"}, {"script-src", "'self'"},
        {"style-src", "'self'"}, {"img-src", "'self' https:"}, {"font-src", "'self'"}, {"connect-src", "'self'"},
        {"form-action", "'self'"}, {"frame-ancestors", "'none'"}, {"base-uri", "'none'"}};
    for (const auto& [directive, source] : allowed.pairs()) {
        const auto found = directives.find(directive);
        if (found == directives.end() || directive == "default-src" || source.empty()
            || source.find_first_of(" ;,\t\r\n") != std::string::npos || !is_header_value(source)
            || source.starts_with("'unsafe"))
            throw Error(ErrorCode::failed,
                fmt::format("the content security policy takes no \"{} {}\"; allow one host, as in \"img-src "
                            "https://images.example\"",
                    directive, source));
        if (found->second == "'none'")
            found->second.clear();
        found->second.append(found->second.empty() ? "" : " ").append(source);
    }
    std::string text;
    for (const auto& [directive, sources] : directives)
        text.append(text.empty() ? "" : "; ").append(directive).append(" ").append(sources);
    return text;
}

std::string cookie_text(const Cookie& cookie, bool secure)
{
    const bool good_path = cookie.path.starts_with('/') && is_cookie_value(cookie.path);
    if (!is_token(cookie.name) || !is_cookie_value(cookie.value) || !good_path)
        throw Error(ErrorCode::failed,
            fmt::format("cookie \"{}\" cannot be sent: name, value or path has a character that is not allowed in it",
                cookie.name));
    auto text = fmt::format("{}={}; Path={}; HttpOnly; SameSite={}", cookie.name, cookie.value, cookie.path,
        cookie.strict ? "Strict" : "Lax");
    if (secure)
        text += "; Secure";
    if (cookie.max_age.count() >= 0)
        text += fmt::format("; Max-Age={}", cookie.max_age.count());
    return text;
}

Pages::Pages(std::string name, std::string base_url, SearchPlace search, const TemplateSet& templates,
    const Assets& assets, const Router& router)
    : base_url_(std::move(base_url))
    , search_(std::move(search))
    , templates_(templates)
    , router_(router)
{
    const auto host = base_url_.find("://");
    origin_ = base_url_.substr(0, host == std::string::npos ? host : base_url_.find('/', host + 3));
    common_ = Value::object({{"site",
                                 Value::object({{"name", std::move(name)}, {"base_url", base_url_},
                                     {"has_login", router.has("/user/login")}})},
        {"assets", assets.addresses()}});
}

Value Pages::menu(const Request& request) const
{
    std::vector<std::tuple<int, std::string, std::string>> items;
    for (const auto& bound : router_.routes())
        if (!bound.route.menu_title.empty() && request.user.may(bound.route.needed))
            items.emplace_back(bound.route.menu_weight, bound.route.menu_title, bound.route.path);
    std::sort(items.begin(), items.end());
    Value::Array menu;
    for (auto& [weight, title, path] : items)
        menu.push_back(Value::object({{"title", title}, {"url", path}, {"current", path == request.path}}));
    return menu;
}

Value Pages::values(const Response& response, const Request& request) const
{
    auto values = Value::object(
        {{"title", response.title}, {"menu", menu(request)}, {"csrf_token", request.csrf_token}, {"path", request.path},
            {"path_and_query", request.path + (request.query_text.empty() ? "" : "?" + request.query_text)}});
    if (request.user.is_authenticated())
        values.set("user", Value::object({{"id", request.user.id}, {"name", request.user.name}}));
    if (!search_.page.empty() && request.user.may(search_.permission))
        values.set("search",
            Value::object({{"page", search_.page}, {"suggestions", search_.suggestions},
                {"text", request.path == search_.page ? request.query.get("q") : std::string()}}));
    return values;
}

std::string Pages::content(const Response& response, const Request& request) const
{
    const auto own = values(response, request);
    return templates_.render(response.template_name, {&common_, &own, &response.data});
}

std::string Pages::frame(const Response& response, std::string content, const Request& request) const
{
    auto own = values(response, request);
    own.set("content", std::move(content));
    own.set("description", response.data["description"]);
    return templates_.render("layout", {&common_, &own});
}

} // namespace wowhost::web
