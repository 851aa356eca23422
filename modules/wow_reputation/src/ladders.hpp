// The ladders of tiers, fetched when a standing lacks its tier or the tier's name, and kept until a new build.
#pragma once

#include <wow_character/sync_context.hpp>
#include <wow_reputation/ladder.hpp>
#include <wowhost/services.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace wow_reputation {

/// For one sync of one character.
class Ladders {
public:
    Ladders(const wowhost::Services& host, const wow_character::SyncContext& context);

    /// The ladder of a faction (Blizzard's number); empty when it can't be had now.
    wowhost::Value of_faction(std::int64_t faction);

    /// Ladders and factions are asked for again when they are needed.
    static void forget(const wowhost::Services& host);

private:
    std::optional<std::int64_t> number_of(std::int64_t faction) const;
    wowhost::Value ladder(std::int64_t number) const;
    /// A document of the game's data, as `read` makes a value of it, from the state `key` if it is there.
    template <class Read>
    wowhost::Value kept(const std::string& key, const std::string& path, Read&& read) const;

    const wowhost::Services& host_;
    const wow_character::SyncContext& context_;
    std::string locale_;
    std::unordered_map<std::int64_t, wowhost::Value> known_; ///< By faction.
};

} // namespace wow_reputation
