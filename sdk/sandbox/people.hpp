// The characters of the world. Names are made at start, everything else of a character when it is asked for.
// Thread-safe: `find` may be called while a control request changes somebody.
#pragma once

#include "sdk/sandbox/catalogue.hpp"
#include "sdk/sandbox/playable.hpp"
#include "sdk/sandbox/realms.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sandbox {

struct GuildMembership {
    std::int64_t id = 0;
    std::string name;
};

enum class Presence {
    present,
    hidden, // 403 everywhere
    gone, // 404 everywhere
    invalid, // 404, but /status answers is_valid false
};

struct Person {
    std::string region;
    std::size_t realm = 0; // index in the region's realms
    std::string name;
    std::string key; // the name as it stands in a URL, before encoding
    std::int64_t id = 0;
    Presence presence = Presence::present;
    bool female = false;
    const PlayableRace* race = nullptr;
    const PlayableClass* playable_class = nullptr;
    const Specialization* specialization = nullptr; // null at low level
    std::string faction;
    int level = 1;
    std::optional<GuildMembership> guild;
    std::int64_t title = 0; // id of the active title, 0 for none
    std::int64_t last_login = 0;
    int item_level = 0;
    std::size_t achievements = 0;
    std::size_t mounts = 0;
    std::size_t pets = 0;
    std::size_t toys = 0;
    std::size_t heirlooms = 0;
    std::size_t titles = 0;
    std::size_t reputations = 0;
    std::size_t quests = 0; // completed
    std::uint64_t random = 0;
    // Set by a control request: such a character is never served from a recording …
    bool changed = false;
    // … and such a one is, but with its own Last-Modified.
    bool touched = false;
};

using PersonPointer = std::shared_ptr<const Person>;
using RealmsByRegion = std::map<std::string, RegionRealms, std::less<>>;

class People {
public:
    // Keeps references: `realms` and `catalogue` must outlive it.
    People(std::uint64_t seed, std::size_t count, const RealmsByRegion& realms, const Catalogue& catalogue);

    // Null when nobody ever had that address. `key` is the decoded name of the URL.
    PersonPointer find(std::string_view region, std::string_view slug, std::string_view key) const;
    // Addresses in the order of generation, from `offset` on.
    std::vector<PersonPointer> list(std::string_view region, std::size_t offset, std::size_t limit) const;
    std::size_t size() const { return seats_.size(); }

    // Replaces or adds somebody at the person's own address.
    void put(Person person);

private:
    struct Seat {
        std::uint8_t region = 0;
        std::uint32_t realm = 0;
        std::string name;
    };

    std::string address(std::string_view region, std::string_view slug, std::string_view key) const;
    bool take(std::uint8_t region, std::size_t realm, std::string name);
    Person generate(std::size_t seat) const;
    void add_famous();

    std::uint64_t seed_;
    const RealmsByRegion& realms_;
    const Catalogue& catalogue_;
    std::vector<Seat> seats_;
    std::unordered_map<std::string, std::size_t> by_address_;
    mutable std::shared_mutex mutex_;
    std::unordered_map<std::string, PersonPointer> replaced_;
};

} // namespace sandbox
