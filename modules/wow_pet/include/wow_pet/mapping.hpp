// wow_pet: from bodies of Battle.net to rows. Pure.
#pragma once

#include <wow/catalogue_row.hpp>
#include <wow/document.hpp>
#include <wow/links.hpp>
#include <wow_character/collection_provider.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace wow_pet {

/// What map_pet() sets, besides blizzard_id.
inline const std::vector<std::string> pet_columns{"name", "description", "battle_pet_type", "source_type", "source",
    "icon", "abilities", "is_capturable", "is_tradable"};

/// /data/wow/pet/{id}: a species. The icon is there as a URL; where it is not, another document has it.
inline void map_pet(const wow::Node& body, wow::CatalogueRow& row, std::string_view locale)
{
    row.set("name", body["name"].localized(locale));
    row.set("description", body["description"].localized(locale));
    row.set("battle_pet_type", body["battle_pet_type"].type_code());
    row.set("source_type", body["source"].type_code());
    row.set("source", body["source"]["name"].localized(locale));
    if (body["abilities"].is_array())
        row.set("abilities", wow::without_links(body["abilities"]));
    row.set("is_capturable", body["is_capturable"].boolean());
    row.set("is_tradable", body["is_tradable"].boolean());
    if (const auto icon = body["icon"].text(); icon && !icon->empty())
        row.set("icon", *icon);
    else
        row.media = body["media"].id();
}

inline wow_character::CollectionShape collection_shape()
{
    wow_character::CollectionShape shape("Pets", "collections/pets", "collections", "wow_collected_pet", "pet",
        "wow_pet", {"blizzard_id", "nickname", "level", "quality", "breed", "is_favorite", "is_active"});
    return shape.keyed_by({"blizzard_id"});
}

/// …/collections/pets: individuals, each with a number of its own, many of one species. `is_favorite` and `is_active`
/// are there only when they are true.
inline void read_collection(const wow::Document& body, std::string_view locale, wow_character::CollectionRows& rows)
{
    for (const wow::Node entry : body["pets"].items()) {
        const auto species = entry["species"];
        const auto id = species.id();
        const auto individual = entry["id"].integer();
        if (!id || *id == 0 || !individual || *individual <= 0) {
            rows.skip("pets[] without id or species.id");
            continue;
        }
        rows.add(wow::Named(*id, species["name"].localized(locale)), *individual, entry["name"].localized(locale),
            entry["level"].integer(), entry["quality"].type_code(), entry["stats"]["breed_id"].integer(),
            entry["is_favorite"].boolean().value_or(false), entry["is_active"].boolean().value_or(false));
    }
}

} // namespace wow_pet
