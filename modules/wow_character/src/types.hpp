// The entity types that wow_character keeps.
#pragma once

#include <wow/profile_documents.hpp>
#include <wowhost/definition.hpp>

namespace wow_character {

inline constexpr const char* character_type = "wow_character";
inline constexpr const char* owner_kind = "character";
inline constexpr wow::ProfileKind character_kind(character_type, owner_kind, "wow_character_document", "character");

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
        .integer("guild_blizzard_id")
        .text("guild_realm_slug")
        .text("guild_slug") // as it stands in the guild's URL, which no rule yields for every name
        .integer("achievement_points")
        .integer("average_item_level")
        .integer("equipped_item_level")
        .text("active_title")
        .timestamp("last_login")
        .text("avatar")
        .text("inset")
        .text("main") // the whole figure
        .text("last_modified")
        .text("sync_status")
        .timestamp("missing_since") // the first 404 of those that may lead to deletion
        .timestamp("last_checked") // when Battle.net was last asked, whatever it said: the order of refreshes
        .fetched()
        .ownable_by("uid")
        .unique({"region", "realm_slug", "name_key"})
        .index({"region", "blizzard_id"})
        .index({"region", "guild_blizzard_id"})
        .index({"last_checked"});
}

} // namespace wow_character
