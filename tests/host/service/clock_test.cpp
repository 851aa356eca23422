#include "host/service/clock.hpp"
#include "site.hpp"

using namespace wowhost::service;

TEST_CASE("the clock is moved by the content of WOWHOST_CLOCK_FILE")
{
    const wowhost::test::TemporaryDirectory folder;
    const auto file = folder / "clock";
    ::setenv("WOWHOST_CLOCK_FILE", file.c_str(), 1);
    const SystemClock clock;
    ::unsetenv("WOWHOST_CLOCK_FILE");
    CHECK(clock.offset_us() == 0);
    wowhost::test::write_file(file, "86400\n");
    CHECK(clock.offset_us() == 86'400'000'000);
    CHECK(clock.now() > SystemClock().now() + 86'000);
    wowhost::test::write_file(file, "-5");
    CHECK(clock.offset_us() == -5'000'000);
    wowhost::test::write_file(file, "soon");
    CHECK(clock.offset_us() == 0);
}

TEST_CASE("times are written in UTC")
{
    CHECK(utc_text(1'767'323'045'678'000) == "2026-01-02T03:04:05Z");
    CHECK(utc_text(1'767'323'045'078'000, true) == "2026-01-02T03:04:05.078Z");
}
