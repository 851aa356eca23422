// wow_battlenet_login: which user has connected which Battle.net account, found as the plugin "battlenet" of the
// interface Connections.
//
// A Battle.net account is known by issuer and subject (`sub`), as its owner may change the BattleTag. It is connected
// to one user at most, and a user to one of them at most; the database sees to both. The user's token lies encrypted
// in the database and is given out by `token` only. It lives for a day and is not renewed: to list the characters anew
// after that, the user logs in at Battle.net again. All functions may be called from any thread.
#pragma once

#include <wowhost/plugin.hpp>
#include <wowhost/services.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace wow_battlenet_login {

/// What Battle.net gives for an authorization code, and what its id_token or /userinfo says of the account.
class CodeExchange {
public:
    CodeExchange() = default;
    std::string issuer = "https://oauth.battle.net";
    std::string sub;
    std::string battletag;
    std::string region; ///< us, eu, kr, tw: where the user logged in.
    std::string scopes; ///< As granted: "openid wow.profile".
    std::string access_token;
    std::int64_t expires_in = 0; ///< Seconds.
};

class Connection {
public:
    Connection() = default;
    std::int64_t user = 0;
    std::string issuer;
    std::string sub;
    std::string battletag;
    std::string region;
    std::string scopes;
    std::int64_t connected = 0; ///< Since when.
    std::int64_t token_expires = 0; ///< 0: there is no token any more.
};

class UserToken {
public:
    UserToken() = default;
    std::string text;
    std::string scopes;
    std::int64_t expires = 0;
};

class Connections {
public:
    WOWHOST_INTERFACE("wow_battlenet_login.connections/1");
    virtual ~Connections() = default;

    /// Connects the account, or renews BattleTag and token of the one that is connected. Throws Error(conflict) when
    /// the account is another user's or the user has connected another account, and Error(invalid_argument) for an
    /// exchange without subject or token.
    virtual Connection connect(std::int64_t user, const CodeExchange& exchange) const = 0;
    virtual std::optional<Connection> find(std::int64_t user) const = 0;
    /// Whose account this is.
    virtual std::optional<std::int64_t> find_user(const std::string& issuer, const std::string& sub) const = 0;
    /// Throws Error(not_found) without a connection, Error(unavailable) when the token has expired, and Error(failed)
    /// when it cannot be read with the configured key.
    virtual UserToken token(std::int64_t user) const = 0;
    /// Breaks with Battle.net: purges all that came by the user's account there, in every module. False when nothing
    /// was connected (it purges all the same).
    virtual bool disconnect(std::int64_t user) const = 0;
};

using ConnectionsHandle = wowhost::PluginHandle<Connections>;

inline ConnectionsHandle connections(const wowhost::Services& host) { return host.plugin<Connections>("battlenet"); }

} // namespace wow_battlenet_login
