#include "host/service/cache.hpp"
#include "site.hpp"

using namespace wowhost;
using namespace wowhost::service;
using namespace std::chrono_literals;

TEST_CASE("the cache keeps values by module until their time is over")
{
    MovableClock clock;
    MemoryCache cache(clock);
    cache.set("a", "k", Value(), 10s);
    cache.set("b", "k", 2, 10s);
    REQUIRE(cache.get("a", "k"));
    CHECK(cache.get("a", "k")->is_null());
    CHECK(*cache.get("b", "k") == Value(2));
    clock.advance_seconds(11);
    CHECK_FALSE(cache.get("a", "k"));
    cache.set("a", "k", 3, 10s);
    cache.remove("a", "k");
    CHECK_FALSE(cache.get("a", "k"));
    cache.set("a", "k", 3, 10s);
    cache.remove_module("a");
    CHECK_FALSE(cache.get("a", "k"));
    cache.remove_module("b");
    CHECK(cache.bytes() == 0);
}

TEST_CASE("the cache is bounded and forgets what was not used")
{
    const MovableClock clock;
    MemoryCache cache(clock, 100'000);
    for (int i = 0; i < 200; ++i) {
        cache.set("a", std::to_string(i), std::string(1000, 'x'), 1h);
        CHECK(cache.get("a", "0"));
        CHECK(cache.bytes() <= 100'000);
    }
    CHECK_FALSE(cache.get("a", "1"));
    CHECK(cache.get("a", "199"));
    cache.set("a", "0", std::string(90'000, 'x'), 1h); // too much for one
    CHECK_FALSE(cache.get("a", "0"));
    CHECK(cache.get("a", "199"));
}

TEST_CASE("the cache may be used by several threads")
{
    const MovableClock clock;
    MemoryCache cache(clock, 50'000);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 2000; ++i) {
                cache.set("a", std::to_string(i % 100), i, 1h);
                cache.get("a", std::to_string((i + 1) % 100));
            }
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(cache.bytes() <= 50'000);
}
