// wow_mount: from bodies of Battle.net to rows. Pure.
#pragma once

#include <wow/catalogue_row.hpp>
#include <wow/document.hpp>
#include <wow_character/collection_provider.hpp>

#include <string_view>

namespace wow_mount {

/// What map_mount() sets, besides blizzard_id.
inline const std::vector<std::string> mount_columns{
    "name", "description", "source_type", "source", "faction", "creature_display"};

/// /data/wow/mount/{id}
inline void map_mount(const wow::Node& body, wow::CatalogueRow& row, std::string_view locale)
{
    row.set("name", body["name"].localized(locale));
    row.set("description", body["description"].localized(locale));
    row.set("source_type", body["source"].type_code());
    row.set("source", body["source"]["name"].localized(locale));
    row.set("faction", body["faction"].type_code());
    for (const wow::Node display : body["creature_displays"].items())
        if (const auto id = display.id(); id && *id > 0) {
            row.set("creature_display", *id);
            row.media = id;
            break;
        }
}

inline wow_character::CollectionShape collection_shape()
{
    return {"Mounts", "collections/mounts", "collections", "wow_mount_collection", "mount", "wow_mount",
        {"is_favorite", "is_useable"}};
}

/// …/collections/mounts. `is_favorite` is there only when it is true; `is_useable` is unknown in older bodies.
inline void read_collection(const wow::Document& body, std::string_view locale, wow_character::CollectionRows& rows)
{
    for (const wow::Node entry : body["mounts"].items()) {
        const auto mount = entry["mount"];
        const auto id = mount.id();
        if (!id || *id == 0) {
            rows.skip("mounts[] without mount.id");
            continue;
        }
        rows.add(wow::Named(*id, mount["name"].localized(locale)), entry["is_favorite"].boolean().value_or(false),
            entry["is_useable"].boolean());
    }
}

} // namespace wow_mount
