// The pages of guilds: /wow/guild/{region}/{realm}/{name}.
#pragma once

#include <wowhost/module.hpp>

namespace wow_guild {

void register_pages(wowhost::Registrar& add, const wowhost::Services& host);

} // namespace wow_guild
