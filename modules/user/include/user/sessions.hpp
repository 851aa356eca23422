// user: the sessions of those who are logged in, found as the plugin "user" of the interface user::Sessions; and ways
// to log in besides a password.
//
// A session is a random token in a cookie (HttpOnly, SameSite=Lax, Secure behind TLS); the database keeps its hash
// alone. It ends when it has not been used for a while (session_idle_hours), when it is old (session_days), when
// somebody logs out or ends it, and when the user is blocked, deleted, or gets another password. Logging in always
// makes a new one, so that a token from before is worth nothing. Any thread.
#pragma once

#include <wowhost/plugin.hpp>
#include <wowhost/request.hpp>
#include <wowhost/response.hpp>

#include <cstdint>
#include <string>

namespace user {

class Sessions {
public:
    WOWHOST_INTERFACE("user.sessions/1");
    virtual ~Sessions() = default;

    /// For a user who has proved to be that one: ends the session that `request` bears and begins another. The cookie
    /// belongs into the answer. Throws Error(refused) when the account is blocked.
    virtual wowhost::Cookie begin(std::int64_t user, const wowhost::Request& request) const = 0;
    /// Ends the session that `request` bears; the cookie that takes it away from the browser.
    virtual wowhost::Cookie end(const wowhost::Request& request) const = 0;
    /// Ends all sessions of the user, but for the one that `request` bears, if given. Returns how many.
    virtual std::int64_t end_all(std::int64_t user, const wowhost::Request* request = nullptr) const = 0;
};

/// A way to log in that the login page offers, and something that the account page shows. Plugins of this interface
/// are values for pages; what they lead to is their module's.
class LoginMethod {
public:
    WOWHOST_INTERFACE("user.login_method/1");
    virtual ~LoginMethod() = default;
    /// "Log in with …"
    virtual std::string label() const = 0;
    /// The path that a form is posted to; it gets `destination` and the CSRF token.
    virtual std::string path() const = 0;
};

/// A link of the account page, to a page of a user's own that a module has.
class AccountLink {
public:
    WOWHOST_INTERFACE("user.account_link/1");
    virtual ~AccountLink() = default;
    virtual std::string label() const = 0;
    virtual std::string path() const = 0;
};

} // namespace user
