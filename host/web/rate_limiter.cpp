#include "host/web/rate_limiter.hpp"

#include <wowhost/error.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

namespace wowhost::web {
namespace {

constexpr const char* names[] = {"page", "search", "lookup", "login", "action"};

/// One client: an IPv4 address, or the half of an IPv6 address that a provider gives to one customer.
std::string key_of(const std::string& client, RateClass rate_class)
{
    std::string_view part = client;
    std::size_t colons = 0;
    for (std::size_t i = 0; i < client.size(); ++i)
        if (client[i] == ':' && ++colons == 4)
            part = std::string_view(client).substr(0, i);
    std::string key(1, static_cast<char>('0' + static_cast<int>(rate_class)));
    key += part;
    return key;
}

bool number(std::string_view text, double& value)
{
    const auto* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    return !text.empty() && result.ec == std::errc() && result.ptr == end && std::isfinite(value) && value > 0;
}

} // namespace

RateLimiter::RateLimiter(const Value& configured)
    : rates_{{{0, 0}, {10, 40}, {1, 10}, {0.2, 10}, {2, 30}}}
{
    for (const auto& [name, value] : configured.members()) {
        const auto found = std::find(std::begin(names), std::end(names), name);
        if (found == std::end(names))
            throw Error(ErrorCode::invalid_argument,
                "serve.rates: there is no class \"" + name + "\"; there are page, search, lookup, login and action");
        auto& rate = rates_[static_cast<std::size_t>(found - std::begin(names))];
        const auto text = value.text();
        const auto slash = text.find('/');
        if (text == "none")
            rate = {};
        else if (slash == std::string_view::npos || !number(text.substr(0, slash), rate.per_second)
            || !number(text.substr(slash + 1), rate.burst) || rate.burst < 1)
            throw Error(ErrorCode::invalid_argument,
                "serve.rates: " + name + " is \"" + std::string(text)
                    + "\"; write requests per second and how many at once, for example 0.5/10, or none");
    }
}

int RateLimiter::ask(const std::string& client, RateClass rate_class, Time now)
{
    const auto& rate = this->rate(rate_class);
    if (rate.per_second <= 0)
        return 0;
    const std::lock_guard lock(mutex_);
    if (buckets_.size() >= most_clients)
        forget_some(now);
    auto& bucket = buckets_.try_emplace(key_of(client, rate_class), Bucket{rate.burst, now}).first->second;
    const auto seconds = std::max(0.0, std::chrono::duration<double>(now - bucket.at).count());
    bucket.tokens = std::min(rate.burst, bucket.tokens + seconds * rate.per_second);
    bucket.at = now;
    if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return 0;
    }
    return std::max(1, static_cast<int>(std::ceil((1 - bucket.tokens) / rate.per_second)));
}

void RateLimiter::forget_some(Time now)
{
    for (auto at = buckets_.begin(); at != buckets_.end();) {
        const auto& rate = rates_[static_cast<std::size_t>(at->first.front() - '0')];
        const auto tokens =
            at->second.tokens + std::chrono::duration<double>(now - at->second.at).count() * rate.per_second;
        at = tokens >= rate.burst ? buckets_.erase(at) : std::next(at);
    }
    // All of them busy: half go, whichever.
    for (auto at = buckets_.begin(); at != buckets_.end() && buckets_.size() > most_clients / 2;)
        at = buckets_.erase(at);
}

} // namespace wowhost::web
