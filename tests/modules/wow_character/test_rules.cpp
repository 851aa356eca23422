// The rules that decide about a character's rows: who is gone, and who is refreshed when.
#include <wow/profile_presence.hpp>
#include <wow/profile_refresh.hpp>

#include <catch2/catch.hpp>

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
    for (const std::int64_t stored : {1, 3, 200, 3000, 100'000}) {
        const auto runs = (week - plan.due_age()) / interval; // from the time they are due to the last allowed
        CHECK(plan.quota(stored) >= 1);
        CHECK(plan.quota(stored) * runs >= stored);
        CHECK(plan.quota(stored) <= stored / 100 + 1);
    }
    CHECK(plan.quota(0) == 0);
}
