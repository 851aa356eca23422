// The pages of characters: /wow/character/{region}/{realm}/{name} and /wow/lookup/character.
#pragma once

#include <wowhost/module.hpp>

namespace wow_character {

void register_pages(wowhost::Registrar& add, const wowhost::Services& host);

} // namespace wow_character
