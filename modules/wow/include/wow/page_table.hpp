// wow: the rows of a section as the values of its table. Header-only, pure.
//
// Here is decided what is a number, a time, a share; the template decides how it looks. A column `max` behind `value`,
// or `x_max` behind `x_value`, is no column of its own: both are one share, drawn as a bar. A column in which no row
// has anything is left out.
#pragma once

#include <wow/chart_view.hpp>
#include <wow/page_section.hpp>
#include <wowhost/value.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wow {

/// "completed_timestamp" → "Completed", "paragon_max" → "Paragon max".
inline std::string column_title(std::string_view name)
{
    constexpr std::string_view time = "_timestamp";
    if (name.size() > time.size() && name.substr(name.size() - time.size()) == time)
        name.remove_suffix(time.size());
    std::string title(name);
    std::replace(title.begin(), title.end(), '_', ' ');
    if (!title.empty() && title.front() >= 'a' && title.front() <= 'z')
        title.front() = static_cast<char>(title.front() - 32);
    return title;
}

namespace table_detail {

constexpr std::size_t long_table = 16; ///< Rows from which a table scrolls by itself.

struct Column {
    std::string title;
    std::size_t at = 0;
    bool is_time = false;
    bool is_share = false; ///< Of what the next column says.
};

inline bool is_share(const std::vector<std::string>& names, std::size_t at)
{
    constexpr std::string_view value = "value";
    const std::string_view name = names[at];
    if (at + 1 >= names.size() || !name.ends_with(value))
        return false;
    return names[at + 1] == std::string(name.substr(0, name.size() - value.size())) + "max";
}

inline bool is_empty(const std::vector<std::vector<wowhost::Value>>& rows, std::size_t at)
{
    return std::none_of(rows.begin(), rows.end(), [&](const std::vector<wowhost::Value>& row) {
        return at < row.size() && (row[at].is_number() || !row[at].text().empty());
    });
}

inline std::vector<Column> columns(const PageSection& section)
{
    constexpr std::string_view value = "_value";
    std::vector<Column> found;
    const auto& names = section.columns;
    for (std::size_t at = 0; at < names.size(); ++at) {
        std::string_view name = names[at];
        const bool share = is_share(names, at);
        if (share && name.ends_with(value))
            name.remove_suffix(value.size());
        if (!is_empty(section.rows, at))
            found.push_back(Column{
                share && name == "value" ? "Progress" : column_title(name), at, name.ends_with("_timestamp"), share});
        at += share ? 1 : 0;
    }
    return found;
}

inline wowhost::Value cell(const Column& column, const std::vector<wowhost::Value>& row)
{
    using wowhost::Value;
    Value view;
    view.set("column", column.title);
    if (column.at >= row.size())
        return view;
    const auto& value = row[column.at];
    if (column.is_share && value.is_integer() && column.at + 1 < row.size() && row[column.at + 1].is_integer()) {
        const auto most = row[column.at + 1].integer();
        if (most <= 0)
            return view; // nothing is left to reach
        Value share;
        share.set("value", chart_detail::grouped(value.integer()))
            .set("of", chart_detail::grouped(most))
            .set("width", std::to_string(chart_detail::place(value.integer(), 0, most, 0, 1000)));
        view.set("share", std::move(share));
    } else if (column.is_time && value.is_integer() && value.integer() > 0) {
        view.set("time", value);
    } else if (value.is_number()) {
        view.set("number", value).set("is_number", true);
    } else {
        view.set("text", value);
    }
    return view;
}

} // namespace table_detail

/// {columns, rows: [{cells}], has_rows, is_long}
inline wowhost::Value table_view(const PageSection& section)
{
    using wowhost::Value;
    const auto shown = table_detail::columns(section);
    Value columns = Value::Array{};
    Value::Array rows;
    rows.reserve(section.rows.size());
    for (const auto& column : shown)
        columns.push_back(column.title);
    for (const auto& row : section.rows) {
        Value::Array cells;
        cells.reserve(shown.size());
        for (const auto& column : shown)
            cells.push_back(table_detail::cell(column, row));
        rows.push_back(Value::Object());
        rows.back().set("cells", std::move(cells));
    }
    Value view; // not by Value::object, which copies what it is given
    view.set("columns", std::move(columns))
        .set("rows", std::move(rows))
        .set("has_rows", !section.rows.empty())
        .set("is_long", section.rows.size() >= table_detail::long_table);
    return view;
}

} // namespace wow
