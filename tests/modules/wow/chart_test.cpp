// Charts: from values to coordinates, and from dated amounts to their sum over time.
#include <wow/chart_view.hpp>
#include <wow/time_steps.hpp>

#include <catch2/catch.hpp>

#include <limits>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using wow::Chart;
using wow::chart_view;
using wow::summed_over_time;
using Amounts = std::vector<std::pair<std::int64_t, std::int64_t>>;

namespace {

constexpr std::int64_t day = 86'400;
constexpr std::int64_t first_of_2020 = 1'577'836'800;

Chart shares(std::vector<Chart::Point> points)
{
    Chart chart(Chart::Kind::shares, "Mounts by source", "Mounts");
    chart.points = std::move(points);
    return chart;
}

Chart course(std::vector<Chart::Point> points)
{
    Chart chart(Chart::Kind::course, "Points over time", "Points");
    chart.points = std::move(points);
    return chart;
}

/// The coordinates of a path of M and L.
std::vector<std::pair<int, int>> coordinates(const std::string& path)
{
    std::vector<std::pair<int, int>> found;
    std::istringstream in(path);
    char step = 0;
    int x = 0;
    int y = 0;
    while (in >> step >> x >> y) {
        REQUIRE((step == 'M' || step == 'L'));
        found.emplace_back(x, y);
    }
    return found;
}

} // namespace

TEST_CASE("shares become bars, one below the other, as long as their share")
{
    const auto view = chart_view(shares({{"Drop", 30, 60}, {"Vendor", 0, 10}, {"Quest", 12345, 12345}}), "Mounts");
    const auto& bars = view["bars"].items();
    REQUIRE(bars.size() == 3);
    CHECK(bars[0]["length"].text() == "75");
    CHECK(bars[1]["length"].text() == "0");
    CHECK(bars[2]["length"].text() == "150");
    CHECK(bars[2]["value"].text() == "12,345 / 12,345");
    CHECK(std::stoi(bars[1]["y"].string()) - std::stoi(bars[0]["y"].string()) == 22);
    CHECK(view["rows"].items().size() == 3);
    CHECK(view["about"].text() == "12,375 of 12,415 in 3 groups.");
    CHECK(view["id"] != chart_view(shares({{"Drop", 30, 60}}), "Toys")["id"]);
}

TEST_CASE("what makes no bar is left out, and without any there is no chart")
{
    CHECK(chart_view(shares({}), "").is_null());
    CHECK(chart_view(shares({{"a", 1, 0}, {"b", -1, 5}}), "").is_null());
    const auto more_than_all = chart_view(shares({{"a", 9, 3}}), "");
    CHECK(more_than_all["bars"].items()[0]["length"].text() == "150");
    const auto many = chart_view(shares(std::vector<Chart::Point>(100, {"a", 1, 2})), "");
    CHECK(many["bars"].items().size() == 40);
    CHECK(many["rows"].items().size() == 100);
}

TEST_CASE("long labels are cut between characters")
{
    const auto label = [](const std::string& text) {
        return chart_view(shares({{text, 1, 2}}), "")["bars"].items()[0]["label"].string();
    };
    CHECK(label("Twenty letters here.") == "Twenty letters here.");
    CHECK(label("Twenty-one characters") == "Twenty-one characte…");
    std::string wide;
    for (int i = 0; i < 25; ++i)
        wide += "é";
    CHECK(label(wide).size() == 19 * 2 + std::string("…").size());
}

TEST_CASE("a course goes from the left to the right, and its axis ends at a round number")
{
    const auto view =
        chart_view(course({{first_of_2020, 0}, {first_of_2020 + 400 * day, 50}, {first_of_2020 + 800 * day, 170}}), "");
    const auto line = coordinates(view["line"].string());
    REQUIRE(line.size() == 3);
    CHECK(line[0] == std::pair(44, 150));
    CHECK(line[1].first == 197);
    CHECK(line[2].first == 350);
    CHECK(line[2].second > 12);
    CHECK(line[2].second < 40);
    const auto& ticks = view["ticks"].items();
    REQUIRE(ticks.size() == 3);
    CHECK(ticks[0]["label"].text() == "0");
    CHECK(ticks[1]["label"].text() == "100");
    CHECK(ticks[2]["label"].text() == "200");
    std::vector<std::string> years;
    for (const auto& year : view["years"].items())
        years.push_back(year["label"].string());
    CHECK(years == std::vector<std::string>{"2021", "2022"});
    CHECK(view["about"].text() == "From 0 to 170.");
}

TEST_CASE("a course of nothing, of one moment, or of absurd numbers harms nobody")
{
    constexpr auto huge = std::numeric_limits<std::int64_t>::max();
    CHECK(chart_view(course({}), "").is_null());
    CHECK(chart_view(course({{5, 1}}), "").is_null());
    CHECK(chart_view(course({{5, 1}, {5, 2}}), "").is_null());
    const auto view = chart_view(course({{1, huge}, {4'000'000'000, huge}, {7'000'000'000, -huge}}), "");
    for (const auto& [x, y] : coordinates(view["line"].string())) {
        CHECK((x >= 44 && x <= 350));
        CHECK((y >= 12 && y <= 150));
    }
    CHECK(view["years"].items().size() <= 6);
}

TEST_CASE("dated amounts are summed at the end of each month, and where the last is")
{
    const Amounts amounts{{first_of_2020 + day, 10}, {first_of_2020 + 2 * day, 5}, {first_of_2020 + 70 * day, 20}};
    const auto points = summed_over_time(amounts);
    REQUIRE(points.size() == 3);
    CHECK(points[0].time == first_of_2020 + 31 * day - 1);
    CHECK(points[0].value == 15);
    CHECK(points[1].time == first_of_2020 + 60 * day - 1); // February had 29
    CHECK(points[1].value == 15);
    CHECK(points[2].time == first_of_2020 + 70 * day);
    CHECK(points[2].value == 35);
}

TEST_CASE("however long it took, there are few points, their times and sums only grow, and nothing is lost")
{
    for (const std::int64_t span : {1, 20, 400, 2000, 6600, 30000, 60000}) {
        Amounts amounts;
        std::int64_t sum = 0;
        for (int i = 0; i <= 500; ++i) {
            amounts.emplace_back(first_of_2020 + span * day * i / 500, i % 7);
            sum += i % 7;
        }
        const auto points = summed_over_time(amounts);
        INFO(span);
        REQUIRE_FALSE(points.empty());
        CHECK(points.size() <= 40);
        CHECK(points.back().value == sum);
        CHECK(points.back().time == amounts.back().first);
        for (std::size_t i = 1; i < points.size(); ++i) {
            CHECK(points[i].time > points[i - 1].time);
            CHECK(points[i].value >= points[i - 1].value);
        }
    }
}

TEST_CASE("times that cannot be count for nothing")
{
    CHECK(summed_over_time({}).empty());
    CHECK(summed_over_time({{0, 5}, {-3, 5}}).empty());
    const auto points = summed_over_time({{first_of_2020, 5}, {std::numeric_limits<std::int64_t>::max(), 5}});
    REQUIRE(points.size() == 1);
    CHECK(points[0].value == 5);
}
