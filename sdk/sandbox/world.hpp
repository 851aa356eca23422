// The simulated world: what exists, who lives in it, and which build of the static data is live.
#pragma once

#include "sdk/sandbox/catalogue.hpp"
#include "sdk/sandbox/goods.hpp"
#include "sdk/sandbox/guilds.hpp"
#include "sdk/sandbox/people.hpp"
#include "sdk/sandbox/quests.hpp"
#include "sdk/sandbox/realms.hpp"

#include <atomic>
#include <cstdint>
#include <map>
#include <string>

namespace sandbox {

// What recordings add to the generated world, so that details exist for all that a recorded index lists.
struct Recorded {
    RecordedCatalogue catalogue;
    std::map<std::string, RecordedRealms, std::less<>> realms; // by region
};

class World {
public:
    World(std::uint64_t seed, std::size_t characters, const Recorded& recorded);
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    const Catalogue& catalogue() const { return catalogue_; }
    const Goods& goods() const { return goods_; }
    const Quests& quests() const { return quests_; }
    const RegionRealms& realms(std::string_view region) const { return realms_.find(region)->second; }
    const Guilds& guilds() const { return guilds_; }
    Guilds& guilds() { return guilds_; }
    const People& people() const { return people_; }
    People& people() { return people_; }

    // "11.2.0_62213"
    std::string build() const;
    // When the static documents were published. All of them are modified by a new build.
    std::int64_t published() const;
    void publish_new_build() { ++extra_builds_; }

private:
    Catalogue catalogue_;
    Goods goods_;
    Quests quests_;
    RealmsByRegion realms_;
    Guilds guilds_;
    People people_;
    std::atomic<int> extra_builds_{0};
};

} // namespace sandbox
