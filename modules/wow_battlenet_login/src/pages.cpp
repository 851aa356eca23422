#include "pages.hpp"

#include "attempt.hpp"
#include "connection_store.hpp"
#include "login_client.hpp"
#include "sign_in.hpp"

#include <user/accounts.hpp>
#include <user/sessions.hpp>
#include <user/visitor.hpp>
#include <wow/account_source.hpp>
#include <wowhost/route.hpp>

#include <chrono>
#include <memory>

namespace wow_battlenet_login {

using namespace wowhost;

namespace {

constexpr const char* callback_path = "/openid-connect/battlenet";
constexpr const char* begin_path = "/user/login/battlenet";
constexpr const char* accounts_path = "/user/connected-accounts";
constexpr const char* connect_path = "/user/connected-accounts/connect";
constexpr const char* disconnect_path = "/user/connected-accounts/disconnect";
constexpr std::size_t longest_code = 1000;
constexpr auto patience = std::chrono::seconds(60);

class BattlenetLogin final : public user::LoginMethod {
    std::string label() const override { return "Log in with Battle.net"; }
    std::string path() const override { return begin_path; }
};

class ConnectedAccounts final : public user::AccountLink {
    std::string label() const override { return "Connected accounts"; }
    std::string path() const override { return accounts_path; }
};

std::string redirect_uri(const Request& request) { return request.origin + callback_path; }

Response failure_page(const LoginFailure& failure, const char* again)
{
    return Response::page("Log in with Battle.net", "wow_battlenet_login/failed",
        Value::object({{"problem", failure.what()}, {"again", again}}))
        .with_status(failure.status);
}

/// A page that leads to Battle.net, not a redirect: browsers hold a form to the addresses that its page may send forms
/// to, over all the redirects behind it, and those of Battle.net are nobody's to know.
Response leave(const Services& host, LoginClient& client, const Request& request, std::int64_t user)
{
    const auto attempt = begin_attempt(host, user, request.form.get("destination"));
    try {
        const auto url = client.authorize_url(attempt, redirect_uri(request));
        auto response = Response::page("On to Battle.net", "wow_battlenet_login/leave", Value::object({{"url", url}}));
        response.header("Refresh", "0; url=" + url).header("Cache-Control", "no-store");
        return response.cookie(cookie_of(host, attempt));
    } catch (const LoginFailure& failure) {
        return failure_page(failure, user == 0 ? "/user/login" : accounts_path);
    }
}

[[noreturn]] void refuse(const char* sentence)
{
    constexpr int forbidden = 403;
    throw LoginFailure(forbidden, sentence);
}

/// Who asks may go on with this login, once. Throws LoginFailure.
void admit(const Services& host, const Request& request, const std::optional<Attempt>& attempt)
{
    if (!attempt)
        refuse("This login was not begun in this browser, or is over. Log in again.");
    if (request.query.get("state") != attempt->state)
        refuse(
            "Battle.net's answer belongs to another login than the one begun in this browser, so it is not believed. "
            "Log in again.");
    if (!use(host, *attempt))
        refuse("This login has been used already. Log in again.");
    if (request.query.get("error") == "access_denied")
        refuse("You have not let this site know your Battle.net account, so nothing has changed.");
    if (request.query.has("error"))
        refuse("Battle.net has refused the login, so nothing has changed. Try again in a minute.");
    const auto& code = request.query.get("code");
    if (code.empty() || code.size() > longest_code)
        refuse("Battle.net's answer has no code to go on with. Log in again.");
    if (attempt->user != 0 && attempt->user != request.user.id)
        refuse("You are not logged in any more as who began to connect the account. Log in, and connect it again.");
}

Response finish(const Services& host, LoginClient& client, const Request& request, const Attempt& attempt)
{
    const auto exchange = client.exchange(attempt, request.query.get("code"), redirect_uri(request));
    if (attempt.user != 0) {
        connect_account(host, attempt.user, exchange);
        tell_listeners(host, attempt.user);
        return Response::redirect(attempt.destination.empty() ? accounts_path : attempt.destination);
    }
    const auto user = sign_in(host, exchange);
    auto session = host.plugin<user::Sessions>("user").call(
        "begin", [&](const user::Sessions& sessions) { return sessions.begin(user, request); });
    tell_listeners(host, user);
    return Response::redirect(attempt.destination.empty() ? "/user" : attempt.destination).cookie(std::move(session));
}

Response come_back(const Services& host, LoginClient& client, const Request& request)
{
    const auto attempt = find_attempt(host, request);
    const char* again = attempt && attempt->user != 0 ? accounts_path : "/user/login";
    try {
        admit(host, request, attempt);
        return finish(host, client, request, *attempt).cookie(no_cookie());
    } catch (const LoginFailure& failure) {
        auto response = failure_page(failure, again);
        // An answer that is not this login's leaves it as it is.
        if (attempt && request.query.get("state") == attempt->state)
            response.cookie(no_cookie());
        return response;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::conflict && error.code() != ErrorCode::refused)
            throw;
        constexpr int conflict = 409;
        constexpr int forbidden = 403;
        const LoginFailure failure(error.code() == ErrorCode::conflict ? conflict : forbidden, error.what());
        return failure_page(failure, again).cookie(no_cookie());
    }
}

Response accounts_page(const Services& host, const Request& request)
{
    if (auto elsewhere = user::login_first(request))
        return *elsewhere;
    const auto connection = ConnectionStore(host).find(request.user.id);
    Value shown;
    if (connection)
        shown = Value::object({{"battletag", connection->battletag}, {"region", connection->region},
            {"connected", connection->connected},
            {"token_expires", connection->token_expires > host.now() ? Value(connection->token_expires) : Value()}});
    return Response::page("Connected accounts", "wow_battlenet_login/accounts", Value::object({{"connection", shown}}));
}

Response confirm_page(const Services& host, const Request& request)
{
    if (auto elsewhere = user::login_first(request))
        return *elsewhere;
    const auto connection = ConnectionStore(host).find(request.user.id);
    if (!connection)
        return Response::redirect(accounts_path);
    const auto has_password = user::accounts(host).call(
        "has_password", [&](const user::Accounts& a) { return a.has_password(request.user.id); });
    return Response::page("Disconnect Battle.net", "wow_battlenet_login/disconnect",
        Value::object({{"battletag", connection->battletag},
            {"rows", user::to_text(user::row_counts(host, request.user.id, wow::account_source))},
            {"has_password", has_password}}));
}

Response disconnect(const Services& host, const Request& request)
{
    if (auto elsewhere = user::login_first(request))
        return *elsewhere;
    ConnectionStore(host).disconnect(request.user.id);
    return Response::redirect(accounts_path);
}

} // namespace

