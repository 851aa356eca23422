// The roster as a page shows it: filtered, sorted, in parts.
#pragma once

#include <wow_guild/guild.hpp>
#include <wowhost/request.hpp>
#include <wowhost/services.hpp>

namespace wow_guild {

/// {members, total, filter, sorts, pages…} of what the query asks for: `q` (part of a name), `class` (a number),
/// `sort` (name, level, rank; a leading - descends), `page` (from 1). What it asks wrongly is ignored.
wowhost::Value roster_view(const wowhost::Services& host, const Guild& guild, const wowhost::Request& request);

} // namespace wow_guild
