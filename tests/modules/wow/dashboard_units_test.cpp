// The dashboard's arithmetic and its list of actions, without a host.
#include "budget.hpp"
#include "dashboard_tasks.hpp"

#include <catch2/catch.hpp>

using namespace wow;
using wowhost::Value;

namespace {

constexpr std::int64_t piece = 2'833'333; // ten minutes somewhere in 2023
constexpr std::int64_t now = piece * budget::piece_seconds + 100;
constexpr std::int64_t per_piece = 30; // buckets of the limiter

limit::HourWindow hour(std::initializer_list<std::pair<std::int64_t, std::int64_t>> buckets)
{
    limit::HourWindow window;
    for (const auto& bucket : buckets)
        window.buckets.push_back(bucket);
    return window;
}

DashboardTask task(const std::string& state)
{
    DashboardTask made;
    made.section = "source.wow_mount";
    made.action = "sync";
    made.region = "eu";
    made.state = state;
    made.asked = made.seen = now;
    return made;
}

} // namespace

TEST_CASE("the budget's use is summed by ten minutes, and what was stored only grows")
{
    const auto live = hour({{(piece - 1) * per_piece, 5}, {(piece - 1) * per_piece + 29, 7}, {piece * per_piece, 3}});
    CHECK(budget::merged({}, live, now) == budget::Use{{piece - 1, 12}, {piece, 3}});
    // The limiter has forgotten a part of the older piece; the sum that was stored has it still.
    const auto stored = budget::to_value({{piece - 100, 40}, {piece - 1, 20}, {piece, 1}});
    CHECK(budget::merged(stored, live, now) == budget::Use{{piece - 100, 40}, {piece - 1, 20}, {piece, 3}});
}

TEST_CASE("what is older than a day, from the future, or no number, is not kept")
{
    const auto stored = Value::array(
        {piece - budget::pieces, 9, piece - budget::pieces + 1, 8, piece + 50, 7, "x", 4, piece, -3, piece - 2});
    CHECK(budget::merged(stored, {}, now) == budget::Use{{piece - budget::pieces + 1, 8}, {piece, 0}});
    CHECK(budget::merged("nonsense", {}, now).empty());
    CHECK(budget::to_value({}) == Value(Value::Array{}));
}

TEST_CASE("the chart's bars stay inside of the picture, and little is seen")
{
    const budget::Use use{{piece - budget::pieces + 1, 1}, {piece - 1, 100'000}, {piece, 6000}};
    const auto view = budget::chart(use, 36'000, now);
    CHECK(view["total"].integer() == 106'001);
    CHECK(view["most"].integer() == 100'000);
    CHECK(view["allowed"].integer() == 6000);
    REQUIRE(view["bars"].items().size() == 3);
    for (const auto& bar : view["bars"].items()) {
        const auto x = std::stoll(bar["x"].string());
        const auto height = std::stoll(bar["height"].string());
        CHECK(x >= 0);
        CHECK(x < 720);
        CHECK(height >= 1);
        CHECK(height + std::stoll(bar["y"].string()) == 100);
    }
    CHECK(view["bars"].items().front()["x"].text() == "0");
    CHECK(view["bars"].items().back()["x"].text() == "715");
    const auto empty = budget::chart({}, 0, now);
    CHECK_FALSE(empty["any"].boolean());
    CHECK_FALSE(empty.contains("limit_y"));
}

TEST_CASE("the gauge is full at the limit, and there is none without a limit")
{
    CHECK(budget::gauge(5, 0).is_null());
    CHECK(budget::gauge(18'000, 36'000)["percent"].text() == "50");
    CHECK(budget::gauge(18'000, 36'000)["level"].text() == "ok");
    CHECK(budget::gauge(33'000, 36'000)["level"].text() == "near");
    CHECK(budget::gauge(50'000, 36'000)["filled"].text() == "1000");
    CHECK(budget::gauge(50'000, 36'000)["level"].text() == "full");
    CHECK(budget::gauge(-5, 36'000)["filled"].text() == "0");
}

TEST_CASE("progress is a share only where there is a whole")
{
    CHECK(progress_text(3, 12) == "3 of 12");
    CHECK(progress_text(3, 0) == "3");
    CHECK(progress_text(0, 0).empty());
    CHECK(progress_width(3, 12) == 250);
    CHECK(progress_width(30, 12) == 1000);
    CHECK(progress_width(-1, 12) == 0);
    CHECK(progress_width(5, 0) == 0);
}

TEST_CASE("a person reads what an action does, and when it may be dead")
{
    auto one = task("waiting");
    CHECK(task_text(one, now) == "waits for a worker");
    CHECK(task_text(one, now + 1000).find("wowhost worker") != std::string::npos);
    one.state = "running";
    one.done = 3;
    one.total = 12;
    CHECK(task_text(one, now) == "runs, 3 of 12");
    CHECK(task_text(one, now + 1000).find("no sign of life since") != std::string::npos);
    one.state = "failed";
    one.message = "it rains";
    CHECK(task_text(one, now) == "failed: it rains");
}

TEST_CASE("the list of actions is bounded, and what still runs is forgotten last")
{
    Value stored;
    CHECK(add_task(stored, task("running")) == 1);
    for (std::size_t i = 0; i < 3 * DashboardTasks::most; ++i)
        add_task(stored, task("done"));
    const auto& tasks = stored["tasks"].items();
    CHECK(tasks.size() == DashboardTasks::most);
    CHECK(tasks.front()["id"].integer() == 1);
    CHECK(tasks.back()["id"].integer() == static_cast<std::int64_t>(3 * DashboardTasks::most + 1));
    const auto again = DashboardTask::from_value(tasks.back());
    CHECK(again.to_value() == tasks.back());
    CHECK(again.key() == "source.wow_mount|sync|eu");
    // Whatever stands there, a new one is added.
    Value broken = "nonsense";
    CHECK(add_task(broken, task("waiting")) == 1);
    CHECK(broken["tasks"].items().size() == 1);
}
