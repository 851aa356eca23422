// wow: dated amounts as the course of their sum. Header-only, pure.
#pragma once

#include <wow/chart.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace wow {

/// The sum of `amounts` (unix seconds, amount; by ascending time, times from 1970 to 2200 count) at the end of each
/// month, quarter, half-year, year or several years, whichever gives at most `most` points, and when the last came.
/// Steps in which nothing came are points too. Fewer than two: there is no course.
inline std::vector<Chart::Point> summed_over_time(
    const std::vector<std::pair<std::int64_t, std::int64_t>>& amounts, std::size_t most = 40)
{
    using namespace std::chrono;
    constexpr std::int64_t latest = 7'258'118'400; // 2200
    std::vector<std::pair<std::int64_t, std::int64_t>> dated;
    for (const auto& amount : amounts)
        if (amount.first > 0 && amount.first < latest && (dated.empty() || amount.first >= dated.back().first))
            dated.push_back(amount);
    std::vector<Chart::Point> points;
    if (dated.empty())
        return points;
    const auto month_of = [](std::int64_t time) { // months since the year 0
        const year_month_day date(floor<days>(sys_seconds(seconds(time))));
        return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1;
    };
    const auto begin_of = [](int month) {
        const sys_days day = year(month / 12) / std::chrono::month(static_cast<unsigned>(month % 12) + 1) / 1;
        return duration_cast<seconds>(day.time_since_epoch()).count();
    };
    const int first = month_of(dated.front().first);
    const int last = month_of(dated.back().first);
    int step = 240;
    for (const int each : {1, 3, 6, 12, 24, 60, 120})
        if (static_cast<std::size_t>((last - first) / each) + 2 <= most) {
            step = each;
            break;
        }
    std::int64_t sum = 0;
    std::size_t at = 0;
    for (int month = first - first % step + step; begin_of(month) <= dated.back().first; month += step) {
        for (; at < dated.size() && dated[at].first < begin_of(month); ++at)
            sum += dated[at].second;
        points.emplace_back(begin_of(month) - 1, sum);
    }
    for (; at < dated.size(); ++at)
        sum += dated[at].second;
    points.emplace_back(dated.back().first, sum);
    return points;
}

} // namespace wow
