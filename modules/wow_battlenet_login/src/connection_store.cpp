#include "connection_store.hpp"

#include <wow/account_source.hpp>
#include <wow/names.hpp>
#include <wow/sealed.hpp>

#include <algorithm>

namespace wow_battlenet_login {

using namespace wowhost;

namespace {

constexpr const char* account_type = "wow_battlenet_account";
constexpr const char* owner = "user";
const std::string token_name = "token";
constexpr std::int64_t longest_life = 30 * 86400;
constexpr std::size_t longest_text = 255;

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorCode::invalid_argument, message); }

std::string text(std::int64_t user) { return "user " + std::to_string(user); }

/// A token is sealed for its user: copied to another's data it does not open.
std::string purpose(std::int64_t user) { return "wow_battlenet_login.token." + std::to_string(user); }

std::optional<Entity> row_of(const Services& host, std::int64_t user)
{
    return host.entities().find(account_type, {Condition(owner, Operator::equal, user)});
}

std::optional<Entity> row_of(const Services& host, const std::string& issuer, const std::string& sub)
{
    return host.entities().find(
        account_type, {Condition("issuer", Operator::equal, issuer), Condition("sub", Operator::equal, sub)});
}

Connection connection_of(const Entity& row)
{
    Connection connection;
    connection.user = row[owner].integer();
    connection.issuer = row["issuer"].string();
    connection.sub = row["sub"].string();
    connection.battletag = row["battletag"].string();
    connection.region = row["region"].string();
    connection.scopes = row["scopes"].string();
    connection.connected = row["connected"].integer();
    connection.token_expires = row["token_expires"].integer();
    return connection;
}

void check(const CodeExchange& exchange)
{
    if (exchange.sub.empty() || exchange.issuer.empty())
        refuse("Battle.net's answer names no account (sub); log in there again");
    if (exchange.access_token.empty())
        refuse("Battle.net's answer has no access_token; log in there again");
    for (const auto* part : {&exchange.issuer, &exchange.sub, &exchange.battletag, &exchange.scopes})
        if (part->size() > longest_text)
            refuse(
                "Battle.net's answer has a text of more than 255 bytes where the account is named; log in there again");
}

} // namespace

EntityType account_definition()
{
    return EntityType(account_type)
        .permission("administer users")
        .label("Connected Battle.net account")
        .text("issuer")
        .text("sub")
        .text("battletag")
        .text("region")
        .text("scopes")
        .timestamp("connected")
        .timestamp("token_expires")
        .ownable_by(owner)
        .unique({"issuer", "sub"})
        .once_per_owner({"issuer"});
}

std::int64_t ConnectionStore::claim(std::int64_t user, const CodeExchange& exchange) const
{
    const auto stored = row_of(host_, exchange.issuer, exchange.sub);
    if (stored && stored->get(owner).is_integer() && stored->get(owner).integer() != user)
        throw Error(ErrorCode::conflict,
            "this Battle.net account is connected to another user of this site; disconnect it there first");
    if (const auto mine = row_of(host_, user); mine && (!stored || mine->id() != stored->id()))
        throw Error(
            ErrorCode::conflict, text(user) + " has connected another Battle.net account; disconnect that one first");
    return stored ? stored->id() : 0;
}

Connection ConnectionStore::connect(std::int64_t user, const CodeExchange& exchange) const
{
    check(exchange);
    const auto region = wow::check_region(exchange.region);
    const auto key = host_.config().text("token_key");
    const auto expires = host_.now() + std::clamp<std::int64_t>(exchange.expires_in, 0, longest_life);
    Entity row(account_type);
    host_.entities().transaction([&] {
        if (!host_.entities().load("user", user))
            throw Error(ErrorCode::not_found, "there is no " + text(user) + " to connect a Battle.net account to");
        row = Entity(account_type);
        row.set_id(claim(user, exchange));
        if (row.is_new())
            row.set("connected", host_.now());
        row.set("issuer", exchange.issuer).set("sub", exchange.sub).set("battletag", exchange.battletag);
        row.set("region", region).set("scopes", exchange.scopes).set("token_expires", expires).set(owner, user);
        host_.entities().save(row);
        host_.user_data().set(user, token_name,
            Value::object({{"sealed", wow::seal(exchange.access_token, key, purpose(user))},
                {"scopes", exchange.scopes}, {"expires", expires}}));
    });
    return connection_of(host_.entities().load(account_type, row.id()).value_or(row));
}

std::optional<Connection> ConnectionStore::find(std::int64_t user) const
{
    const auto row = row_of(host_, user);
    return row ? std::optional(connection_of(*row)) : std::nullopt;
}

std::optional<std::int64_t> ConnectionStore::find_user(const std::string& issuer, const std::string& sub) const
{
    const auto row = row_of(host_, issuer, sub);
    return row && row->get(owner).is_integer() ? std::optional(row->get(owner).integer()) : std::nullopt;
}

UserToken ConnectionStore::token(std::int64_t user) const
{
    if (!row_of(host_, user))
        throw Error(ErrorCode::not_found, text(user) + " has connected no Battle.net account; connect one first");
    const auto stored = host_.user_data().get(user, token_name);
    UserToken token;
    token.expires = stored ? (*stored)["expires"].integer() : 0;
    if (token.expires <= host_.now())
        throw Error(ErrorCode::unavailable,
            "the Battle.net token of " + text(user)
                + " has expired, as each does after a day; log in at Battle.net again");
    auto opened = wow::unseal((*stored)["sealed"].text(), host_.config().text("token_key"), purpose(user));
    if (!opened)
        throw Error(ErrorCode::failed,
            "the Battle.net token of " + text(user)
                + " cannot be read with the present wow_battlenet_login.token_key; restore the key that it was stored "
                  "with, or let the user log in at Battle.net again");
    token.text = std::move(*opened);
    token.scopes = (*stored)["scopes"].string();
    return token;
}

bool ConnectionStore::disconnect(std::int64_t user) const
{
    const bool connected = row_of(host_, user).has_value();
    user::purge(host_, user, wow::account_source);
    return connected;
}

std::string ConnectionData::source() const { return wow::account_source; }

user::RowCounts ConnectionData::row_counts(std::int64_t user) const
{
    return {{account_type, host_.entities().count(Query(account_type).where(owner, user))}};
}

void ConnectionData::purge(std::int64_t user) const
{
    host_.entities().remove(account_type, host_.entities().ids(Query(account_type).where(owner, user)));
    host_.user_data().remove(user);
}

std::string forget_expired_tokens(const Services& host)
{
    std::int64_t forgotten = 0;
    host.entities().each(
        Query(account_type).where("token_expires", Operator::less_equal, host.now()), [&](const Entity& account) {
            host.entities().transaction([&] {
                Entity row(account_type);
                row.set_id(account.id());
                row.set("token_expires", Value());
                host.entities().save(row);
                host.user_data().remove(account[owner].integer(), token_name);
            });
            ++forgotten;
            return true;
        });
    return std::to_string(forgotten) + " expired tokens deleted";
}

} // namespace wow_battlenet_login
