// The entity types that wow_character keeps.
#pragma once

#include "documents.hpp"

#include <wowhost/definition.hpp>

namespace wow_character {

inline constexpr const char* character_type = "wow_character";
inline constexpr const char* owner_kind = "character";

/// Values of `sync_status`.
inline constexpr const char* status_ok = "ok";
inline constexpr const char* status_missing = "missing";
inline constexpr const char* status_forbidden = "forbidden";

inline wowhost::EntityType character_definition()
{
    return wowhost::EntityType(character_type)
        .label("Character")
        .integer("blizzard_id")
        .text("region")
        .text("realm_slug")
        .text("name")
        .text("name_key")
        .integer("level")
        .text("faction")
        .text("gender")
        .reference("playable_class", "wow_playable_class")
        .reference("playable_race", "wow_playable_race")
        .reference("active_spec", "wow_playable_specialization")
        .text("guild_name")
        .integer("achievement_points")
        .integer("average_item_level")
        .integer("equipped_item_level")
        .text("active_title")
        .timestamp("last_login")
        .text("avatar")
        .text("inset")
        .text("last_modified")
        .text("sync_status")
        .timestamp("missing_since") // the first 404 of those that may lead to deletion
        .timestamp("last_checked") // when Battle.net was last asked, whatever it said: the order of refreshes
        .fetched()
        .ownable_by("uid")
        .unique({"region", "realm_slug", "name_key"})
        .index({"region", "blizzard_id"})
        .index({"last_checked"});
}

inline wowhost::EntityType document_definition()
{
    return wowhost::EntityType(document_type)
        .label("Remembered character document")
        .text("provider")
        .text("document")
        .text("row_type")
        .integer("row_count")
        .timestamp("rows_fetched")
        .text("url")
        .text("last_modified")
        .text("body_hash")
        .text("summary_modified")
        .integer("installation")
        .integer("revision")
        .json("links")
        .fetched()
        .ownable_by(owner_kind)
        .once_per_owner({"provider", "document"});
}

} // namespace wow_character
