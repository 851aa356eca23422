#include "token.hpp"

#include <wow/document.hpp>
#include <wow/sealed.hpp>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

namespace wow {
namespace {

using namespace std::chrono_literals;
using wowhost::HttpFailure;

const std::string state_key = "wow.token";
const std::string lock_name = "wow:token";
constexpr std::int64_t margin_seconds = 300; // renewed this long before it ends

} // namespace

TokenResult Token::get(const Settings& settings) { return obtain(settings, {}); }

TokenResult Token::renew(const Settings& settings, const std::string& rejected) { return obtain(settings, rejected); }

std::optional<std::int64_t> Token::expires() const
{
    const auto stored = host_.state().get(state_key);
    return stored && stored->is_object() ? std::optional((*stored)["expires"].integer()) : std::nullopt;
}

bool Token::is_good(const Stored& stored, const std::string& rejected) const
{
    return !stored.token.empty() && stored.token != rejected && stored.expires - margin_seconds > host_.now();
}

TokenResult Token::obtain(const Settings& settings, const std::string& rejected)
{
    const std::lock_guard lock(mutex_);
    if (current_client_ == settings.client_id && is_good(current_, rejected))
        return TokenResult(current_.token);
    if (refusal_ && host_.now() < refused_until_)
        return *refusal_;
    refusal_.reset();
    const auto secret = host_.config().text("client_secret");
    if (settings.client_id.empty() || secret.empty())
        return TokenResult(Outcome::unauthorized,
            std::string(settings.client_id.empty() ? "wow.client_id" : "wow.client_secret")
                + " is not set; create a client at https://develop.battle.net/access/clients and enter its id and "
                  "secret in the configuration");
    current_client_ = settings.client_id;
    // One process asks, the others wait for what it stores.
    const auto give_up = std::chrono::steady_clock::now() + 20s;
    while (true) {
        current_ = load(settings, secret);
        if (is_good(current_, rejected))
            return TokenResult(current_.token);
        if (host_.locks().acquire(lock_name, 30s))
            break;
        if (host_.cancelled())
            return TokenResult(Outcome::cancelled, "waiting for the token of Battle.net was cancelled");
        if (std::chrono::steady_clock::now() > give_up)
            return TokenResult(Outcome::unavailable,
                "another process has been fetching the token of Battle.net for 20 seconds; try again");
        std::this_thread::sleep_for(20ms);
    }
    TokenResult result("");
    try {
        current_ = load(settings, secret);
        result = is_good(current_, rejected) ? TokenResult(current_.token) : fetch(settings, secret);
    } catch (...) {
        host_.locks().release(lock_name);
        throw;
    }
    host_.locks().release(lock_name);
    return result;
}

TokenResult Token::fetch(const Settings& settings, const std::string& secret)
{
    wowhost::HttpRequest request(settings.oauth_url + "/token", wowhost::HttpMethod::post);
    request.body = "grant_type=client_credentials";
    request.headers.emplace_back("Authorization", "Basic " + base64(settings.client_id + ":" + secret));
    request.headers.emplace_back("Accept", "application/json");
    request.timeout = 15s;
    request.max_body = 64 << 10;
    std::string trouble;
    for (int attempt = 1; attempt <= 3; ++attempt) {
        if (attempt > 1)
            request.not_before = wowhost::HttpRequest::Clock::now() + 300ms * (1 << attempt);
        const auto answer = host_.http().send(request);
        if (answer.failure == HttpFailure::cancelled || host_.cancelled())
            return TokenResult(Outcome::cancelled, "fetching the token of Battle.net was cancelled");
        if (answer.status == 400 || answer.status == 401) {
            refusal_ = TokenResult(Outcome::unauthorized,
                request.url + " rejects the client (HTTP status " + std::to_string(answer.status)
                    + "); check wow.client_id and wow.client_secret. A new client may need a quarter of an hour");
            refused_until_ = host_.now() + 30;
            return *refusal_;
        }
        if (answer.ok()) {
            Document body;
            const bool read = body.parse(answer.body, request.url);
            const auto token = body["access_token"].text();
            if (read && token && !token->empty()) {
                current_.token = *token;
                current_.expires =
                    host_.now() + std::clamp<std::int64_t>(body["expires_in"].integer().value_or(3600), 0, 30 * 86400);
                store(settings, secret, current_);
                return TokenResult(current_.token);
            }
            trouble = request.url + " answers without an access_token";
        } else {
            trouble = answer.failure != HttpFailure::none
                ? answer.failure_message
                : request.url + " answers with HTTP status " + std::to_string(answer.status);
        }
    }
    // Whoever comes in the next moments does not wait for three attempts again.
    constexpr std::int64_t rest_seconds = 5;
    refusal_ = TokenResult(Outcome::unavailable, trouble + "; check wow.oauth_url, or try again later");
    refused_until_ = host_.now() + rest_seconds;
    return *refusal_;
}

Token::Stored Token::load(const Settings& settings, const std::string& secret) const
{
    Stored found;
    const auto value = host_.state().get(state_key);
    if (!value || (*value)["client"].text() != settings.client_id)
        return found;
    if (auto token = unseal((*value)["token"].text(), secret, state_key)) {
        found.token = std::move(*token);
        found.expires = (*value)["expires"].integer();
    }
    return found;
}

void Token::store(const Settings& settings, const std::string& secret, const Stored& stored) const
{
    const auto value = wowhost::Value::object({{"client", settings.client_id},
        {"token", seal(stored.token, secret, state_key)}, {"expires", stored.expires}});
    host_.state().update_shared(
        {state_key}, [&](std::vector<wowhost::Value>& values, std::int64_t) { values[0] = value; });
}

} // namespace wow
