// The guilds of the world: two at home in every group of connected realms, and one large one per region whose members
// come from everywhere. Thread-safe: guilds may be changed while they are looked up.
#pragma once

#include "sdk/sandbox/presence.hpp"
#include "sdk/sandbox/realms.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sandbox {

struct Guild {
    std::size_t index = 0;
    std::string region;
    std::size_t realm = 0; // index in the region's realms
    std::string name;
    std::string key; // the name as it stands in a URL, before encoding
    std::int64_t id = 0;
    Presence presence = Presence::present; // `invalid` is not used
    std::string faction;
    std::uint64_t random = 0;
    bool changed = false; // by a control request: never served from a recording
    std::int64_t renewals = 0; // changes of what members' summaries tell
    std::int64_t touches = 0; // changes of the guild or of any member
};

using GuildPointer = std::shared_ptr<const Guild>;
using RealmsByRegion = std::map<std::string, RegionRealms, std::less<>>;

class Guilds {
public:
    // Keeps a reference to `realms`.
    Guilds(std::uint64_t seed, const RealmsByRegion& realms);

    std::size_t size() const { return size_; }
    GuildPointer at(std::size_t index) const;
    // Null when no guild has that address. `key` is the decoded name of the URL.
    GuildPointer find(std::string_view region, std::string_view realm_slug, std::string_view key) const;
    // Index of a guild for somebody of that realm.
    std::size_t choose(std::string_view region, std::size_t realm, std::uint64_t random) const;
    // Index of the region's large guild.
    std::size_t large(std::string_view region) const { return large_.find(region)->second; }

    // Replaces the guild of that index; its old address is free then.
    void put(Guild guild);
    void touch(std::size_t index);

private:
    std::size_t add(Guild guild, std::string_view region, std::size_t realm);
    std::string address(const Guild& guild) const;

    const RealmsByRegion& realms_;
    std::size_t size_ = 0;
    std::map<std::string, std::size_t, std::less<>> large_;
    std::map<std::string, std::vector<std::vector<std::size_t>>, std::less<>> by_group_;
    mutable std::shared_mutex mutex_;
    std::vector<GuildPointer> guilds_;
    std::unordered_map<std::string, std::size_t> by_address_;
};

// Lower case, hyphens for spaces, no apostrophes: "Fogreach's Relic" → "fogreachs-relic".
std::string guild_key(std::string_view name);

} // namespace sandbox