void register_pages(Registrar& add, const Services& host)
{
    const auto client = std::make_shared<LoginClient>(host);
    add.plugin<user::LoginMethod>("battlenet", std::make_unique<BattlenetLogin>());
    add.plugin<user::AccountLink>("battlenet", std::make_unique<ConnectedAccounts>());
    add.route(Route("POST", begin_path,
        [&host, client](const Request& request) {
            return request.user.is_authenticated() ? Response::redirect(accounts_path)
                                                   : leave(host, *client, request, 0);
        })
                  .rate(RateClass::login)
                  .deadline(patience));
    add.route(Route(
        "GET", callback_path, [&host, client](const Request& request) { return come_back(host, *client, request); })
                  .rate(RateClass::lookup)
                  .deadline(patience));
    add.route(Route("GET", accounts_path, [&host](const Request& request) { return accounts_page(host, request); }));
    add.route(Route("POST", connect_path,
        [&host, client](const Request& request) {
            auto elsewhere = user::login_first(request);
            return elsewhere ? *elsewhere : leave(host, *client, request, request.user.id);
        })
                  .rate(RateClass::login)
                  .deadline(patience));
    add.route(Route("GET", disconnect_path, [&host](const Request& request) { return confirm_page(host, request); }));
    add.route(Route("POST", disconnect_path, [&host](const Request& request) {
        return disconnect(host, request);
    }).rate(RateClass::action));
}

} // namespace wow_battlenet_login
