#include "sdk/sandbox/rate.hpp"

namespace sandbox {

namespace {

std::int64_t slot_of(Clock::time_point now)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() / 100;
}

} // namespace

std::size_t SecondWindow::count(Clock::time_point now)
{
    while (!times_.empty() && now - times_.front() >= std::chrono::seconds(1)) {
        times_.pop_front();
    }
    return times_.size();
}

std::size_t HourWindow::count(Clock::time_point now)
{
    const auto oldest = slot_of(now) - 36000;
    while (!slots_.empty() && slots_.front().index < oldest) {
        total_ -= slots_.front().count;
        slots_.pop_front();
    }
    return total_;
}

void HourWindow::add(Clock::time_point now)
{
    const auto slot = slot_of(now);
    if (slots_.empty() || slots_.back().index != slot) {
        slots_.push_back({slot, 0});
    }
    ++slots_.back().count;
    ++total_;
}

bool RateLimiter::admit(const std::string& client, Clock::time_point now)
{
    const std::lock_guard lock(mutex_);
    if (!limits_.enforced) {
        return true;
    }
    auto& own = clients_[client];
    if (own.second.count(now) >= limits_.second || own.hour.count(now) >= limits_.hour) {
        return false;
    }
    own.second.add(now);
    own.hour.add(now);
    return true;
}

void RateLimiter::set_limits(RateLimits limits)
{
    const std::lock_guard lock(mutex_);
    limits_ = limits;
}

RateLimits RateLimiter::limits()
{
    const std::lock_guard lock(mutex_);
    return limits_;
}

void RateLimiter::forget()
{
    const std::lock_guard lock(mutex_);
    clients_.clear();
}

} // namespace sandbox
