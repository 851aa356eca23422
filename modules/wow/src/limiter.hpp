// wow: the rate limiter that all processes share through the coordination store.
#pragma once

#include "rate_limit.hpp"

#include <wowhost/services.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace wow {

/// Slots of one client id. From any thread. Fails closed: without the store there are no slots.
class Limiter {
public:
    using Clock = std::chrono::steady_clock;

    class Slot {
    public:
        Clock::time_point at{};
        std::int64_t latest = 0; ///< As granted, by the database's clock; 0: not limited.
        std::int64_t offset = 0; ///< The database's clock less ours, microseconds.
    };
    class Slots {
    public:
        std::vector<Slot> slots;
        Clock::time_point retry_at{}; ///< When to ask again, if there are none.
        std::string trouble; ///< Why the store gave none; empty when it did its work.
    };
    class Usage {
    public:
        std::int64_t last_second = 0;
        std::int64_t last_hour = 0;
        std::int64_t paused_seconds = 0;
    };

    explicit Limiter(const wowhost::Services& host)
        : host_(host)
    {
    }
    /// Up to `count` slots. They expire: one that is not used in its moment is lost. Corrections of earlier slots are
    /// entered first, and forgotten here.
    Slots take(const limit::Limits& limits, const std::string& client_id, Priority priority, std::size_t count,
        std::vector<limit::Correction>& corrections) const;
    void correct(const std::string& client_id, const std::vector<limit::Correction>& corrections) const;
    /// No slots for this long, in any process: the server said 429.
    void pause(const std::string& client_id, std::chrono::seconds time) const;
    Usage usage(const std::string& client_id) const;
    /// What was taken of the hour; only reads.
    limit::HourWindow hour(const std::string& client_id) const;

private:
    /// The database's clock less ours, from one reading taken just before `here`. A process that was held up between
    /// the two sees too little, so the largest of late is the best.
    std::int64_t offset_of(std::int64_t now, Clock::time_point here) const;

    const wowhost::Services& host_;
    mutable std::mutex mutex_;
    mutable std::int64_t best_offset_ = 0;
    mutable Clock::time_point best_since_{};
};

} // namespace wow
