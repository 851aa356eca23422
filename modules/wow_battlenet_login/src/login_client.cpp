#include "login_client.hpp"

#include <wow/client.hpp>
#include <wow/login_service.hpp>

#include <chrono>

namespace wow_battlenet_login {

using namespace wowhost;

namespace {

const std::string scopes = "openid wow.profile";
constexpr std::int64_t kept_for = 86'400;
constexpr std::int64_t again_after = 30; // seconds between two questions for keys that nobody lists
constexpr std::int64_t away_for = 5; // seconds in which nobody asks a Battle.net that does not answer
constexpr std::size_t largest_document = 256 * 1024;
constexpr int bad_gateway = 502;
constexpr int unavailable = 503;
constexpr int forbidden = 403;

constexpr const char* no_answer =
    "Battle.net does not answer at the moment, so nothing has changed. Try again in a minute.";
constexpr const char* not_set_up = "This site cannot log you in by Battle.net yet: its administrator has to check its "
                                   "client id and secret.";

std::string pair(const char* name, const std::string& value)
{
    return "&" + std::string(name) + "=" + encode_segment(value);
}

} // namespace

void LoginClient::fail(int status, const std::string& message, const std::string& reason) const
{
    host_.log().warning("A login by Battle.net has failed: " + reason);
    throw LoginFailure(status, message);
}

std::string LoginClient::authorize_url(const Attempt& attempt, const std::string& redirect_uri)
{
    const auto client =
        wow::login_service(host_).call("client_id", [](const wow::LoginService& s) { return s.client_id(); });
    if (client.empty())
        fail(unavailable, not_set_up,
            "wow.client_id is not set; create a client at https://develop.battle.net/access/clients and enter its id "
            "and secret in the configuration");
    const auto endpoint = provider().authorization_endpoint;
    return endpoint + (endpoint.find('?') == std::string::npos ? "?" : "&") + "response_type=code"
        + pair("client_id", client) + pair("redirect_uri", redirect_uri) + pair("scope", scopes)
        + pair("state", attempt.state) + pair("nonce", attempt.nonce) + pair("code_challenge", challenge_of(attempt))
        + "&code_challenge_method=S256";
}

CodeExchange LoginClient::exchange(const Attempt& attempt, const std::string& code, const std::string& redirect_uri)
{
    const auto where = provider();
    const auto service = wow::login_service(host_);
    const auto form = "grant_type=authorization_code" + pair("code", code) + pair("redirect_uri", redirect_uri)
        + pair("code_verifier", attempt.verifier);
    const auto reply =
        service.call("ask_token", [&](const wow::LoginService& s) { return s.ask_token(where.token_endpoint, form); });
    if (reply.status == 401)
        fail(unavailable, not_set_up,
            where.token_endpoint + " rejects the client (HTTP status 401); check wow.client_id and wow.client_secret");
    if (reply.status == 400)
        fail(forbidden, "Battle.net does not accept this login any more; it may be too old. Log in again.",
            where.token_endpoint + " rejects the code (HTTP status 400)");
    if (!reply.ok())
        fail(unavailable, no_answer,
            reply.failure != HttpFailure::none
                ? reply.failure_message
                : where.token_endpoint + " answers with HTTP status " + std::to_string(reply.status));
    const auto answer = read_token_answer(reply.body);
    if (!answer)
        fail(bad_gateway, sentence(Problem::malformed),
            where.token_endpoint + " answers without access_token and id_token");
    Expected expected;
    expected.issuer = where.issuer;
    expected.client_id = service.call("client_id", [](const wow::LoginService& s) { return s.client_id(); });
    expected.nonce = attempt.nonce;
    expected.now = host_.now();
    const auto token = checked(answer->id_token, where, expected);
    CodeExchange result;
    result.issuer = where.issuer;
    result.sub = token.subject;
    result.battletag = token.battletag.empty() ? battletag(where, *answer, token.subject) : token.battletag;
    result.region = wow::region(wow::client(host_));
    result.scopes = answer->scopes.empty() ? scopes : answer->scopes;
    result.access_token = answer->access_token;
    result.expires_in = answer->expires_in;
    return result;
}

Provider LoginClient::provider()
{
    const auto address =
        wow::login_service(host_).call("address", [](const wow::LoginService& s) { return s.address(); });
    const std::lock_guard lock(mutex_);
    const auto now = host_.now();
    if (provider_ && address_ == address && now - provider_since_ < kept_for)
        return *provider_;
    const auto url = address + "/.well-known/openid-configuration";
    auto found = read_provider(fetch_for_all(url), address);
    if (!found)
        fail(bad_gateway, no_answer,
            url + " is no discovery document of this issuer with endpoints that may be asked; check wow.oauth_url");
    if (address_ != address || (provider_ && provider_->jwks_uri != found->jwks_uri)) {
        keys_.clear();
        asked_again_ = 0;
    }
    address_ = address;
    provider_ = std::move(found);
    provider_since_ = now;
    return *provider_;
}

KeySet LoginClient::keys(const Provider& provider, bool again)
{
    const std::lock_guard lock(mutex_);
    const auto now = host_.now();
    const bool is_fresh = !keys_.empty() && now - keys_since_ < kept_for;
    if (is_fresh && (!again || now - asked_again_ < again_after))
        return keys_;
    if (is_fresh)
        asked_again_ = now;
    auto found = read_key_set(fetch_for_all(provider.jwks_uri));
    if (found.empty())
        fail(bad_gateway, no_answer, provider.jwks_uri + " lists no key that can be used");
    // A key that is not listed any more may have signed what is under way.
    keys_ = is_fresh ? united(std::move(found), keys_) : std::move(found);
    if (!is_fresh)
        keys_since_ = now;
    return keys_;
}

IdToken LoginClient::checked(const std::string& text, const Provider& provider, const Expected& expected)
{
    const auto token = read_id_token(text);
    auto problem = token ? check(*token, keys(provider, false), expected) : Problem::malformed;
    if (problem == Problem::unknown_key)
        problem = check(*token, keys(provider, true), expected);
    if (problem != Problem::none)
        fail(forbidden, sentence(problem), std::string("the id_token is refused. ") + sentence(problem));
    return *token;
}

std::string LoginClient::battletag(
    const Provider& provider, const TokenAnswer& answer, const std::string& subject) const
{
    if (provider.userinfo_endpoint.empty())
        return {};
    return read_battletag(fetch(provider.userinfo_endpoint, answer.access_token), subject);
}

std::string LoginClient::fetch_for_all(const std::string& url)
{
    if (host_.now() < away_until_)
        fail(unavailable, no_answer, url + " was not asked, as Battle.net did not answer a moment ago");
    try {
        return fetch(url);
    } catch (const LoginFailure&) {
        away_until_ = host_.now() + away_for;
        throw;
    }
}

std::string LoginClient::fetch(const std::string& url, const std::string& bearer) const
{
    HttpRequest request(url);
    request.headers.emplace_back("Accept", "application/json");
    if (!bearer.empty())
        request.headers.emplace_back("Authorization", "Bearer " + bearer);
    request.timeout = std::chrono::seconds(10);
    request.max_body = largest_document;
    HttpResponse answer;
    for (int attempt = 0; attempt < 2; ++attempt) {
        answer = host_.http().send(request);
        if (answer.ok())
            return std::move(answer.body);
        if (answer.failure == HttpFailure::none && answer.status < 500)
            break;
    }
    fail(unavailable, no_answer,
        answer.failure != HttpFailure::none ? answer.failure_message
                                            : url + " answers with HTTP status " + std::to_string(answer.status));
}

} // namespace wow_battlenet_login
