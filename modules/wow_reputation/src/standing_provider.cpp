#include "standing_provider.hpp"

#include "ladders.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

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
    const auto& entities = host().entities();
    const auto standings =
        entities.select(Query(shape().row_type).where("character", character.id).sort("faction.name"));
    if (standings.empty())
        return {};
    std::vector<std::int64_t> ids;
    ids.reserve(standings.size());
    for (const auto& standing : standings)
        ids.push_back(standing["faction"].integer());
    std::unordered_map<std::int64_t, Value> names;
    for (const auto& faction : entities.load("taxonomy_term", ids))
        names.emplace(faction.id(), faction["name"]);

    wow_character::PageSection section(wow_character::Slot::generic, 0, label());
    section.figures.emplace_back("Factions", static_cast<std::int64_t>(standings.size()));
    section.columns = {"faction", "standing", "value", "max", "paragon_value", "paragon_max"};
    for (const auto& standing : standings) {
        const auto& level = standing["renown_level"];
        auto name = standing["name"];
        if (name.is_null() && level.is_integer())
            name = "Renown " + std::to_string(level.integer());
        section.rows.push_back({names[standing["faction"].integer()], std::move(name), standing["value"],
            standing["max"], standing["paragon_value"], standing["paragon_max"]});
    }
    return {std::move(section)};
}

} // namespace wow_reputation
