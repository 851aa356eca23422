// wow: the arithmetic of the rate limit, free of clocks and storage.
//
// Two windows: at most `per_second` requests in any second and `per_hour` in any hour, as the server counts them when
// they arrive. A slot is the moment at which a request may be sent; it is taken to arrive between then and a little
// later, and no window may hold too many even if each arrives at the worst moment. So the second's window keeps, for
// its last slots, the latest arrival: a few milliseconds after the slot in running traffic, a quarter of a second after
// an idle time, when connections have to be made first. Times are microseconds of the database's clock.
#pragma once

#include <wow/client.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace wow::limit {

inline constexpr std::int64_t second_us = 1'000'000;
inline constexpr std::int64_t late_us = 20'000; ///< How late a request in running traffic may arrive; costs 2 %.
inline constexpr std::int64_t cold_late_us = 250'000; ///< The same after an idle time.
inline constexpr std::int64_t hour_bucket_us = 20 * second_us; ///< The hour is counted in pieces of this length.

class Limits {
public:
    Limits(std::int64_t second, std::int64_t hour)
        : per_second(second)
        , per_hour(hour)
    {
    }
    std::int64_t per_second; ///< 0: no limit.
    std::int64_t per_hour; ///< 0: no limit.
};

/// Requests of an hour that a priority may use up; the rest of `per_hour` is kept for people.
std::int64_t hourly(const Limits& limits, Priority priority);

class SecondWindow {
public:
    std::vector<std::int64_t> latest; ///< Latest arrivals of the last slots, ascending.
    std::int64_t last_slot = 0;
    std::int64_t paused_until = 0; ///< The server asked for a rest.
};

class HourWindow {
public:
    std::vector<std::pair<std::int64_t, std::int64_t>> buckets; ///< (number of the piece of time, slots), ascending.
    std::int64_t total(std::int64_t now) const;
};

/// What a slot's request turned out to be.
class Correction {
public:
    std::int64_t latest; ///< As granted: tells which slot it is.
    std::int64_t arrived; ///< By when it has arrived in truth; 0: it was not sent.
};

/// The moment at which a request may go out, and by when it is taken to arrive.
class Slot {
public:
    std::int64_t at;
    std::int64_t latest;
};

class Grant {
public:
    std::vector<Slot> slots;
    std::int64_t retry_at = 0; ///< When it makes sense to ask again, if there are fewer slots than asked for.
};

/// How far ahead a slot may be reserved: the less urgent, the shorter, so that who is in a hurry finds the next slot
/// free.
std::int64_t horizon_us(Priority priority);

void correct(SecondWindow& second, const std::vector<Correction>& corrections);

/// Takes up to `count` slots that are due within the priority's horizon.
Grant reserve(SecondWindow& second, HourWindow& hour, const Limits& limits, Priority priority, std::size_t count,
    std::int64_t now);

} // namespace wow::limit
