// Tokens: issued for client credentials, checked on every API request. Thread-safe.
#pragma once

#include "sdk/sandbox/message.hpp"
#include "sdk/sandbox/rate.hpp"

#include <optional>
#include <random>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sandbox {

// Who holds a token.
struct Bearer {
    std::string client;
    std::string account; // number; empty: an application's token
    std::string scope;
};

class OAuth {
public:
    explicit OAuth(int lifetime_seconds)
        : lifetime_(lifetime_seconds)
        , random_(std::random_device{}())
    {
    }

    // Answers POST /oauth/token and /token. Any client with a secret other than "" and "wrong" is known.
    Answer token(const Request& request);
    // The client id, when id and secret are right; HTTP Basic, or in the form with an authorization code.
    std::optional<std::string> authenticate(const Request& request);
    // A new token.
    std::string issue(Bearer bearer);
    // Whose "Bearer …" it is, or nothing.
    std::optional<Bearer> bearer_of(std::string_view authorization);
    void revoke_all();
    // Users' tokens only, of one account or (empty) of all.
    void revoke_users(std::string_view account);
    std::size_t current();

private:
    struct Token {
        Bearer bearer;
        Clock::time_point expires;
    };

    int lifetime_;
    std::shared_mutex mutex_;
    std::mt19937_64 random_;
    std::unordered_map<std::string, Token> tokens_;
};

} // namespace sandbox
