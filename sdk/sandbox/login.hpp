// Logging in with an account: authorization code, id_token, userinfo, discovery and keys. Thread-safe.
// Accounts are numbers from 1 on; People says which characters each has.
#pragma once

#include "sdk/sandbox/message.hpp"
#include "sdk/sandbox/oauth.hpp"
#include "sdk/sandbox/signing.hpp"
#include "sdk/sandbox/world.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace sandbox {

class Login {
public:
    Login(const World& world, OAuth& oauth, int lifetime_seconds);

    static bool is_token(std::string_view path);
    // Answers what is not the API but the login's, tokens included; nothing for any other path.
    std::optional<Answer> handle(
        const Request& request, std::string_view path, std::string_view query, const std::string& base);

    // Who is logged in at Battle.net when /authorize names nobody: a number, "ask" (a page to choose from) or "deny".
    // Throws std::invalid_argument that names the account.
    void log_in(const std::string& account);
    void set_battletag(std::int64_t account, std::string battletag);
    // Spoils the next id_token: signature, nonce, issuer, audience, expired, or the algorithm none or HS256. Throws
    // std::invalid_argument.
    void spoil(const std::string& what);
    void rotate_keys(bool drop) { keys_.rotate(drop); }

private:
    struct Grant {
        std::string client;
        std::string redirect;
        std::string scope;
        std::string nonce;
        std::string challenge;
        std::int64_t account = 0;
        Clock::time_point expires;
    };

    Answer authorize(std::string_view query, std::string_view path);
    Answer token(const Request& request, const std::string& base);
    Answer userinfo(const Request& request);
    Answer discovery(const std::string& base) const;
    Answer chooser(std::string_view query, std::string_view path);
    std::string id_token(const Grant& grant, const std::string& access_token, const std::string& base);
    std::string battletag(std::int64_t account);
    std::string random_text();

    const World& world_;
    OAuth& oauth_;
    int lifetime_;
    SigningKeys keys_;
    std::mutex mutex_;
    std::mt19937_64 random_;
    std::string logged_in_ = "1";
    std::string spoiled_;
    std::map<std::string, Grant> grants_; // by code
    std::map<std::int64_t, std::string> battletags_; // changed ones
};

// The account's id, as `sub` and `id` have it.
std::int64_t account_id(std::int64_t account);

} // namespace sandbox
