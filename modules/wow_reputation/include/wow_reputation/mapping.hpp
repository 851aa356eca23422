// wow_reputation: from bodies of Battle.net to terms and rows. Pure.
#pragma once

#include <wow/document.hpp>
#include <wow/vocabulary_sync.hpp>
#include <wow_character/collection_provider.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wow_reputation {

inline constexpr const char* faction_vocabulary = "wow_reputation_faction";

/// What map_faction() sets. `wow_reputation_tiers` is the number of the faction's ladder of tiers.
inline const std::vector<std::string> faction_columns{"wow_can_paragon", "wow_is_renown", "wow_reputation_tiers"};

/// /data/wow/reputation-faction/{id}. Flags are there only when they are true; headings list their factions.
inline void map_faction(const wow::Node& body, wow::Term& term, std::string_view locale)
{
    term.description = body["description"].localized(locale);
    term.set("wow_can_paragon", body["can_paragon"].boolean().value_or(false));
    term.set("wow_is_renown", body["is_renown"].boolean().value_or(body["renown_tiers"].is_array()));
    term.set("wow_reputation_tiers", body["reputation_tiers"].id());
    for (const wow::Node child : body["factions"].items())
        if (const auto id = child.id(); id && *id > 0)
            term.children.push_back(*id);
}

/// Positions among the fields of standing_shape().
enum class StandingField : std::size_t { tier, name, raw, value, max, renown_level };

/// A field of a row that was read.
inline const wowhost::Value& standing_value(
    const wow_character::CollectionRows& rows, std::size_t row, StandingField field)
{
    return rows.value(row, static_cast<std::size_t>(field));
}

inline wow_character::CollectionShape standing_shape()
{
    return {"Reputations", "reputations", "reputations", "wow_reputation_standing", "faction", faction_vocabulary,
        {"tier", "name", "raw", "value", "max", "renown_level", "paragon_raw", "paragon_value", "paragon_max"}};
}

/// …/reputations. A standing has a tier or a renown level; `raw` may be negative, and `max` is 0 at the end of the
/// ladder.
inline void read_standings(const wow::Document& body, std::string_view locale, wow_character::CollectionRows& rows)
{
    for (const wow::Node entry : body["reputations"].items()) {
        const auto faction = entry["faction"];
        const auto id = faction.id();
        const auto standing = entry["standing"];
        if (!id || *id == 0 || !standing.is_object()) {
            rows.skip("reputations[] without faction.id or standing");
            continue;
        }
        const auto paragon = entry["paragon"];
        rows.add(wow::Named(*id, faction["name"].localized(locale)), standing["tier"].integer(),
            standing["name"].localized(locale), standing["raw"].integer(), standing["value"].integer(),
            standing["max"].integer(), standing["renown_level"].integer(), paragon["raw"].integer(),
            paragon["value"].integer(), paragon["max"].integer());
    }
}

} // namespace wow_reputation
