// wow_toy: from bodies of Battle.net to rows. Pure.
#pragma once

#include <wow/catalogue_row.hpp>
#include <wow/document.hpp>
#include <wow_character/collection_provider.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace wow_toy {

/// What map_toy() sets, besides blizzard_id.
inline const std::vector<std::string> toy_columns{
    "name", "item_blizzard_id", "source_type", "source", "source_description"};

/// /data/wow/toy/{id}. A toy has no name of its own: it is its item's, as is the icon.
inline void map_toy(const wow::Node& body, wow::CatalogueRow& row, std::string_view locale)
{
    const auto item = body["item"];
    row.set("name", item["name"].localized(locale));
    row.set("item_blizzard_id", item.id());
    row.set("source_type", body["source"].type_code());
    row.set("source", body["source"]["name"].localized(locale));
    row.set("source_description", body["source_description"].localized(locale));
    const auto media = body["media"].id();
    row.media = media ? media : item.id();
}

inline wow_character::CollectionShape collection_shape()
{
    return {"Toys", "collections/toys", "collections", "wow_toy_collection", "toy", "wow_toy", {"is_favorite"}};
}

/// …/collections/toys. `is_favorite` is there only when it is true.
inline void read_collection(const wow::Document& body, std::string_view locale, wow_character::CollectionRows& rows)
{
    for (const wow::Node entry : body["toys"].items()) {
        const auto toy = entry["toy"];
        const auto id = toy.id();
        if (!id || *id == 0) {
            rows.skip("toys[] without toy.id");
            continue;
        }
        rows.add(wow::Named(*id, toy["name"].localized(locale)), entry["is_favorite"].boolean().value_or(false));
    }
}

} // namespace wow_toy
