// The commands of wow_character.
#pragma once

#include <wowhost/command.hpp>
#include <wowhost/services.hpp>

namespace wow_character {

wowhost::Command lookup_command(const wowhost::Services& host);
wowhost::Command refresh_command(const wowhost::Services& host);

} // namespace wow_character
