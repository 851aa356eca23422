// wow_creature: from bodies of Battle.net to rows. Pure.
#pragma once

#include <wow/catalogue_row.hpp>
#include <wow/document.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace wow_creature {

/// What map_creature() sets, besides blizzard_id.
inline const std::vector<std::string> creature_columns{
    "name", "creature_type", "creature_family", "is_tameable", "creature_display"};

/// /data/wow/creature/{id}. Most creatures have no family.
inline void map_creature(const wow::Node& body, wow::CatalogueRow& row, std::string_view locale)
{
    const auto type = body["type"];
    const auto family = body["family"];
    row.set("name", body["name"].localized(locale));
    row.refer("creature_type", "wow_creature_type", type.id(), type["name"].localized(locale));
    row.refer("creature_family", "wow_creature_family", family.id(), family["name"].localized(locale));
    row.set("is_tameable", body["is_tameable"].boolean());
    for (const auto display : body["creature_displays"].items())
        if (const auto id = display.id()) {
            row.set("creature_display", *id);
            break;
        }
}

} // namespace wow_creature
