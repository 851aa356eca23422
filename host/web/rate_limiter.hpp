// How often one client may ask, by class of route. A token bucket per client and class, in this process's memory.
//
// Any thread. Bounded: when there are too many clients, those are forgotten who have asked for least.
#pragma once

#include <wowhost/route.hpp>
#include <wowhost/value.hpp>

#include <array>
#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

namespace wowhost::web {

class RateLimiter {
public:
    using Time = std::chrono::steady_clock::time_point;
    struct Rate {
        double per_second = 0; ///< 0: no limit.
        double burst = 0;
    };

    /// `configured`: class → "PER_SECOND/BURST" or "none". Throws Error(invalid_argument) naming what is wrong.
    explicit RateLimiter(const Value& configured = {});

    /// 0, or after how many seconds the client may ask again.
    int ask(const std::string& client, RateClass rate_class, Time now);
    const Rate& rate(RateClass rate_class) const { return rates_[static_cast<std::size_t>(rate_class)]; }

    static constexpr std::size_t most_clients = 20'000;

private:
    struct Bucket {
        double tokens;
        Time at;
    };
    void forget_some(Time now);

    std::array<Rate, 5> rates_;
    std::mutex mutex_;
    std::unordered_map<std::string, Bucket> buckets_;
};

} // namespace wowhost::web
