// wow: a circuit breaker per host: after a row of failures nothing is sent there for a while, then one request tries.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace wow {

class Breaker {
public:
    using Clock = std::chrono::steady_clock;
    /// Told when a host's breaker opens (with the reason and the rest in seconds) and when it closes (empty reason).
    using Changed = std::function<void(const std::string& host, const std::string& reason, std::int64_t seconds)>;

    explicit Breaker(Changed changed)
        : changed_(std::move(changed))
    {
    }

    /// Whether a request may go to this host; otherwise for how many seconds not. While a host is on trial only one
    /// request passes.
    std::optional<std::int64_t> refuses(const std::string& host);
    void succeeded(const std::string& host);
    void failed(const std::string& host, const std::string& reason);

private:
    static constexpr int threshold = 12;
    static constexpr std::int64_t first_rest = 5;
    static constexpr std::int64_t longest_rest = 60;
    static constexpr std::chrono::seconds trial_patience{40};

    class Entry {
    public:
        int failures = 0;
        std::int64_t rest = 0; ///< Seconds; 0: closed.
        Clock::time_point until{}; ///< End of the rest, or of the patience with a request on trial.
        bool on_trial = false;
    };

    std::mutex mutex_;
    std::map<std::string, Entry> hosts_;
    Changed changed_;
};

} // namespace wow
