#include "breaker.hpp"

#include <algorithm>

namespace wow {

std::optional<std::int64_t> Breaker::refuses(const std::string& host)
{
    const std::lock_guard lock(mutex_);
    auto& entry = hosts_[host];
    if (entry.rest == 0)
        return std::nullopt;
    const auto now = Clock::now();
    if (now < entry.until)
        return entry.on_trial ? 1 : 1 + std::chrono::duration_cast<std::chrono::seconds>(entry.until - now).count();
    entry.on_trial = true;
    entry.until = now + trial_patience;
    return std::nullopt;
}

void Breaker::succeeded(const std::string& host)
{
    bool closed = false;
    {
        const std::lock_guard lock(mutex_);
        auto& entry = hosts_[host];
        closed = entry.rest != 0;
        entry = Entry();
    }
    if (closed)
        changed_(host, {}, 0);
}

void Breaker::failed(const std::string& host, const std::string& reason)
{
    std::int64_t rest = 0;
    {
        const std::lock_guard lock(mutex_);
        auto& entry = hosts_[host];
        ++entry.failures;
        const bool opens = entry.rest == 0 && entry.failures >= threshold;
        if (!opens && !entry.on_trial)
            return; // not yet, or a late answer from before it opened
        entry.rest = opens ? first_rest : std::min(entry.rest * 2, longest_rest);
        entry.until = Clock::now() + std::chrono::seconds(entry.rest);
        entry.on_trial = false;
        rest = entry.rest;
    }
    changed_(host, reason, rest);
}

} // namespace wow
