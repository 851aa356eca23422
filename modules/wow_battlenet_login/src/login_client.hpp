// The network side of logging in at Battle.net: discovery, keys, code exchange. Any thread; never inside a transaction.
#pragma once

#include "attempt.hpp"
#include "id_token.hpp"
#include "provider.hpp"

#include <wow_battlenet_login/connections.hpp>
#include <wowhost/error.hpp>
#include <wowhost/services.hpp>

#include <mutex>
#include <optional>
#include <string>

namespace wow_battlenet_login {

/// Why nobody was logged in: what the visitor is told, and with which status. What the site's people need to know
/// stands in the log.
class LoginFailure : public wowhost::Error {
public:
    LoginFailure(int status_, const std::string& message)
        : wowhost::Error(wowhost::ErrorCode::refused, message)
        , status(status_)
    {
    }
    int status;
};

class LoginClient {
public:
    explicit LoginClient(const wowhost::Services& host)
        : host_(host)
    {
    }
    /// Where the visitor's browser goes to log in. Throws LoginFailure.
    std::string authorize_url(const Attempt& attempt, const std::string& redirect_uri);
    /// Who has come back with this code, shown by an id_token that has been checked. Throws LoginFailure.
    CodeExchange exchange(const Attempt& attempt, const std::string& code, const std::string& redirect_uri);

private:
    /// The discovery document, a day old at most.
    Provider provider();
    IdToken checked(const std::string& text, const Provider& provider, const Expected& expected);
    /// A day old at most. `again`: fetched anew, unless that has just been done.
    KeySet keys(const Provider& provider, bool again);
    std::string battletag(const Provider& provider, const TokenAnswer& answer, const std::string& subject) const;
    std::string fetch(const std::string& url, const std::string& bearer = {}) const;
    /// For what all logins need: while Battle.net is away, they learn so at once and do not wait one after the other.
    std::string fetch_for_all(const std::string& url);
    [[noreturn]] void fail(int status, const std::string& message, const std::string& reason) const;

    const wowhost::Services& host_;
    std::mutex mutex_; ///< Held while one fetches, so that the others wait for what comes.
    std::string address_; ///< Whose the following are.
    std::optional<Provider> provider_;
    std::int64_t provider_since_ = 0;
    KeySet keys_;
    std::int64_t keys_since_ = 0;
    std::int64_t asked_again_ = 0;
    std::int64_t away_until_ = 0;
};

} // namespace wow_battlenet_login
