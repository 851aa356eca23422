// wow_character: how much of a catalogue a character has, group by group. Header-only; compiled into the provider's
// module.
#pragma once

#include <wow/chart.hpp>
#include <wow_character/collection_provider.hpp>
#include <wowhost/services.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

namespace wow_character {

/// A name, how many there are of it, and how many in all.
class GroupCount {
public:
    GroupCount(std::string name_, std::int64_t have_, std::int64_t all_)
        : name(std::move(name_))
        , have(have_)
        , all(all_)
    {
    }
    std::string name;
    std::int64_t have;
    std::int64_t all;
};

/// The largest groups first; beyond `most` the rest is one, "Others". Pure.
inline wow::Chart shares_chart(std::string title, std::string what, std::vector<GroupCount> groups, std::size_t most)
{
    std::sort(groups.begin(), groups.end(), [](const GroupCount& left, const GroupCount& right) {
        return std::tie(right.all, left.name) < std::tie(left.all, right.name);
    });
    wow::Chart chart(wow::Chart::Kind::shares, std::move(title), std::move(what));
    wow::Chart::Point others("Others", 0, 0);
    for (auto& group : groups) {
        if (chart.points.size() + 1 < most || groups.size() <= most) {
            chart.points.emplace_back(std::move(group.name), group.have, group.all);
        } else {
            others.value += group.have;
            others.of += group.all;
        }
    }
    if (others.of > 0)
        chart.points.push_back(std::move(others));
    return chart;
}

/// A chart's points in the process's cache.
inline wowhost::Value remembered(const wow::Chart& chart)
{
    using wowhost::Value;
    Value points = Value::Array{};
    for (const auto& point : chart.points)
        points.push_back(Value::array({point.label, point.time, point.value, point.of}));
    return points;
}

inline void recall(wow::Chart& chart, const wowhost::Value& points)
{
    for (const auto& point : points.items()) {
        const auto& values = point.items();
        if (values.size() != 4)
            continue;
        if (chart.kind == wow::Chart::Kind::shares)
            chart.points.emplace_back(values[0].string(), values[2].integer(), values[3].integer());
        else
            chart.points.emplace_back(values[1].integer(), values[2].integer());
    }
}

/// What a character has of `shape`'s catalogue, by a text `field` of the catalogue. `count`: how many rows the
/// character has; while neither this nor the catalogue's size changes, an answer holds for ten minutes.
inline wow::Chart shares_by(const wowhost::Services& host, const CollectionShape& shape, const std::string& field,
    std::int64_t character, std::int64_t count, std::int64_t catalogue_size, const std::string& title)
{
    using wowhost::Query;
    constexpr std::size_t most_groups = 14;
    constexpr auto keep = std::chrono::minutes(10);
    const auto key = "shares." + shape.row_type + "." + std::to_string(character) + "." + std::to_string(count) + "."
        + std::to_string(catalogue_size);
    wow::Chart chart(wow::Chart::Kind::shares, title, shape.label);
    if (const auto known = host.cache().get(key)) {
        recall(chart, *known);
        return chart;
    }
    const auto& entities = host.entities();
    std::unordered_set<std::int64_t> owned;
    for (const auto& row : entities.select(Query(shape.row_type).where("character", character).only({shape.reference})))
        owned.insert(row[shape.reference].integer());
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> counted;
    for (const auto& row : entities.select(Query(shape.catalogue).only({field}))) {
        const auto name = row[field].string();
        auto& [have, all] = counted[name.empty() ? "Not known" : name];
        ++all;
        have += owned.contains(row.id()) ? 1 : 0;
    }
    std::vector<GroupCount> groups;
    groups.reserve(counted.size());
    for (auto& [name, counts] : counted)
        groups.emplace_back(name, counts.first, counts.second);
    chart = shares_chart(title, shape.label, std::move(groups), most_groups);
    host.cache().set(key, remembered(chart), keep);
    return chart;
}

} // namespace wow_character
