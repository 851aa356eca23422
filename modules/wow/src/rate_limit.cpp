#include "rate_limit.hpp"

#include <algorithm>

namespace wow::limit {
namespace {

constexpr std::int64_t hour_us = 3600 * second_us;
constexpr std::int64_t insane_us = 60 * second_us;

/// A clock that was set back leaves slots in a far future; they count as just used.
void forgive_clock(SecondWindow& second, HourWindow& hour, std::int64_t now)
{
    if (second.last_slot > now + insane_us)
        second.last_slot = now;
    for (auto& latest : second.latest)
        if (latest > now + insane_us)
            latest = now;
    std::sort(second.latest.begin(), second.latest.end());
    if (second.paused_until > now + hour_us)
        second.paused_until = now;
    const auto current = now / hour_bucket_us;
    std::int64_t moved = 0;
    while (!hour.buckets.empty() && hour.buckets.back().first > current + insane_us / hour_bucket_us) {
        moved += hour.buckets.back().second;
        hour.buckets.pop_back();
    }
    if (moved > 0) {
        if (hour.buckets.empty() || hour.buckets.back().first < current)
            hour.buckets.emplace_back(current, 0);
        hour.buckets.back().second += moved;
    }
}

/// When a piece of time no longer lies in the last hour, with a second for late arrivals.
std::int64_t leaves_at(std::int64_t bucket) { return (bucket + 1) * hour_bucket_us + hour_us + second_us; }

std::int64_t earliest_in_hour(const HourWindow& hour, std::int64_t allowed, std::int64_t at)
{
    if (allowed <= 0)
        return at + hour_us;
    std::int64_t used = 0;
    for (auto bucket = hour.buckets.rbegin(); bucket != hour.buckets.rend(); ++bucket) {
        used += bucket->second;
        if (used >= allowed)
            return std::max(at, leaves_at(bucket->first));
    }
    return at;
}

void count_in_hour(HourWindow& hour, std::int64_t slot, std::int64_t now)
{
    std::erase_if(hour.buckets, [&](const auto& bucket) { return leaves_at(bucket.first) <= now; });
    const auto number = slot / hour_bucket_us;
    const auto place = std::lower_bound(hour.buckets.begin(), hour.buckets.end(), number,
        [](const auto& bucket, std::int64_t wanted) { return bucket.first < wanted; });
    if (place != hour.buckets.end() && place->first == number)
        ++place->second;
    else
        hour.buckets.insert(place, {number, 1});
}

} // namespace

std::int64_t HourWindow::total(std::int64_t now) const
{
    std::int64_t sum = 0;
    for (const auto& [number, slots] : buckets)
        if (leaves_at(number) > now)
            sum += slots;
    return sum;
}

std::int64_t hourly(const Limits& limits, Priority priority)
{
    const auto for_people = limits.per_hour / 50;
    return priority == Priority::person ? limits.per_hour : limits.per_hour - for_people;
}

std::int64_t horizon_us(Priority priority)
{
    switch (priority) {
    case Priority::person: return 10 * second_us;
    case Priority::profile: return 400'000;
    case Priority::catalogue: return 150'000;
    }
    return 150'000;
}

void correct(SecondWindow& second, const std::vector<Correction>& corrections)
{
    auto& latest = second.latest;
    for (const auto& correction : corrections) {
        const auto found = std::lower_bound(latest.begin(), latest.end(), correction.latest);
        if (found == latest.end() || *found != correction.latest)
            continue; // more than a second ago
        latest.erase(found);
        latest.insert(std::upper_bound(latest.begin(), latest.end(), correction.arrived), correction.arrived);
    }
}

Grant reserve(SecondWindow& second, HourWindow& hour, const Limits& limits, Priority priority, std::size_t count,
    std::int64_t now)
{
    forgive_clock(second, hour, now);
    const auto horizon = horizon_us(priority);
    const auto per_second = static_cast<std::size_t>(std::max<std::int64_t>(limits.per_second, 0));
    const auto allowed = hourly(limits, priority);
    Grant grant;
    while (grant.slots.size() < count) {
        auto slot = std::max(now, second.paused_until);
        auto late = late_us;
        if (per_second > 0) {
            const auto recent = static_cast<std::size_t>(
                second.latest.end() - std::upper_bound(second.latest.begin(), second.latest.end(), slot - second_us));
            if (recent < per_second * 3 / 10) {
                late = cold_late_us; // little traffic: at once, but who knows when it gets there
                slot = std::max(slot, second.last_slot);
            } else {
                // Twice the allowed pace at most: what was missed is caught up with, but not in one clump.
                slot = std::max(slot, second.last_slot + second_us / static_cast<std::int64_t>(2 * per_second));
            }
            if (second.latest.size() >= per_second)
                slot = std::max(slot, second.latest[second.latest.size() - per_second] + second_us);
        }
        if (limits.per_hour > 0)
            slot = earliest_in_hour(hour, allowed, slot);
        if (slot > now + horizon) {
            // Not the very moment at which one slot comes into sight, but when a handful has.
            grant.retry_at = std::max(now, slot - horizon / 2);
            break;
        }
        const auto latest = slot + late;
        if (per_second > 0) {
            second.latest.insert(std::upper_bound(second.latest.begin(), second.latest.end(), latest), latest);
            if (second.latest.size() > per_second)
                second.latest.erase(second.latest.begin());
        }
        second.last_slot = std::max(second.last_slot, slot);
        if (limits.per_hour > 0)
            count_in_hour(hour, slot, now);
        grant.slots.push_back({slot, latest});
    }
    return grant;
}

} // namespace wow::limit
