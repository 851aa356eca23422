#include "host/database/backoff.hpp"

#include <algorithm>
#include <random>
#include <thread>

namespace wowhost::database {

void sleep_with_jitter(std::chrono::microseconds middle)
{
    thread_local std::minstd_rand random{std::random_device{}()};
    const auto half = std::max<std::int64_t>(middle.count() / 2, 1);
    std::uniform_int_distribution<std::int64_t> distribution(half, half * 3);
    std::this_thread::sleep_for(std::chrono::microseconds(distribution(random)));
}

Backoff::Backoff(std::chrono::microseconds first, std::chrono::microseconds most, std::chrono::milliseconds limit)
    : next_(first)
    , most_(most)
    , deadline_(std::chrono::steady_clock::now() + limit)
{
}

bool Backoff::wait()
{
    const auto left =
        std::chrono::duration_cast<std::chrono::microseconds>(deadline_ - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
        return false;
    }
    sleep_with_jitter(std::min(next_, left));
    next_ = std::min(next_ * 2, most_);
    return true;
}

} // namespace wowhost::database
