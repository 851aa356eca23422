#include "pages.hpp"

#include "account_store.hpp"
#include "session_store.hpp"
#include "throttle.hpp"

#include <user/sessions.hpp>

namespace user {

using namespace wowhost;

namespace {

std::string destination_of(const Fields& fields, const char* otherwise)
{
    const auto& wanted = fields.get("destination");
    return is_local_path(wanted) ? wanted : otherwise;
}

template <class T>
Value links(const Services& host)
{
    Value all = Value::Array{};
    for (const auto& one : host.plugins<T>())
        all.push_back(one.call("link", [](const T& link) {
            return Value::object({{"label", link.label()}, {"path", link.path()}});
        }));
    return all;
}

Response login_page(const Services& host, const std::string& destination, const std::string& name = {},
    const std::string& problem = {}, int status = 200)
{
    return Response::page("Log in", "user/login",
        Value::object({{"destination", destination}, {"name", name}, {"problem", problem},
            {"methods", links<LoginMethod>(host)}}))
        .with_status(status);
}

Response show_login(const Services& host, const Request& request)
{
    const auto destination = destination_of(request.query, "");
    if (request.user.is_authenticated())
        return Response::redirect(destination.empty() ? "/user" : destination);
    return login_page(host, destination);
}

Response log_in(const Services& host, const Request& request)
{
    const auto destination = destination_of(request.form, "");
    const auto& name = request.form.get("name");
    const Throttle throttle(host);
    if (const auto wait = throttle.ask(name, request.client); wait > 0) {
        host.log().warning(
            "A login was refused without trying it: too many have failed", Value::object({{"client", request.client}}));
        return login_page(host, destination, name,
            "Too many logins have failed. Try again in " + std::to_string((wait + 59) / 60) + " minutes.", 429);
    }
    const auto account = AccountStore(host).verify(name, request.form.get("password"));
    if (!account)
        return login_page(host, destination, name, "The name or the password is wrong.", 403);
    throttle.succeeded(name, request.client);
    auto response = Response::redirect(destination.empty() ? "/user" : destination);
    response.cookie(SessionStore(host).begin(account->id, request));
    return response;
}

Response log_out(const Services& host, const Request& request)
{
    auto response = Response::redirect("/");
    response.cookie(SessionStore(host).end(request));
    return response;
}

Response to_login(const Request& request)
{
    return Response::redirect("/user/login?destination=" + encode_segment(request.path));
}

Response account_page(const Services& host, const Request& request, const std::string& problem = {},
    const std::string& done = {}, int status = 200)
{
    const AccountStore accounts(host);
    const auto account = accounts.load(request.user.id);
    if (!account)
        return to_login(request);
    return Response::page(account->name, "user/account",
        Value::object({{"account",
                           Value::object({{"name", account->name}, {"email", account->email},
                               {"created", account->created}, {"last_login", account->last_login},
                               {"roles", Value::Array(account->roles.begin(), account->roles.end())},
                               {"has_password", accounts.has_password(account->id)}})},
            {"sessions", SessionStore(host).list(account->id, request)}, {"links", links<AccountLink>(host)},
            {"problem", problem}, {"done", done}}))
        .with_status(status);
}

Response change_password(const Services& host, const Request& request)
{
    if (!request.user.is_authenticated())
        return to_login(request);
    const AccountStore accounts(host);
    const Throttle throttle(host);
    if (throttle.ask(request.user.name, request.client) > 0)
        return account_page(host, request, "Too many tries have failed. Try again later.", {}, 429);
    if (accounts.has_password(request.user.id) && !accounts.verify(request.user.name, request.form.get("old_password")))
        return account_page(host, request, "The present password is wrong.", {}, 403);
    throttle.succeeded(request.user.name, request.client);
    if (request.form.get("new_password") != request.form.get("new_password_again"))
        return account_page(host, request, "The two new passwords are not the same.", {}, 400);
    try {
        accounts.set_password(request.user.id, request.form.get("new_password"));
    } catch (const Error& error) {
        if (error.code() != ErrorCode::invalid_argument)
            throw;
        return account_page(host, request, error.what(), {}, 400);
    }
    // Whoever had the old one is out; this browser gets a new session.
    const SessionStore sessions(host);
    sessions.end_all(request.user.id, nullptr);
    auto response = Response::redirect("/user");
    response.cookie(sessions.begin(request.user.id, request));
    return response;
}

Response end_others(const Services& host, const Request& request)
{
    if (!request.user.is_authenticated())
        return to_login(request);
    SessionStore(host).end_all(request.user.id, &request);
    return Response::redirect("/user");
}

} // namespace

void register_pages(Registrar& add, const Services& host)
{
    add.route(Route("GET", "/user/login", [&host](const Request& request) { return show_login(host, request); }));
    add.route(Route("POST", "/user/login", [&host](const Request& request) {
        return log_in(host, request);
    }).rate(RateClass::login));
    add.route(Route("POST", "/user/logout", [&host](const Request& request) { return log_out(host, request); }));
    add.route(Route("GET", "/user", [&host](const Request& request) {
        return request.user.is_authenticated() ? account_page(host, request) : to_login(request);
    }));
    add.route(Route("POST", "/user/password", [&host](const Request& request) {
        return change_password(host, request);
    }).rate(RateClass::login));
    add.route(Route("POST", "/user/sessions/end", [&host](const Request& request) {
        return end_others(host, request);
    }).rate(RateClass::action));
}

} // namespace user
