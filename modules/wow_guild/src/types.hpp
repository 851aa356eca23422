// The entity types that wow_guild keeps, and what it adds to those of others.
#pragma once

#include <wow/profile_documents.hpp>
#include <wow_guild/mapping.hpp>
#include <wowhost/definition.hpp>

namespace wow_guild {

inline constexpr const char* guild_type = "wow_guild";
inline constexpr const char* owner_kind = "guild";
inline constexpr const char* character_type = "wow_character";
inline constexpr wow::ProfileKind guild_kind(guild_type, owner_kind, "wow_guild_document", "guild");

inline wowhost::EntityType guild_definition()
{
    return wowhost::EntityType(guild_type)
        .label("Guild")
        .integer("blizzard_id")
        .text("region")
        .text("realm_slug")
        .text("name")
        .text("name_key")
        .text("slug") // as it stands in URLs
        .text("faction")
        .integer("member_count")
        .integer("achievement_points")
        .timestamp("created")
        .json("crest")
        .text("last_modified")
        .text("sync_status")
        .timestamp("missing_since") // the first 404 of those that may lead to deletion
        .timestamp("last_checked") // when Battle.net was last asked, whatever it said: the order of refreshes
        .fetched()
        .unique({"region", "realm_slug", "name_key"})
        .index({"region", "blizzard_id"})
        .index({"last_checked"});
}

inline wowhost::EntityType member_definition()
{
    return wowhost::EntityType(member_type)
        .label("Guild member")
        .integer("blizzard_id")
        .text("name")
        .text("realm_slug")
        .integer("level")
        .reference("playable_class", "taxonomy_term")
        .reference("playable_race", "taxonomy_term")
        .integer("rank")
        .fetched()
        .ownable_by(owner_kind)
        .once_per_owner({"blizzard_id"});
}

inline wowhost::EntityType activity_definition()
{
    return wowhost::EntityType(activity_type)
        .label("Guild activity")
        .text("type")
        .text("subject")
        .json("detail")
        .timestamp("timestamp")
        .fetched()
        .ownable_by(owner_kind)
        .once_per_owner({"type", "subject", "timestamp"});
}

/// The guild of a character: nulled when the guild goes, dropped at uninstall; no character is purged by it.
inline wowhost::Projection character_projection()
{
    return wowhost::Projection(character_type).reference("guild", guild_type);
}

} // namespace wow_guild
