#include "host/service/clock.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <ctime>

namespace wowhost::service {

namespace {

std::int64_t real_us()
{
    const auto real = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(real).count();
}

} // namespace

std::int64_t Clock::now_us() const { return real_us() + offset_us(); }

std::int64_t Clock::now_ms() const { return now_us() / 1000; }

std::int64_t Clock::now() const { return now_us() / 1'000'000; }

SystemClock::SystemClock()
{
    if (const char* file = std::getenv("WOWHOST_CLOCK_FILE"))
        offset_file_ = file;
}

std::int64_t SystemClock::offset_us() const
{
    if (offset_file_.empty())
        return 0;
    const int file = ::open(offset_file_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    std::array<char, 32> text{};
    const auto size = ::read(file, text.data(), text.size());
    ::close(file);
    std::int64_t seconds = 0;
    if (size <= 0 || std::from_chars(text.data(), text.data() + size, seconds).ec != std::errc{})
        return 0;
    constexpr std::int64_t century = 3'200'000'000;
    return seconds > -century && seconds < century ? seconds * 1'000'000 : 0;
}

std::int64_t MovableClock::now_us() const
{
    const auto frozen = frozen_us_.load();
    return frozen == goes ? Clock::now_us() : frozen;
}

std::int64_t MovableClock::shared_now_us(database::Connection& connection) const
{
    const auto frozen = frozen_us_.load();
    return frozen == goes ? Clock::shared_now_us(connection) : frozen;
}

void MovableClock::advance_seconds(std::int64_t seconds)
{
    offset_us_ += seconds * 1'000'000;
    if (frozen_us_ != goes)
        frozen_us_ += seconds * 1'000'000;
}

void MovableClock::set_seconds(std::int64_t unix_seconds)
{
    offset_us_ = unix_seconds * 1'000'000 - real_us();
    if (frozen_us_ != goes)
        frozen_us_ = unix_seconds * 1'000'000;
}

void MovableClock::freeze() { frozen_us_ = now_us(); }

void MovableClock::go_on()
{
    if (frozen_us_ == goes)
        return;
    offset_us_ = frozen_us_ - real_us();
    frozen_us_ = goes;
}

std::string utc_text(std::int64_t unix_us, bool milliseconds)
{
    const std::time_t seconds = unix_us / 1'000'000;
    const auto text = fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(seconds));
    return milliseconds ? fmt::format("{}.{:03}Z", text, unix_us / 1000 % 1000) : text + "Z";
}

} // namespace wowhost::service
