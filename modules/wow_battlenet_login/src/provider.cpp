#include "provider.hpp"

#include <wow/document.hpp>

#include <algorithm>
#include <utility>

namespace wow_battlenet_login {

namespace {

constexpr std::size_t longest_url = 2000;
constexpr std::size_t longest_access_token = 4096;
constexpr std::int64_t a_day = 86'400;

std::string text(wow::Node node) { return std::string(node.text().value_or("")); }

std::string without_slash(std::string_view url)
{
    while (url.ends_with('/'))
        url.remove_suffix(1);
    return std::string(url);
}

bool is_visible(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

} // namespace

bool is_endpoint(std::string_view url)
{
    const bool is_secure = url.starts_with("https://");
    if (url.size() > longest_url || !is_visible(url) || url.find('#') != std::string_view::npos
        || (!is_secure && !url.starts_with("http://")))
        return false;
    const auto rest = url.substr(is_secure ? 8 : 7);
    const auto authority = rest.substr(0, rest.find_first_of("/?\\"));
    if (authority.empty() || authority.find('@') != std::string_view::npos)
        return false;
    if (is_secure)
        return true;
    for (const std::string_view host : {"127.0.0.1", "localhost", "[::1]"})
        if (authority == host || (authority.starts_with(host) && authority[host.size()] == ':'))
            return true;
    return false;
}

std::optional<Provider> read_provider(std::string_view json, std::string_view issuer)
{
    wow::Document document;
    if (!document.parse(std::string(json), "discovery document"))
        return std::nullopt;
    Provider provider;
    provider.issuer = text(document["issuer"]);
    provider.authorization_endpoint = text(document["authorization_endpoint"]);
    provider.token_endpoint = text(document["token_endpoint"]);
    provider.userinfo_endpoint = text(document["userinfo_endpoint"]);
    provider.jwks_uri = text(document["jwks_uri"]);
    if (provider.issuer.empty() || without_slash(provider.issuer) != without_slash(issuer))
        return std::nullopt;
    for (const auto* url : {&provider.authorization_endpoint, &provider.token_endpoint, &provider.jwks_uri})
        if (!is_endpoint(*url))
            return std::nullopt;
    if (!is_endpoint(provider.userinfo_endpoint))
        provider.userinfo_endpoint.clear();
    return provider;
}

std::optional<TokenAnswer> read_token_answer(std::string_view json)
{
    wow::Document document;
    if (!document.parse(std::string(json), "token answer"))
        return std::nullopt;
    TokenAnswer answer;
    answer.access_token = text(document["access_token"]);
    answer.id_token = text(document["id_token"]);
    answer.scopes = text(document["scope"]);
    answer.expires_in = document["expires_in"].integer().value_or(a_day);
    if (answer.access_token.empty() || answer.access_token.size() > longest_access_token
        || !is_visible(answer.access_token) || answer.id_token.empty())
        return std::nullopt;
    return answer;
}

std::string read_battletag(std::string_view json, std::string_view subject)
{
    wow::Document document;
    if (!document.parse(std::string(json), "userinfo") || subject.empty() || document["sub"].text() != subject)
        return {};
    return text(document["battletag"].exists() ? document["battletag"] : document["battle_tag"]);
}

} // namespace wow_battlenet_login
