// Profile sync: one character, from its address to stored rows of everything that is known of it.
#pragma once

#include <wow/client.hpp>
#include <wow/profile_result.hpp>
#include <wowhost/services.hpp>

namespace wow_character {

/// Syncs the character at this address. One sync per address at a time over all processes: a second one waits for the
/// first, and Error(locked) when that takes too long. Other errors are results.
wow::LookupResult lookup(const wowhost::Services& host, const wow::Address& address, wow::Priority priority);

/// Calls every provider's delete_character_data for the character in `row`, which is about to go.
void delete_provider_data(const wowhost::Services& host, const wowhost::Entity& row);

} // namespace wow_character
