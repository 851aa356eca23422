// Waiting between attempts: short, growing, with jitter, so that processes that wait for one another do not move in
// step.
#pragma once

#include <chrono>

namespace wowhost::database {

/// Sleeps for somewhere between half and one and a half of `middle`.
void sleep_with_jitter(std::chrono::microseconds middle);

/// A wait of up to `limit`, in sleeps that double from `first` to `most`.
class Backoff {
public:
    Backoff(std::chrono::microseconds first, std::chrono::microseconds most, std::chrono::milliseconds limit);
    /// Sleeps once; false, without sleeping, when the time is up.
    bool wait();

private:
    std::chrono::microseconds next_;
    std::chrono::microseconds most_;
    std::chrono::steady_clock::time_point deadline_;
};

} // namespace wowhost::database
