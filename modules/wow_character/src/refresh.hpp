// Refresh: keeping stored characters young, stalest first.
#pragma once

#include <wowhost/command.hpp>
#include <wowhost/services.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace wow_character {

class RefreshCounts {
public:
    std::int64_t refreshed = 0;
    std::int64_t unchanged = 0;
    std::int64_t missing = 0;
    std::int64_t forbidden = 0;
    std::int64_t failed = 0;
    /// Why it stopped before the end; empty when it did not.
    std::string stopped;

    std::int64_t total() const noexcept { return refreshed + unchanged + missing + forbidden + failed; }
    wowhost::Value value() const;
};

/// How a refresh is spread over time: characters become due at half of the longest age, and each run takes so many that
/// all are done well before the whole of it.
class RefreshPlan {
public:
    RefreshPlan(std::int64_t longest_age_, std::int64_t interval_)
        : longest_age(longest_age_)
        , interval(interval_)
    {
    }
    std::int64_t due_age() const noexcept { return longest_age / 2; }
    /// How many a run takes, `interval` seconds after the last, of `stored` characters.
    std::int64_t quota(std::int64_t stored) const noexcept
    {
        const auto window = longest_age * 2 / 5; // from half of the age to nine tenths of it
        return window <= 0 ? stored : (stored * interval + window - 1) / window;
    }

    std::int64_t longest_age; ///< Seconds: wow.refresh_days.
    std::int64_t interval; ///< Seconds between runs.
};

/// Ids of characters that were last asked for at `before` or earlier, stalest first; `limit` < 0: all of them.
std::vector<std::int64_t> stale_characters(const wowhost::Services& host, std::int64_t before, std::int64_t limit);

/// Refreshes these characters in order. Stops when cancelled, or when Battle.net refuses everything (nothing is deleted
/// then). `progress` gets (done, total).
RefreshCounts refresh(const wowhost::Services& host, const std::vector<std::int64_t>& characters,
    const std::function<bool()>& cancelled, const std::function<void(std::int64_t, std::int64_t)>& progress);

/// One run of the cron job; a sentence for its report.
std::string scheduled_refresh(const wowhost::Services& host, std::int64_t interval);

} // namespace wow_character
