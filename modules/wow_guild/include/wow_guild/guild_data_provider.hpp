// wow_guild: the interface by which a module contributes data to guilds.
//
// The mirror of wow_character::DataProvider. A module that keeps something of a guild registers a GuildDataProvider
// under an id of its own and names `wow_guild` under `optional` in its info file. A lookup or refresh first stores the
// guild and then calls every provider, several at once, each on a thread of its own with a deadline. What a provider
// throws is logged with its module and the guild, and stops neither the others nor the guild. Its rows belong to an
// entity type that is `ownable_by("guild")`; `wow::OwnedRows` and `wow::sync_document` (wow/owned_rows.hpp) store them.
#pragma once

#include <wow/page_section.hpp>
#include <wow/sync_context.hpp>
#include <wow_guild/guild.hpp>
#include <wowhost/plugin.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace wow_guild {

class GuildDataProvider {
public:
    WOWHOST_INTERFACE("wow_guild.guild_data_provider/1");
    virtual ~GuildDataProvider() = default;

    /// What it contributes, for people: "Roster".
    virtual std::string label() const = 0;

    /// Brings this provider's rows of the guild up to date and returns how many were written: 0 when nothing had
    /// changed. The guild is stored already. Not called inside a transaction.
    virtual std::size_t sync_guild_data(const Guild& guild, const wow::SyncContext& context) const = 0;

    /// Deletes this provider's rows of the guild, which is about to go. Called in a savepoint: when it throws, its
    /// changes are undone, the others go on, and the host deletes what it knows to belong to the guild.
    virtual void delete_guild_data(const Guild& guild) const = 0;

    /// What the guild's page shows of it; reads stored rows only.
    virtual std::vector<wow::PageSection> build_page_sections(const Guild& guild) const = 0;
};

} // namespace wow_guild
