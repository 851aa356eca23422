// wow_battlenet_login: who wants to know that somebody has logged in at Battle.net, or connected an account.
//
// A user's token lives for a day: whoever needs what it opens fetches that now. Plugins of this interface are called
// one after the other while the visitor waits, outside any transaction; one that throws is logged and keeps nobody out.
#pragma once

#include <wow_battlenet_login/connections.hpp>

namespace wow_battlenet_login {

class LoginListener {
public:
    WOWHOST_INTERFACE("wow_battlenet_login.login_listener/1");
    virtual ~LoginListener() = default;
    virtual void logged_in(const Connection& connection, const UserToken& token) const = 0;
};

} // namespace wow_battlenet_login
