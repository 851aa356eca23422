// The rules that decide about a character's rows: who is gone, and who is refreshed when.
#include <wow/profile_presence.hpp>
#include <wow/profile_refresh.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace wow;

namespace {
constexpr std::int64_t hour = 3600;
constexpr std::int64_t now = 1'700'000'000;
} // namespace

TEST_CASE("A first 404 deletes nothing, whatever /status says about the same character")
{
    for (const auto status : {StatusAnswer::valid, StatusAnswer::missing, StatusAnswer::unknown}) {
        const auto verdict = judge_missing(std::nullopt, status, now);
        CHECK_FALSE(verdict.purge);
        CHECK(verdict.missing_since == now);
    }
}

TEST_CASE("A second 404 deletes when six hours have passed and /status is 404 too")
{
    CHECK(judge_missing(now - 6 * hour, StatusAnswer::missing, now).purge);
    CHECK_FALSE(judge_missing(now - 6 * hour + 1, StatusAnswer::missing, now).purge);
    CHECK(judge_missing(now - 6 * hour + 1, StatusAnswer::missing, now).missing_since == now - 6 * hour + 1);
    CHECK_FALSE(judge_missing(now - 48 * hour, StatusAnswer::valid, now).purge);
    CHECK_FALSE(judge_missing(now - 48 * hour, StatusAnswer::unknown, now).purge);
}

TEST_CASE("An invalid character, or another one at its address, goes at once")
{
    CHECK(judge_missing(std::nullopt, StatusAnswer::invalid, now).purge);
    CHECK(judge_missing(std::nullopt, StatusAnswer::other_person, now).purge);
}

TEST_CASE("A refresh is spread so that none gets older than the longest age")
{
    constexpr std::int64_t week = 7 * 24 * hour;
    constexpr std::int64_t interval = 15 * 60;
    const RefreshPlan plan(week, interval);
    const auto stored = GENERATE(as<std::size_t>{}, 1, 3, 200, 3000);
    const bool together = GENERATE(true, false);
    // All of them stored at once, or over a week; then as many runs as three weeks have.
    std::vector<std::int64_t> asked(stored, 0);
    if (!together)
        for (std::size_t i = 0; i < stored; ++i)
            asked[i] = -static_cast<std::int64_t>(i) * (week / 2) / static_cast<std::int64_t>(stored);
    std::int64_t oldest = 0;
    std::int64_t most = 0;
    std::int64_t all = 0;
    for (std::int64_t at = interval; at <= 3 * week; at += interval) {
        std::sort(asked.begin(), asked.end());
        std::vector<std::int64_t> ages;
        for (const auto when : asked) {
            oldest = std::max(oldest, at - when);
            if (at - when >= plan.due_age())
                ages.push_back(at - when);
        }
        const auto quota = plan.quota(ages);
        REQUIRE(quota <= static_cast<std::int64_t>(ages.size()));
        most = std::max(most, quota);
        all += quota;
        std::fill_n(asked.begin(), quota, at);
    }
    CHECK(oldest <= week);
    CHECK(most <= static_cast<std::int64_t>(stored) / 50 + 1); // a run is a 672nd of a week
    CHECK(all >= static_cast<std::int64_t>(stored) * 3);
    CHECK(all <= static_cast<std::int64_t>(stored) * 6 + 1); // nobody is asked for before half of the age
}

TEST_CASE("What waited while the machine was off is done at once, as far as it would get too old, and the rest in time")
{
    constexpr std::int64_t day = 24 * hour;
    const RefreshPlan plan(7 * day, 15 * 60);
    CHECK(plan.quota({}) == 0);
    CHECK(plan.quota({20 * day, 10 * day, 7 * day}) == 3);
    CHECK(plan.quota({20 * day, 10 * day, 4 * day}) == 2);
    CHECK(plan.quota(std::vector<std::int64_t>(100, 7 * day * 9 / 10 - hour)) == 25);
}
