// The characters of the world. Names are made at start, everything else of a character when it is asked for.
// Thread-safe: `find` may be called while a control request changes somebody.
#pragma once

#include "sdk/sandbox/catalogue.hpp"
#include "sdk/sandbox/guilds.hpp"
#include "sdk/sandbox/playable.hpp"
#include "sdk/sandbox/presence.hpp"
#include "sdk/sandbox/realms.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sandbox {

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
    std::optional<std::size_t> guild; // index in Guilds
    std::int64_t account = 0; // number of the Battle.net account that plays it, from 1
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

class People {
public:
    // Keeps references, which must outlive it.
    People(std::uint64_t seed, std::size_t count, const RealmsByRegion& realms, const Catalogue& catalogue,
        Guilds& guilds);

    // Null when nobody ever had that address. `key` is the decoded name of the URL.
    PersonPointer find(std::string_view region, std::string_view slug, std::string_view key) const;
    // Addresses in the order of generation, from `offset` on.
    std::vector<PersonPointer> list(std::string_view region, std::size_t offset, std::size_t limit) const;
    std::size_t size() const { return seats_.size(); }
    // Whom the guild or the account has now; nobody who is gone. The first call looks at everybody once.
    std::vector<PersonPointer> of_guild(std::size_t guild) const;
    std::vector<PersonPointer> of_account(std::int64_t account) const;
    std::int64_t accounts() const { return accounts_; }

    // Replaces or adds somebody at the person's own address, and touches the guilds concerned.
    void put(Person person);

private:
    struct Seat {
        std::uint8_t region = 0;
        std::uint32_t realm = 0;
        std::string name;
    };

    // Seats by guild and by account, as generated.
    struct Groups {
        std::vector<std::vector<std::uint32_t>> guilds;
        std::vector<std::vector<std::uint32_t>> accounts;
    };

    const Groups& groups() const;
    template <typename Wanted>
    std::vector<PersonPointer> current(const std::vector<std::uint32_t>& seats, Wanted wanted) const;
    std::string address(std::string_view region, std::string_view slug, std::string_view key) const;
    bool take(std::uint8_t region, std::size_t realm, std::string name);
    Person generate(std::size_t seat) const;
    void add_famous();

    std::uint64_t seed_;
    const RealmsByRegion& realms_;
    const Catalogue& catalogue_;
    Guilds& guilds_;
    std::int64_t accounts_ = 1;
    std::uint64_t large_share_ = 7; // one in so many is in the region's large guild
    std::vector<Seat> seats_;
    mutable std::once_flag grouped_;
    mutable Groups groups_;
    std::unordered_map<std::string, std::size_t> by_address_;
    mutable std::shared_mutex mutex_;
    std::unordered_map<std::string, PersonPointer> replaced_;
};

} // namespace sandbox
