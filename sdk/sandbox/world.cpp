#include "sdk/sandbox/world.hpp"

namespace sandbox {

namespace {

constexpr std::int64_t first_published = 1754360400; // 5 August 2025, 02:20 UTC
constexpr int first_build = 62213;

RealmsByRegion make_realms(std::uint64_t seed, const Recorded& recorded)
{
    RealmsByRegion out;
    for (const auto region : regions()) {
        const auto own = recorded.realms.find(region);
        out.emplace(region, RegionRealms(region, seed, own == recorded.realms.end() ? RecordedRealms{} : own->second));
    }
    return out;
}

} // namespace

World::World(std::uint64_t seed, std::size_t characters, const Recorded& recorded)
    : catalogue_(seed, recorded.catalogue)
    , goods_(seed, catalogue_)
    , quests_(mix(seed, 5), recorded.catalogue)
    , realms_(make_realms(seed, recorded))
    , guilds_(mix(seed, 6), realms_)
    , people_(seed, characters, realms_, catalogue_, guilds_)
{
}

std::string World::build() const { return "11.2.0_" + std::to_string(first_build + extra_builds_.load()); }

std::int64_t World::published() const { return first_published + extra_builds_.load() * std::int64_t{7 * 86400}; }

} // namespace sandbox
