// The id_token that Battle.net gives with an access token: who has logged in, signed. Pure.
//
//     const auto token = read_id_token(text);                    // nothing is believed yet
//     const auto problem = token ? check(*token, keys, expected) : Problem::malformed;
#pragma once

#include "key_set.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wow_battlenet_login {

/// Taken apart; what it says holds only when `check` finds no problem.
class IdToken {
public:
    std::string algorithm;
    std::string key_id;
    std::string signed_text; ///< Header and claims as sent.
    std::string signature;

    std::string issuer;
    std::string subject;
    std::vector<std::string> audience;
    std::string authorized_party;
    std::string nonce;
    std::string battletag; ///< Empty: it does not say.
    std::optional<std::int64_t> expires;
    std::int64_t not_before = 0;
};

enum class Problem {
    none,
    malformed, ///< No token, or without subject or expiry.
    algorithm, ///< Not RS256.
    unknown_key,
    signature,
    issuer,
    audience,
    expired, ///< Or not valid yet.
    nonce,
};

/// For people: what is wrong with the id_token, and what to do.
const char* sentence(Problem problem);

/// What a token of this login must say.
class Expected {
public:
    std::string issuer;
    std::string client_id;
    std::string nonce;
    std::int64_t now = 0;
};

/// How far the two clocks may be apart, in seconds.
inline constexpr std::int64_t clock_skew = 60;

/// Nothing for what is no signed token, or is longer than 16 KiB.
std::optional<IdToken> read_id_token(std::string_view text);

Problem check(const IdToken& token, const KeySet& keys, const Expected& expected);

} // namespace wow_battlenet_login
