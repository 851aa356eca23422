// The fixed vocabularies: classes, races, specializations and power types, with their real ids and names.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sandbox {

struct PlayableClass {
    std::int64_t id;
    std::string_view name;
    std::string_view icon;
    std::int64_t power_type;
};

struct PlayableRace {
    std::int64_t id;
    std::string_view name;
    std::string_view faction; // ALLIANCE, HORDE or NEUTRAL
    bool allied;
};

struct Specialization {
    std::int64_t id;
    std::string_view name;
    std::int64_t playable_class; // 0 for the specializations of pets
    std::string_view role; // TANK, HEALER or DAMAGE
};

struct PowerType {
    std::int64_t id;
    std::string_view name;
};

std::span<const PlayableClass> playable_classes();
std::span<const PlayableRace> playable_races();
std::span<const Specialization> specializations();
std::span<const PowerType> power_types();

// Null when there is no such id.
const PlayableClass* find_class(std::int64_t id);
const PlayableRace* find_race(std::int64_t id);
const Specialization* find_specialization(std::int64_t id);
const PowerType* find_power_type(std::int64_t id);

// "ALLIANCE" → "Alliance", "DAMAGE" → "Damage".
std::string_view type_label(std::string_view type);

} // namespace sandbox
