// The clock of the host, which tests may move.
//
// Times that processes compare with each other (leases, locks, limiter) come from the database's clock; `shared_now_us`
// asks it and adds the offset, so that moving the clock moves them too.
#pragma once

#include "host/database/database.hpp"

#include <atomic>
#include <cstdint>
#include <string>

namespace wowhost::service {

/// All functions may be called from any thread.
class Clock {
public:
    virtual ~Clock() = default;
    /// Microseconds that this clock is ahead of the real time.
    virtual std::int64_t offset_us() const = 0;

    /// Unix time, UTC.
    std::int64_t now() const;
    std::int64_t now_ms() const;
    virtual std::int64_t now_us() const;
    /// The database's clock, moved.
    virtual std::int64_t shared_now_us(database::Connection& connection) const
    {
        return connection.now_us() + offset_us();
    }
};

/// Real time. Where the environment variable WOWHOST_CLOCK_FILE names a file, its content is an offset in seconds that
/// is added (read at each call); a file that is absent or holds no number counts as 0.
class SystemClock final : public Clock {
public:
    SystemClock();
    std::int64_t offset_us() const override;

private:
    std::string offset_file_;
};

/// Real time plus what a test has added; or a time that stands still, until it is moved or goes on.
class MovableClock final : public Clock {
public:
    std::int64_t offset_us() const override { return offset_us_; }
    std::int64_t now_us() const override;
    std::int64_t shared_now_us(database::Connection& connection) const override;
    void advance_seconds(std::int64_t seconds);
    void set_seconds(std::int64_t unix_seconds);
    /// From now on it shows this moment. By one thread at a time, as all that moves it.
    void freeze();
    /// It goes on from the moment that it shows.
    void go_on();

private:
    static constexpr std::int64_t goes = -1;
    std::atomic<std::int64_t> offset_us_{0};
    std::atomic<std::int64_t> frozen_us_{goes};
};

/// Unix microseconds as "2026-01-02T03:04:05Z"; as "2026-01-02T03:04:05.678Z" with milliseconds.
std::string utc_text(std::int64_t unix_us, bool milliseconds = false);

} // namespace wowhost::service
