// Sessions as rows of the entity type `user_session`, and the host's question whose a request is.
#pragma once

#include <user/sessions.hpp>
#include <wowhost/definition.hpp>
#include <wowhost/route.hpp>
#include <wowhost/services.hpp>

#include <optional>
#include <string>

namespace user {

inline constexpr const char* session_type = "user_session";
inline constexpr const char* session_cookie = "wowhost_session";

wowhost::EntityType session_definition();

class SessionStore final : public Sessions {
public:
    explicit SessionStore(const wowhost::Services& host)
        : host_(host)
    {
    }
    wowhost::Cookie begin(std::int64_t user, const wowhost::Request& request) const override;
    wowhost::Cookie end(const wowhost::Request& request) const override;
    std::int64_t end_all(std::int64_t user, const wowhost::Request* request) const override;

    std::optional<wowhost::Identity> identify(const wowhost::Request& request) const;
    /// For the account page: when each began and was last used, and whether it is the request's.
    wowhost::Value list(std::int64_t user, const wowhost::Request& request) const;
    /// Removes those that have ended; a sentence for the report.
    std::string sweep() const;

private:
    std::optional<wowhost::Entity> find(const wowhost::Request& request) const;
    bool is_over(const wowhost::Entity& row, std::int64_t now) const;

    const wowhost::Services& host_;
};

class SessionAuthenticator final : public wowhost::Authenticator {
public:
    explicit SessionAuthenticator(const SessionStore& sessions)
        : sessions_(sessions)
    {
    }
    std::optional<wowhost::Identity> identify(const wowhost::Request& request) const override
    {
        return sessions_.identify(request);
    }

private:
    SessionStore sessions_;
};

} // namespace user
