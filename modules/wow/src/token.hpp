// wow: the application's token: fetched once, shared by all processes, renewed before it expires and upon 401.
#pragma once

#include "settings.hpp"

#include <wow/client.hpp>
#include <wowhost/services.hpp>

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace wow {

/// The token, or why there is none.
class TokenResult {
public:
    explicit TokenResult(std::string token_)
        : token(std::move(token_))
    {
    }
    TokenResult(Outcome outcome_, std::string message_)
        : outcome(outcome_)
        , message(std::move(message_))
    {
    }
    bool ok() const noexcept { return outcome == Outcome::ok; }
    std::string token;
    Outcome outcome = Outcome::ok;
    std::string message;
};

/// From any thread. The store keeps the token encrypted with a key made from the client secret, so that neither the
/// database nor `wowhost state list` shows it, and a changed secret forgets it.
class Token {
public:
    explicit Token(const wowhost::Services& host)
        : host_(host)
    {
    }
    TokenResult get(const Settings& settings);
    /// As get(), but not `rejected` again.
    TokenResult renew(const Settings& settings, const std::string& rejected);
    /// When the token in use ends (unix seconds); nothing when there is none.
    std::optional<std::int64_t> expires() const;

private:
    class Stored {
    public:
        std::string token;
        std::int64_t expires = 0;
    };
    TokenResult obtain(const Settings& settings, const std::string& rejected);
    TokenResult fetch(const Settings& settings, const std::string& secret);
    Stored load(const Settings& settings, const std::string& secret) const;
    void store(const Settings& settings, const std::string& secret, const Stored& stored) const;
    bool is_good(const Stored& stored, const std::string& rejected) const;

    const wowhost::Services& host_;
    std::mutex mutex_;
    Stored current_;
    std::string current_client_;
    std::optional<TokenResult> refusal_; ///< Credentials that were just rejected are not tried again at once.
    std::int64_t refused_until_ = 0;
};

} // namespace wow
