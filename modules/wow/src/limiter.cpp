#include "limiter.hpp"

#include <wowhost/error.hpp>

#include <algorithm>

namespace wow {
namespace {

using wowhost::Value;
const std::vector<std::string> keys{"wow.api_rate_limit_second", "wow.api_rate_limit"};

limit::SecondWindow read_second(const Value& stored)
{
    limit::SecondWindow window;
    for (const auto& item : stored["latest"].items())
        window.latest.push_back(item.integer());
    window.last_slot = stored["last"].integer();
    window.paused_until = stored["paused"].integer();
    return window;
}

Value write(const limit::SecondWindow& window)
{
    Value::Array latest(window.latest.begin(), window.latest.end());
    return Value::object({{"latest", std::move(latest)}, {"last", window.last_slot}, {"paused", window.paused_until}});
}

/// [piece of time, slots, piece of time, slots, …]
limit::HourWindow read_hour(const Value& stored)
{
    limit::HourWindow window;
    const auto& flat = stored.items();
    for (std::size_t i = 0; i + 1 < flat.size(); i += 2)
        window.buckets.emplace_back(flat[i].integer(), flat[i + 1].integer());
    return window;
}

Value write(const limit::HourWindow& window)
{
    Value::Array flat;
    flat.reserve(window.buckets.size() * 2);
    for (const auto& [number, slots] : window.buckets) {
        flat.emplace_back(number);
        flat.emplace_back(slots);
    }
    return flat;
}

/// The members of other client ids stay as they are.
void put(Value& stored, const std::string& client_id, Value value)
{
    if (!stored.is_object())
        stored = Value::object({});
    stored.set(client_id, std::move(value));
}

} // namespace

std::int64_t Limiter::offset_of(std::int64_t now, Clock::time_point here) const
{
    constexpr std::int64_t stepped_us = 200'000; // so much less is another clock, not a slow process
    const auto measured = now - std::chrono::duration_cast<std::chrono::microseconds>(here.time_since_epoch()).count();
    const std::lock_guard lock(mutex_);
    // Clocks drift: what is old counts a little less, by a millisecond a second.
    const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(here - best_since_).count();
    if (best_since_ == Clock::time_point{} || measured >= best_offset_ - age
        || measured < best_offset_ - age - stepped_us) {
        best_offset_ = measured;
        best_since_ = here;
    }
    return best_offset_;
}

Limiter::Slots Limiter::take(const limit::Limits& limits, const std::string& client_id, Priority priority,
    std::size_t count, std::vector<limit::Correction>& corrections) const
{
    using std::chrono::microseconds;
    Slots taken;
    if (limits.per_second == 0 && limits.per_hour == 0) {
        taken.slots.assign(count, Slot{Clock::now(), 0, 0});
        return taken;
    }
    try {
        host_.state().update_shared(keys, [&](std::vector<Value>& values, std::int64_t now) {
            const auto offset = offset_of(now, Clock::now());
            const auto local = [&](std::int64_t at) { return Clock::time_point(microseconds(at - offset)); };
            auto second = read_second(values[0][client_id]);
            auto hour = read_hour(values[1][client_id]);
            limit::correct(second, corrections);
            const auto grant = limit::reserve(second, hour, limits, priority, count, now);
            taken.slots.clear();
            for (const auto& slot : grant.slots)
                taken.slots.push_back({local(slot.at), slot.latest, offset});
            taken.retry_at = local(grant.retry_at);
            if (grant.slots.empty() && corrections.empty())
                return;
            put(values[0], client_id, write(second));
            put(values[1], client_id, write(hour));
        });
        corrections.clear();
    } catch (const wowhost::Error& error) {
        taken.slots.clear();
        taken.trouble = error.what();
    }
    return taken;
}

void Limiter::correct(const std::string& client_id, const std::vector<limit::Correction>& corrections) const
{
    try {
        host_.state().update_shared({keys[0]}, [&](std::vector<Value>& values, std::int64_t) {
            auto second = read_second(values[0][client_id]);
            limit::correct(second, corrections);
            put(values[0], client_id, write(second));
        });
    } catch (const wowhost::Error& error) {
        host_.log().debug(std::string("rate limit: late requests could not be entered: ") + error.what());
    }
}

void Limiter::pause(const std::string& client_id, std::chrono::seconds time) const
{
    try {
        host_.state().update_shared({keys[0]}, [&](std::vector<Value>& values, std::int64_t now) {
            auto second = read_second(values[0][client_id]);
            const auto until = now + std::chrono::duration_cast<std::chrono::microseconds>(time).count();
            second.paused_until = std::max(second.paused_until, until);
            put(values[0], client_id, write(second));
        });
    } catch (const wowhost::Error& error) {
        host_.log().warning(std::string("rate limit: the server's wish for a rest could not be kept: ") + error.what());
    }
}

Limiter::Usage Limiter::usage(const std::string& client_id) const
{
    Usage usage;
    host_.state().update_shared(keys, [&](std::vector<Value>& values, std::int64_t now) {
        const auto second = read_second(values[0][client_id]);
        usage.last_second = std::count_if(second.latest.begin(), second.latest.end(),
            [&](std::int64_t at) { return at > now - limit::second_us && at <= now + limit::late_us; });
        usage.last_hour = read_hour(values[1][client_id]).total(now);
        usage.paused_seconds = std::max<std::int64_t>(0, second.paused_until - now) / limit::second_us;
    });
    return usage;
}

limit::HourWindow Limiter::hour(const std::string& client_id) const
{
    const auto stored = host_.state().get(keys[1]);
    return stored ? read_hour((*stored)[client_id]) : limit::HourWindow();
}

} // namespace wow
