// Profile sync: one guild, from its address to stored rows of everything that is known of it.
#pragma once

#include <wow/client.hpp>
#include <wow/profile_result.hpp>
#include <wowhost/services.hpp>

namespace wow_guild {

/// Syncs the guild at this address. One sync per address at a time over all processes: a second one waits for the
/// first, and Error(locked) when that takes too long. Other errors are results.
wow::LookupResult lookup(const wowhost::Services& host, const wow::Address& address, wow::Priority priority);

/// Calls every provider's delete_guild_data for the guild in `row`, which is about to go.
void delete_provider_data(const wowhost::Services& host, const wowhost::Entity& row);

} // namespace wow_guild
