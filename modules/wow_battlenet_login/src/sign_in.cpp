#include "sign_in.hpp"

#include "connection_store.hpp"

#include <user/accounts.hpp>
#include <wow_battlenet_login/login_listener.hpp>
#include <wowhost/error.hpp>

namespace wow_battlenet_login {

using namespace wowhost;

namespace {

constexpr std::size_t longest_name = 100;
constexpr int most_namesakes = 1000;
constexpr int most_tries = 3;

std::string free_name(const user::AccountsHandle& accounts, const std::string& wanted)
{
    auto name = wanted;
    for (int number = 2; number < most_namesakes; ++number) {
        if (!accounts.call("find", [&](const user::Accounts& a) { return a.find(name); }))
            return name;
        name = wanted + " " + std::to_string(number);
    }
    throw Error(ErrorCode::failed, "a thousand users are called \"" + wanted + "\"; none can be added by that name");
}

std::int64_t find_or_add(const Services& host, const CodeExchange& exchange)
{
    const auto accounts = user::accounts(host);
    const auto known = ConnectionStore(host).find_user(exchange.issuer, exchange.sub);
    if (!known) {
        const user::NewAccount account(free_name(accounts, name_from(exchange.battletag)));
        return accounts.call("create", [&](const user::Accounts& a) { return a.create(account).id; });
    }
    const auto account = accounts.call("load", [&](const user::Accounts& a) { return a.load(*known); });
    if (account && account->blocked)
        throw Error(ErrorCode::refused, "This account is blocked. Ask an administrator.");
    return *known;
}

} // namespace

std::string name_from(std::string_view battletag)
{
    std::string name(battletag.substr(0, battletag.find('#')));
    std::erase_if(name, [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; });
    if (name.size() > longest_name || name.find_first_not_of("0123456789 ") == std::string::npos)
        return "Player";
    return name;
}

std::int64_t sign_in(const Services& host, const CodeExchange& exchange)
{
    for (int attempt = 1;; ++attempt) {
        try {
            std::int64_t user = 0;
            host.entities().transaction([&] {
                user = find_or_add(host, exchange);
                ConnectionStore(host).connect(user, exchange);
            });
            return user;
        } catch (const Error& error) {
            // The same person has just logged in elsewhere, or somebody else has taken the name.
            if (error.code() != ErrorCode::conflict || attempt == most_tries)
                throw;
        }
    }
}

void connect_account(const Services& host, std::int64_t user, const CodeExchange& exchange)
{
    const ConnectionStore connections(host);
    if (const auto whose = connections.find_user(exchange.issuer, exchange.sub); whose && *whose != user)
        throw Error(ErrorCode::conflict,
            "This Battle.net account is connected to another user of this site. Disconnect it there first.");
    if (const auto mine = connections.find(user);
        mine && (mine->sub != exchange.sub || mine->issuer != exchange.issuer))
        throw Error(ErrorCode::conflict, "You have connected another Battle.net account. Disconnect that one first.");
    connections.connect(user, exchange);
}

void tell_listeners(const Services& host, std::int64_t user)
{
    const ConnectionStore connections(host);
    const auto listeners = host.plugins<LoginListener>();
    if (listeners.empty())
        return;
    const auto connection = connections.find(user);
    if (!connection)
        return;
    const auto token = connections.token(user);
    for (const auto& listener : listeners) {
        try {
            listener.call("logged_in", [&](const LoginListener& l) { l.logged_in(*connection, token); });
        } catch (const std::exception& error) {
            host.log().warning(
                "Module " + listener.module() + " could not follow a login at Battle.net: " + error.what(),
                Value::object({{"user", user}, {"module", listener.module()}}));
        }
    }
}

} // namespace wow_battlenet_login
