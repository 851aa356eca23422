// Where Battle.net's login is, as its discovery document says, and what it answers. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wow_battlenet_login {

class Provider {
public:
    std::string issuer;
    std::string authorization_endpoint;
    std::string token_endpoint;
    std::string userinfo_endpoint; ///< Empty: there is none.
    std::string jwks_uri;
};

/// Whether people and tokens may be sent there: https, or http to this machine, without user, fragment or blanks.
bool is_endpoint(std::string_view url);

/// Nothing for what is no discovery document, misses an endpoint, names one that may not be asked, or speaks for
/// another issuer than the one asked.
std::optional<Provider> read_provider(std::string_view json, std::string_view issuer);

/// What the token endpoint answers to a code.
class TokenAnswer {
public:
    std::string access_token;
    std::string id_token;
    std::string scopes; ///< Empty: as asked.
    std::int64_t expires_in = 0;
};

/// Nothing without the two tokens.
std::optional<TokenAnswer> read_token_answer(std::string_view json);

/// The BattleTag that /userinfo tells, when it is about this subject; empty otherwise.
std::string read_battletag(std::string_view json, std::string_view subject);

} // namespace wow_battlenet_login
