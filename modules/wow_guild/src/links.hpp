// The reference from stored characters to stored guilds. Does nothing where wow_character is not installed.
#pragma once

#include <wowhost/entity.hpp>
#include <wowhost/services.hpp>

namespace wow_guild {

/// Presave of a character: refers it to its guild, if that is stored.
void refer_to_guild(const wowhost::Services& host, wowhost::EntityHookContext& character);

/// Refers all stored characters whose summary named the guild in `row` to it. They get no younger by it.
void refer_characters(const wowhost::Services& host, const wowhost::Entity& row);

} // namespace wow_guild
