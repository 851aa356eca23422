#include "standing_provider.hpp"

#include "ladders.hpp"

#include <wow/rows_by_id.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wow_reputation {

using namespace wowhost;

void StandingProvider::complete(wow_character::CollectionRows& rows, const wow_character::SyncContext& context) const
{
    std::optional<Ladders> ladders;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto& number = standing_value(rows, row, StandingField::tier);
        const auto& raw = standing_value(rows, row, StandingField::raw);
        const bool is_complete = !number.is_null() && !standing_value(rows, row, StandingField::name).is_null();
        const bool is_renown = !standing_value(rows, row, StandingField::renown_level).is_null();
        if (is_complete || is_renown || (number.is_null() && raw.is_null()))
            continue;
        if (!ladders)
            ladders.emplace(host(), context);
        const auto ladder = ladders->of_faction(rows.catalogue()[row].blizzard_id);
        const auto tier = number.is_null() ? tier_at(ladder, raw.integer()) : tier_of(ladder, number.integer());
        if (tier.is_null())
            continue;
        rows.set_value(row, static_cast<std::size_t>(StandingField::tier), tier["id"]);
        if (standing_value(rows, row, StandingField::name).is_null())
            rows.set_value(row, static_cast<std::size_t>(StandingField::name), tier["name"]);
    }
}

std::vector<wow_character::PageSection> StandingProvider::build_page_sections(
    const wow_character::Character& character) const
{
    const auto standings = host().entities().select(
        Query(shape().row_type)
            .where("character", character.id)
            .only({"faction", "name", "value", "max", "renown_level", "paragon_value", "paragon_max"}));
    if (standings.empty())
        return {};
    const auto factions = wow::rows_by_id(host(), "taxonomy_term", wow::ids_in(standings, "faction"), {"name"});
    std::vector<std::pair<const Value*, const Entity*>> by_name;
    by_name.reserve(standings.size());
    for (const auto& standing : standings)
        by_name.emplace_back(&factions[standing["faction"]]["name"], &standing);
    std::stable_sort(by_name.begin(), by_name.end(),
        [](const auto& left, const auto& right) { return left.first->text() < right.first->text(); });

    wow_character::PageSection section(wow_character::Slot::generic, 0, label());
    section.figures.emplace_back("Factions", static_cast<std::int64_t>(standings.size()));
    section.columns = {"faction", "standing", "value", "max", "paragon_value", "paragon_max"};
    for (const auto& [faction, row] : by_name) {
        const auto& standing = *row;
        const auto& level = standing["renown_level"];
        auto name = standing["name"];
        if (name.is_null() && level.is_integer())
            name = "Renown " + std::to_string(level.integer());
        section.rows.push_back({*faction, std::move(name), standing["value"], standing["max"],
            standing["paragon_value"], standing["paragon_max"]});
    }
    return {std::move(section)};
}

} // namespace wow_reputation
