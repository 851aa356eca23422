// @only provider queue
// wow_keepsake: from bodies of Battle.net to rows. Pure: what it gets is a parsed body, what it makes are values.
#pragma once

// @if queue
#include <wow/catalogue_row.hpp>
// @end
#include <wow/document.hpp>
// @if provider
#include <wow_character/collection_provider.hpp>
// @end

// @if queue
#include <string>
// @end
#include <string_view>
// @if queue
#include <vector>
// @end

namespace wow_keepsake {

// @if queue
/// What map_keepsake() sets, besides blizzard_id.
inline const std::vector<std::string> keepsake_columns{"name", "source_type", "source"};

/// /data/wow/keepsake/{id}. What has no name of its own bears that of its item.
inline void map_keepsake(const wow::Node& body, wow::CatalogueRow& row, std::string_view locale)
{
    const auto name = body["name"].localized(locale);
    row.set("name", name ? name : body["item"]["name"].localized(locale));
    row.set("source_type", body["source"].type_code());
    row.set("source", body["source"]["name"].localized(locale));
}

// @end
// @if provider
/// Where a character's keepsakes stand, and what is kept of each.
inline wow_character::CollectionShape collection_shape()
{
    return {"Keepsakes", "collections/keepsakes", "collections", "wow_keepsake_collection", "keepsake", "wow_keepsake",
        {"is_favorite"}};
}

/// …/collections/keepsakes. `is_favorite` is there only when it is true.
inline void read_collection(const wow::Document& body, std::string_view locale, wow_character::CollectionRows& rows)
{
    for (const wow::Node entry : body["keepsakes"].items()) {
        const auto keepsake = entry["keepsake"];
        const auto id = keepsake.id();
        if (!id || *id == 0) {
            rows.skip("keepsakes[] without keepsake.id");
            continue;
        }
        rows.add(wow::Named(*id, keepsake["name"].localized(locale)), entry["is_favorite"].boolean().value_or(false));
    }
}

// @end
} // namespace wow_keepsake
