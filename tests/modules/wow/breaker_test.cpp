// The circuit breaker of a host.
#include "breaker.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

TEST_CASE("a row of failures opens the breaker of that host alone, and says so once")
{
    std::vector<std::string> told;
    wow::Breaker breaker([&](const std::string& host, const std::string& reason, std::int64_t seconds) {
        told.push_back(host + " " + reason + " " + std::to_string(seconds));
    });
    for (int i = 0; i < 11; ++i)
        breaker.failed("a", "x");
    breaker.succeeded("a");
    for (int i = 0; i < 11; ++i)
        breaker.failed("a", "x");
    CHECK_FALSE(breaker.refuses("a"));
    CHECK(told.empty());
    breaker.failed("a", "HTTP status 500");
    CHECK(breaker.refuses("a") > 0);
    CHECK_FALSE(breaker.refuses("b"));
    for (int i = 0; i < 20; ++i)
        breaker.failed("a", "late");
    CHECK(told == std::vector<std::string>{"a HTTP status 500 5"});
    breaker.succeeded("a");
    CHECK_FALSE(breaker.refuses("a"));
    CHECK(told.size() == 2);
    CHECK(told.back() == "a  0");
}
