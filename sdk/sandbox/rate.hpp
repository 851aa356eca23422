// Counting in sliding windows: the peak that statistics report, and the limits that 429 enforces. Thread-safe where
// said.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

namespace sandbox {

using Clock = std::chrono::steady_clock;

// Events of the last second, exact: each is kept with its time.
class SecondWindow {
public:
    std::size_t count(Clock::time_point now);
    void add(Clock::time_point now) { times_.push_back(now); }

private:
    std::deque<Clock::time_point> times_;
};

// Events of the last hour, in slots of a tenth of a second: counts at most one slot too much.
class HourWindow {
public:
    std::size_t count(Clock::time_point now);
    void add(Clock::time_point now);

private:
    struct Slot {
        std::int64_t index;
        std::size_t count;
    };
    std::deque<Slot> slots_;
    std::size_t total_ = 0;
};

struct RateLimits {
    std::size_t second = 100;
    std::size_t hour = 36000;
    bool enforced = true;
};

// Budgets by client id, shared by all regions. Thread-safe.
class RateLimiter {
public:
    explicit RateLimiter(RateLimits limits)
        : limits_(limits)
    {
    }

    // Takes a request of the client into account; false when it is over a limit (refused ones do not count).
    bool admit(const std::string& client, Clock::time_point now);
    void set_limits(RateLimits limits);
    RateLimits limits();
    void forget();

private:
    struct Client {
        SecondWindow second;
        HourWindow hour;
    };
    std::mutex mutex_;
    RateLimits limits_;
    std::unordered_map<std::string, Client> clients_;
};

} // namespace sandbox
