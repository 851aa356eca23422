// wow_achievement: from bodies of Battle.net to rows. Pure.
#pragma once

#include <wow/catalogue_row.hpp>
#include <wow/document.hpp>
#include <wow/links.hpp>
#include <wow_character/collection_provider.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wow_achievement {

/// What map_achievement() sets, besides blizzard_id and the reference `category`.
inline const std::vector<std::string> achievement_columns{
    "name", "description", "points", "category", "is_account_wide", "display_order", "reward_description", "criteria"};

using wow::without_links;

/// /data/wow/achievement/{id}. The category is returned, since its vocabulary is not in the body.
inline std::optional<wow::Named> map_achievement(const wow::Node& body, wow::CatalogueRow& row, std::string_view locale)
{
    row.set("name", body["name"].localized(locale));
    row.set("description", body["description"].localized(locale));
    row.set("points", body["points"].integer());
    row.set("is_account_wide", body["is_account_wide"].boolean());
    row.set("display_order", body["display_order"].integer());
    row.set("reward_description", body["reward_description"].localized(locale));
    row.set("criteria", without_links(body["criteria"]));
    row.media = body["media"].id();
    const auto category = body["category"];
    const auto id = category.id();
    return id ? std::optional(wow::Named(*id, category["name"].localized(locale))) : std::nullopt;
}

inline wow_character::CollectionShape progress_shape()
{
    return {"Achievements", "achievements", "achievements", "wow_achievement_progress", "achievement",
        "wow_achievement", {"completed_timestamp", "criteria_amount", "is_completed", "criteria"}};
}

/// A character's or a guild's achievements. What has a time is earned, also where the criteria say otherwise (they
/// are this character's own, while the achievement may be another's of the account); what has none is in progress.
inline void read_progress(const wow::Document& body, std::string_view locale, wow_character::CollectionRows& rows)
{
    for (const wow::Node entry : body["achievements"].items()) {
        const auto achievement = entry["achievement"];
        auto id = achievement.id();
        if (!id)
            id = entry.id();
        if (!id || *id == 0) {
            rows.skip("achievements[] without achievement.id");
            continue;
        }
        const auto completed = entry["completed_timestamp"].seconds();
        const auto criteria = entry["criteria"];
        rows.add(wow::Named(*id, achievement["name"].localized(locale)), completed, criteria["amount"].integer(),
            completed.has_value() || criteria["is_completed"].boolean().value_or(false), without_links(criteria));
    }
}

} // namespace wow_achievement
