// wow: a chart as the values of its template: coordinates of an SVG, the sentence that describes it, and the rows of
// its table. Header-only, pure.
//
// All coordinates are whole numbers in a picture that is 360 units wide, so that its text can be read at 360 px. The
// template sets no colour: the style sheet does, dark and light.
#pragma once

#include <wow/chart.hpp>
#include <wowhost/value.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wow {

namespace chart_detail {

constexpr std::int64_t width = 360;
constexpr std::int64_t label_width = 128;
constexpr std::int64_t bar_width = 150;
constexpr std::int64_t row_height = 22;
constexpr std::size_t most_rows = 40;
constexpr std::size_t longest_label = 20; ///< Code points that fit beside a bar.

constexpr std::int64_t plot_left = 44;
constexpr std::int64_t plot_right = 350;
constexpr std::int64_t plot_top = 12;
constexpr std::int64_t plot_bottom = 150;

/// The first code points of a text, with an ellipsis where there are more.
inline std::string shortened(std::string_view text, std::size_t most)
{
    std::size_t at = 0;
    std::size_t points = 0;
    std::size_t before_last = 0;
    while (at < text.size()) {
        if (points + 1 == most)
            before_last = at;
        if (points == most)
            return std::string(text.substr(0, before_last)) + "…";
        ++points;
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
            ++at;
    }
    return std::string(text);
}

/// The least of 1, 2, 5 times a power of ten that is no less, so that an axis ends at a round number.
inline std::int64_t round_up(std::int64_t value)
{
    constexpr std::int64_t largest = 4'000'000'000'000'000'000;
    for (std::int64_t power = 1; power <= largest / 10; power *= 10)
        for (const std::int64_t factor : {1, 2, 5})
            if (factor * power >= value)
                return factor * power;
    return largest;
}

/// 12345 → "12,345"
inline std::string grouped(std::int64_t value)
{
    auto text = std::to_string(value);
    const std::size_t first = value < 0 ? 1 : 0;
    for (auto at = text.size(); at > first + 3; at -= 3)
        text.insert(at - 3, ",");
    return text;
}

inline int year_of(std::int64_t time)
{
    const auto day = std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(time)));
    return static_cast<int>(std::chrono::year_month_day(day).year());
}

inline std::int64_t begin_of_year(int year)
{
    const std::chrono::sys_days day = std::chrono::year(year) / std::chrono::January / 1;
    return std::chrono::duration_cast<std::chrono::seconds>(day.time_since_epoch()).count();
}

/// `value` of `from`..`to` on a line from `begin` to `end`, without overflow.
inline std::int64_t place(
    std::int64_t value, std::int64_t from, std::int64_t to, std::int64_t begin, std::int64_t end) noexcept
{
    if (to <= from)
        return begin;
    const double share = std::clamp((static_cast<double>(value) - static_cast<double>(from))
            / (static_cast<double>(to) - static_cast<double>(from)),
        0.0, 1.0);
    return begin + static_cast<std::int64_t>(share * static_cast<double>(end - begin) + (end > begin ? 0.5 : -0.5));
}

/// Tells the ids of charts of one page apart.
inline std::string id_of(std::string_view section, std::string_view title)
{
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const auto part : {section, std::string_view("\n"), title})
        for (const char c : part)
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string id = "chart-";
    for (int shift = 60; shift >= 0; shift -= 4)
        id += digits[(hash >> shift) & 15U];
    return id;
}

inline wowhost::Value shares(const Chart& chart)
{
    using wowhost::Value;
    Value bars = Value::Array{};
    Value rows = Value::Array{};
    std::int64_t drawn = 0;
    std::int64_t have = 0;
    std::int64_t all = 0;
    for (const auto& point : chart.points) {
        if (point.of <= 0 || point.value < 0)
            continue;
        const auto value = std::min(point.value, point.of);
        have += value;
        all += point.of;
        rows.push_back(Value::object({{"label", point.label}, {"value", grouped(value)}, {"of", grouped(point.of)}}));
        if (drawn >= static_cast<std::int64_t>(most_rows))
            continue;
        const auto y = drawn++ * row_height;
        bars.push_back(Value::object({{"label", shortened(point.label, longest_label)}, {"y", std::to_string(y + 6)},
            {"text_y", std::to_string(y + 15)}, {"length", std::to_string(place(value, 0, point.of, 0, bar_width))},
            {"value", grouped(value) + " / " + grouped(point.of)}}));
    }
    if (drawn == 0)
        return {};
    const auto about =
        grouped(have) + " of " + grouped(all) + " in " + std::to_string(rows.items().size()) + " groups.";
    Value view;
    view.set("is_shares", true)
        .set("bars", std::move(bars))
        .set("rows", std::move(rows))
        .set("height", std::to_string(drawn * row_height + 4))
        .set("about", about);
    return view;
}

inline wowhost::Value course(const Chart& chart)
{
    using wowhost::Value;
    const auto& points = chart.points;
    if (points.size() < 2 || points.back().time <= points.front().time)
        return {};
    const auto first = points.front().time;
    const auto last = points.back().time;
    std::int64_t most = 1;
    for (const auto& point : points)
        most = std::max(most, point.value);
    const auto top = round_up(most);
    std::string line;
    Value rows = Value::Array{};
    for (const auto& point : points) {
        line += (line.empty() ? "M" : "L") + std::to_string(place(point.time, first, last, plot_left, plot_right)) + " "
            + std::to_string(place(point.value, 0, top, plot_bottom, plot_top));
        rows.push_back(Value::object({{"time", point.time}, {"value", grouped(point.value)}}));
    }
    Value ticks = Value::Array{};
    for (const std::int64_t part : {0, 1, 2}) {
        const auto y = place(part, 0, 2, plot_bottom, plot_top);
        ticks.push_back(Value::object({{"y", std::to_string(y)}, {"text_y", std::to_string(y + 4)},
            {"label",
                top % 2 != 0 && part == 1 ? std::string() : grouped(top / 2 * part + (part == 2 ? top % 2 : 0))}}));
    }
    Value years = Value::Array{};
    const int begin = year_of(first) + 1;
    const int end = year_of(last);
    const int step = std::max(1, (end - begin + 5) / 5); // at most five fit
    for (int year = begin; year <= end; year += step)
        years.push_back(
            Value::object({{"x", std::to_string(place(begin_of_year(year), first, last, plot_left, plot_right))},
                {"label", std::to_string(year)}}));
    auto area = line + "L" + std::to_string(plot_right) + " " + std::to_string(plot_bottom) + "L"
        + std::to_string(plot_left) + " " + std::to_string(plot_bottom) + "Z";
    Value view;
    view.set("is_course", true)
        .set("line", std::move(line))
        .set("area", std::move(area))
        .set("ticks", std::move(ticks))
        .set("years", std::move(years))
        .set("rows", std::move(rows))
        .set("about", "From " + grouped(points.front().value) + " to " + grouped(points.back().value) + ".");
    return view;
}

} // namespace chart_detail

/// Null when there is nothing to draw. `section`: the title of the section in which it stands.
inline wowhost::Value chart_view(const Chart& chart, std::string_view section)
{
    auto view = chart.kind == Chart::Kind::shares ? chart_detail::shares(chart) : chart_detail::course(chart);
    if (!view.is_null())
        view.set("id", chart_detail::id_of(section, chart.title))
            .set("chart_title", chart.title)
            .set("what", chart.what);
    return view;
}

} // namespace wow
