#include "id_token.hpp"

#include "base64url.hpp"

#include <wow/document.hpp>

#include <algorithm>
#include <array>

namespace wow_battlenet_login {

namespace {

constexpr std::size_t longest_token = 16 * 1024;
constexpr std::size_t longest_subject = 255;
constexpr std::int64_t latest_time = 253'402'300'799; // the end of the year 9999

std::string text(wow::Node node) { return std::string(node.text().value_or("")); }

/// The two dots' neighbours; nothing unless there are three parts.
std::optional<std::array<std::string_view, 3>> parts_of(std::string_view token)
{
    const auto first = token.find('.');
    const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
        return std::nullopt;
    return std::array{token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1)};
}

bool read_header(std::string_view part, IdToken& token)
{
    const auto json = decode_base64(part);
    wow::Document header;
    if (!json || !header.parse(*json, "id_token") || !header.root().is_object())
        return false;
    // What must be understood (RFC 7515, crit) is not.
    if (header["crit"].exists())
        return false;
    token.algorithm = text(header["alg"]);
    token.key_id = text(header["kid"]);
    return true;
}

bool read_claims(std::string_view part, IdToken& token)
{
    const auto json = decode_base64(part);
    wow::Document claims;
    if (!json || !claims.parse(*json, "id_token") || !claims.root().is_object())
        return false;
    token.issuer = text(claims["iss"]);
    token.subject = text(claims["sub"]);
    if (claims["aud"].is_text())
        token.audience.push_back(text(claims["aud"]));
    for (const auto one : claims["aud"].items())
        if (one.is_text())
            token.audience.push_back(text(one));
    token.authorized_party = text(claims["azp"]);
    token.nonce = text(claims["nonce"]);
    token.battletag = text(claims["battle_tag"]);
    if (token.battletag.empty())
        token.battletag = text(claims["battletag"]);
    token.expires = claims["exp"].integer();
    token.not_before = claims["nbf"].integer().value_or(0);
    return true;
}

} // namespace

std::optional<IdToken> read_id_token(std::string_view text)
{
    const auto parts = text.size() <= longest_token ? parts_of(text) : std::nullopt;
    IdToken token;
    if (!parts || !read_header((*parts)[0], token) || !read_claims((*parts)[1], token))
        return std::nullopt;
    auto signature = decode_base64((*parts)[2]);
    if (!signature)
        return std::nullopt;
    token.signature = std::move(*signature);
    token.signed_text = std::string(text.substr(0, text.rfind('.')));
    return token;
}

Problem check(const IdToken& token, const KeySet& keys, const Expected& expected)
{
    // Before anything else: which algorithm is right is ours to say, never the token's.
    if (token.algorithm != "RS256")
        return Problem::algorithm;
    const auto* key = find_key(keys, token.key_id);
    if (!key)
        return Problem::unknown_key;
    if (!is_signed_by(*key, token.signed_text, token.signature))
        return Problem::signature;
    if (token.subject.empty() || token.subject.size() > longest_subject || !token.expires || *token.expires < 0
        || *token.expires > latest_time)
        return Problem::malformed;
    if (token.issuer.empty() || token.issuer != expected.issuer)
        return Problem::issuer;
    const bool is_for_us = !expected.client_id.empty()
        && std::find(token.audience.begin(), token.audience.end(), expected.client_id) != token.audience.end();
    if (!is_for_us || (!token.authorized_party.empty() && token.authorized_party != expected.client_id))
        return Problem::audience;
    if (*token.expires + clock_skew <= expected.now || token.not_before > expected.now + clock_skew)
        return Problem::expired;
    if (expected.nonce.empty() || token.nonce != expected.nonce)
        return Problem::nonce;
    return Problem::none;
}

const char* sentence(Problem problem)
{
    switch (problem) {
    case Problem::none: return "";
    case Problem::malformed:
        return "Battle.net's answer does not say who you are in a way that can be read. Log in again.";
    case Problem::algorithm:
        return "Battle.net's answer is not signed as it should be (RS256), so it is not believed. Log in again.";
    case Problem::unknown_key:
        return "Battle.net's answer is signed with a key that Battle.net does not list, so it is not believed. Log in "
               "again in a minute.";
    case Problem::signature:
        return "The signature of Battle.net's answer is wrong, so it is not believed. Log in again.";
    case Problem::issuer:
        return "The answer comes from somebody else than Battle.net, so it is not believed. Log in again.";
    case Problem::audience:
        return "Battle.net's answer is meant for another site, so it is not believed. Log in again.";
    case Problem::expired:
        return "Battle.net's answer is valid at another time than now. Log in again; if that does not help, the clock "
               "of "
               "this site is wrong.";
    case Problem::nonce: return "Battle.net's answer belongs to another login than yours. Log in again.";
    }
    return "";
}

} // namespace wow_battlenet_login
