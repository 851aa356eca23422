#include "progress_charts.hpp"

#include "categories.hpp"

#include <wow/time_steps.hpp>
#include <wow_achievement/mapping.hpp>
#include <wow_character/collection_charts.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace wow_achievement {

using namespace wowhost;

namespace {

constexpr auto keep = std::chrono::minutes(10);
constexpr std::size_t most_branches = 16;
constexpr int deepest_category = 8;

struct Category {
    std::string name;
    std::int64_t parent = 0;
};
using Tree = std::unordered_map<std::int64_t, Category>;

Tree read_tree(const Services& host, std::string_view vocabulary)
{
    Tree categories;
    for (const auto& term :
        host.entities().select(Query("taxonomy_term").where("vid", std::string(vocabulary)).only({"name", "parent"})))
        categories.emplace(term.id(), Category{term["name"].string(), term["parent"].integer()});
    return categories;
}

/// The category above all others on the way up; 0: not one of these.
std::int64_t branch_of(const Tree& categories, std::int64_t category)
{
    if (!categories.contains(category))
        return 0;
    for (int step = 0; step < deepest_category; ++step) {
        const auto parent = categories.at(category).parent;
        if (!categories.contains(parent))
            break;
        category = parent;
    }
    return category;
}

void fill(const Services& host, const char* owner_kind, std::int64_t owner, wow::Chart& points, wow::Chart& branches)
{
    struct Known {
        std::int64_t points = 0;
        std::int64_t branch = 0;
    };
    const auto shape = progress_shape();
    const auto& entities = host.entities();
    const auto categories =
        read_tree(host, std::string_view(owner_kind) == "guild" ? guild_categories : character_categories);
    std::unordered_map<std::int64_t, Known> catalogue;
    std::unordered_map<std::int64_t, std::pair<std::int64_t, std::int64_t>> counted;
    for (const auto& row : entities.select(Query(shape.catalogue).only({"points", "category"}))) {
        const Known known{row["points"].integer(), branch_of(categories, row["category"].integer())};
        catalogue.emplace(row.id(), known);
        ++counted[known.branch].second;
    }
    std::vector<std::pair<std::int64_t, std::int64_t>> earned;
    for (const auto& row : entities.select(Query(shape.row_type)
                                               .where(owner_kind, owner)
                                               .where("is_completed", true)
                                               .sort("completed_timestamp")
                                               .only({"achievement", "completed_timestamp"}))) {
        const auto found = catalogue.find(row["achievement"].integer());
        if (found == catalogue.end())
            continue;
        ++counted[found->second.branch].first;
        if (found->second.points > 0)
            earned.emplace_back(row["completed_timestamp"].integer(), found->second.points);
    }
    points.points = wow::summed_over_time(earned);
    std::vector<wow_character::GroupCount> groups;
    for (const auto& [branch, counts] : counted)
        if (branch != 0)
            groups.emplace_back(categories.at(branch).name, counts.first, counts.second);
    branches.points =
        wow_character::shares_chart(branches.title, branches.what, std::move(groups), most_branches).points;
}

} // namespace

std::vector<wow::Chart> progress_charts(
    const Services& host, const char* owner_kind, std::int64_t owner, std::int64_t earned, std::int64_t latest)
{
    wow::Chart points(wow::Chart::Kind::course, "Points of what was earned, over time", "Points");
    wow::Chart branches(wow::Chart::Kind::shares, "Earned by category", "Earned");
    const auto key = std::string("charts.") + owner_kind + "." + std::to_string(owner) + "." + std::to_string(earned)
        + "." + std::to_string(latest);
    if (const auto known = host.cache().get(key)) {
        wow_character::recall(points, (*known)["points"]);
        wow_character::recall(branches, (*known)["branches"]);
    } else {
        fill(host, owner_kind, owner, points, branches);
        host.cache().set(key,
            Value::object(
                {{"points", wow_character::remembered(points)}, {"branches", wow_character::remembered(branches)}}),
            keep);
    }
    std::vector<wow::Chart> charts;
    for (auto* chart : {&points, &branches})
        if (!chart->points.empty())
            charts.push_back(std::move(*chart));
    return charts;
}

} // namespace wow_achievement
