// Running data providers: isolated from each other and from the character.
#pragma once

#include "context.hpp"

#include <wow_character/data_provider.hpp>

#include <string>
#include <utility>

namespace wow_character {

/// What became of all providers of one sync.
class ProviderReport {
public:
    wowhost::Value value = wowhost::Value::Object{}; ///< {"<plugin id>":{"rows":n}|{"error":"…"}}
    bool failed = false; ///< At least one did.
    std::size_t written = 0; ///< Rows, over all.
    bool media_changed = false;
};

/// Fetches the character's media and runs every installed provider, all at once. Not inside a transaction.
ProviderReport run_providers(const SyncRun& run, const Character& character, const DocumentBook& book);

/// Every installed provider with no rows: for a character of whom nothing could be fetched.
wowhost::Value idle_providers(const wowhost::Services& host);

/// Every provider's delete_character_data, each in a savepoint of its own; one that throws is logged.
void delete_provider_data(const wowhost::Services& host, const Character& character);

} // namespace wow_character
