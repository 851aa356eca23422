// wow_heirloom: from bodies of Battle.net to rows. Pure: what it gets is a parsed body, what it makes are values.
#pragma once

#include <wow/catalogue_row.hpp>
#include <wow/document.hpp>
#include <wow_character/collection_provider.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace wow_heirloom {

/// What map_heirloom() sets, besides blizzard_id.
inline const std::vector<std::string> heirloom_columns{"name", "source_type", "source"};

/// /data/wow/heirloom/{id}. What has no name of its own bears that of its item.
inline void map_heirloom(const wow::Node& body, wow::CatalogueRow& row, std::string_view locale)
{
    const auto name = body["name"].localized(locale);
    row.set("name", name ? name : body["item"]["name"].localized(locale));
    row.set("source_type", body["source"].type_code());
    row.set("source", body["source"]["name"].localized(locale));
}

/// Where a character's heirlooms stand, and what is kept of each.
inline wow_character::CollectionShape collection_shape()
{
    return {"Heirlooms", "collections/heirlooms", "collections", "wow_heirloom_collection", "heirloom", "wow_heirloom",
        {"upgrade_level"}};
}

/// …/collections/heirlooms. Older bodies have no `upgrade`.
inline void read_collection(const wow::Document& body, std::string_view locale, wow_character::CollectionRows& rows)
{
    for (const wow::Node entry : body["heirlooms"].items()) {
        const auto heirloom = entry["heirloom"];
        const auto id = heirloom.id();
        if (!id || *id == 0) {
            rows.skip("heirlooms[] without heirloom.id");
            continue;
        }
        rows.add(wow::Named(*id, heirloom["name"].localized(locale)), entry["upgrade"]["level"].integer());
    }
}

} // namespace wow_heirloom
