// wow_character: the interface by which a module contributes data to characters.
//
// A module that keeps something of a character (mounts, achievements, heirlooms) registers a DataProvider under an id
// of its own and names `wow_character` under `optional` in its info file. A lookup or refresh first stores the
// character and then calls every provider, several at once, each on a thread of its own with a deadline. What a
// provider throws is logged with its module and the character, and stops neither the others nor the character. Its rows
// belong to an entity type that is `ownable_by("character")`.
//
// Providers that read one document into rows of one type derive from `CollectionProvider` (collection_provider.hpp).
#pragma once

#include <wow_character/character.hpp>
#include <wow_character/page_section.hpp>
#include <wow_character/sync_context.hpp>
#include <wowhost/plugin.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace wow_character {

class DataProvider {
public:
    WOWHOST_INTERFACE("wow_character.data_provider/1");
    virtual ~DataProvider() = default;

    /// What it contributes, for people: "Mounts".
    virtual std::string label() const = 0;

    /// Brings this provider's rows of the character up to date and returns how many were written: 0 when nothing had
    /// changed. The character is stored already. Not called inside a transaction.
    virtual std::size_t sync_character_data(const Character& character, const SyncContext& context) const = 0;

    /// Deletes this provider's rows of the character, which is about to go. Called in a savepoint: when it throws, its
    /// changes are undone, the others go on, and the host deletes what it knows to belong to the character.
    virtual void delete_character_data(const Character& character) const = 0;

    /// What the character's page shows of it; reads stored rows only.
    virtual std::vector<PageSection> build_page_sections(const Character& character) const = 0;
};

} // namespace wow_character
