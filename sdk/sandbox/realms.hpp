// Realms and connected realms of every region.
#pragma once

#include "sdk/sandbox/names.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sandbox {

struct Realm {
    std::int64_t id = 0;
    std::string name; // in English
    std::string slug;
    std::string native; // in `native_locale`; empty: as in English
    std::string native_locale; // ru_RU, ko_KR, zh_TW or empty
    std::string category;
    std::string locale; // as the service spells it: enGB
    std::string timezone;
    std::string type; // NORMAL or RP
    std::size_t group = 0; // index of the connected realm

    Script script() const;
};

struct ConnectedRealm {
    std::int64_t id = 0;
    std::string population;
    std::vector<std::size_t> realms; // indexes
};

// What a recording says about a region's realms; empty when nothing was recorded.
struct RecordedRealms {
    std::vector<Realm> realms; // id, name and slug
    std::vector<std::int64_t> connected;
};

class RegionRealms {
public:
    RegionRealms(std::string_view region, std::uint64_t seed, const RecordedRealms& recorded);

    std::span<const Realm> realms() const { return realms_; }
    std::span<const ConnectedRealm> connected() const { return connected_; }
    std::int64_t region_id() const { return region_id_; }
    std::string_view region_name() const { return region_name_; }
    // By slug or, as hrefs have it, by id.
    std::optional<std::size_t> find(std::string_view slug_or_id) const;
    const ConnectedRealm* find_connected(std::int64_t id) const;

private:
    void add(Realm realm);
    void group(std::uint64_t seed, const std::vector<std::int64_t>& anchors);

    std::int64_t region_id_ = 0;
    std::string_view region_name_;
    std::vector<Realm> realms_;
    std::vector<ConnectedRealm> connected_;
    std::unordered_map<std::string, std::size_t> by_slug_;
    std::unordered_map<std::int64_t, std::size_t> by_id_;
};

constexpr std::size_t realms_per_region = 250;
// us, eu, kr, tw
std::span<const std::string_view> regions();
bool is_region(std::string_view text);

} // namespace sandbox
