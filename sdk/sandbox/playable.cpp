#include "sdk/sandbox/playable.hpp"

#include <algorithm>
#include <array>

namespace sandbox {

namespace {

// Not sorted by id, as the real indexes are not.
constexpr std::array<PlayableClass, 13> class_table{{
    {3, "Hunter", "classicon_hunter", 2},
    {9, "Warlock", "classicon_warlock", 0},
    {11, "Druid", "classicon_druid", 0},
    {8, "Mage", "classicon_mage", 0},
    {6, "Death Knight", "spell_deathknight_classicon", 6},
    {12, "Demon Hunter", "classicon_demonhunter", 17},
    {10, "Monk", "classicon_monk", 3},
    {5, "Priest", "classicon_priest", 0},
    {2, "Paladin", "classicon_paladin", 0},
    {4, "Rogue", "classicon_rogue", 3},
    {7, "Shaman", "classicon_shaman", 0},
    {1, "Warrior", "classicon_warrior", 1},
    {13, "Evoker", "classicon_evoker", 0},
}};

constexpr std::array<PlayableRace, 29> race_table{{
    {1, "Human", "ALLIANCE", false},
    {8, "Troll", "HORDE", false},
    {11, "Draenei", "ALLIANCE", false},
    {10, "Blood Elf", "HORDE", false},
    {4, "Night Elf", "ALLIANCE", false},
    {3, "Dwarf", "ALLIANCE", false},
    {25, "Pandaren", "ALLIANCE", false},
    {6, "Tauren", "HORDE", false},
    {5, "Undead", "HORDE", false},
    {2, "Orc", "HORDE", false},
    {7, "Gnome", "ALLIANCE", false},
    {31, "Zandalari Troll", "HORDE", true},
    {9, "Goblin", "HORDE", false},
    {32, "Kul Tiran", "ALLIANCE", true},
    {30, "Lightforged Draenei", "ALLIANCE", true},
    {28, "Highmountain Tauren", "HORDE", true},
    {27, "Nightborne", "HORDE", true},
    {22, "Worgen", "ALLIANCE", false},
    {34, "Dark Iron Dwarf", "ALLIANCE", true},
    {35, "Vulpera", "HORDE", true},
    {36, "Mag'har Orc", "HORDE", true},
    {24, "Pandaren", "NEUTRAL", false},
    {26, "Pandaren", "HORDE", false},
    {29, "Void Elf", "ALLIANCE", true},
    {37, "Mechagnome", "ALLIANCE", true},
    {52, "Dracthyr", "ALLIANCE", true},
    {70, "Dracthyr", "HORDE", true},
    {85, "Earthen", "ALLIANCE", true},
    {84, "Earthen", "HORDE", true},
}};

constexpr std::array<Specialization, 42> specialization_table{{
    {62, "Arcane", 8, "DAMAGE"},
    {63, "Fire", 8, "DAMAGE"},
    {64, "Frost", 8, "DAMAGE"},
    {65, "Holy", 2, "HEALER"},
    {66, "Protection", 2, "TANK"},
    {70, "Retribution", 2, "DAMAGE"},
    {71, "Arms", 1, "DAMAGE"},
    {72, "Fury", 1, "DAMAGE"},
    {73, "Protection", 1, "TANK"},
    {102, "Balance", 11, "DAMAGE"},
    {103, "Feral", 11, "DAMAGE"},
    {104, "Guardian", 11, "TANK"},
    {105, "Restoration", 11, "HEALER"},
    {250, "Blood", 6, "TANK"},
    {251, "Frost", 6, "DAMAGE"},
    {252, "Unholy", 6, "DAMAGE"},
    {253, "Beast Mastery", 3, "DAMAGE"},
    {254, "Marksmanship", 3, "DAMAGE"},
    {255, "Survival", 3, "DAMAGE"},
    {256, "Discipline", 5, "HEALER"},
    {257, "Holy", 5, "HEALER"},
    {258, "Shadow", 5, "DAMAGE"},
    {259, "Assassination", 4, "DAMAGE"},
    {260, "Outlaw", 4, "DAMAGE"},
    {261, "Subtlety", 4, "DAMAGE"},
    {262, "Elemental", 7, "DAMAGE"},
    {263, "Enhancement", 7, "DAMAGE"},
    {264, "Restoration", 7, "HEALER"},
    {265, "Affliction", 9, "DAMAGE"},
    {266, "Demonology", 9, "DAMAGE"},
    {267, "Destruction", 9, "DAMAGE"},
    {268, "Brewmaster", 10, "TANK"},
    {269, "Windwalker", 10, "DAMAGE"},
    {270, "Mistweaver", 10, "HEALER"},
    {577, "Havoc", 12, "DAMAGE"},
    {581, "Vengeance", 12, "TANK"},
    {1467, "Devastation", 13, "DAMAGE"},
    {1468, "Preservation", 13, "HEALER"},
    {1473, "Augmentation", 13, "DAMAGE"},
    {74, "Ferocity", 0, "DAMAGE"},
    {79, "Cunning", 0, "DAMAGE"},
    {81, "Tenacity", 0, "TANK"},
}};

constexpr std::array<PowerType, 21> power_table{{
    {10, "Alternate"},
    {11, "Maelstrom"},
    {12, "Chi"},
    {16, "Arcane Charges"},
    {17, "Fury"},
    {18, "Pain"},
    {13, "Insanity"},
    {0, "Mana"},
    {1, "Rage"},
    {2, "Focus"},
    {3, "Energy"},
    {4, "Combo Points"},
    {5, "Runes"},
    {6, "Runic Power"},
    {7, "Soul Shards"},
    {8, "Lunar Power"},
    {9, "Holy Power"},
    {25, "Alternate - Mount"},
    {19, "Essence"},
    {23, "Alternate - Quest"},
    {24, "Alternate - Encounter"},
}};

template <typename Table>
auto find_in(const Table& table, std::int64_t id) -> decltype(table.data())
{
    const auto found = std::find_if(table.begin(), table.end(), [id](const auto& row) { return row.id == id; });
    return found == table.end() ? nullptr : &*found;
}

} // namespace

std::span<const PlayableClass> playable_classes() { return class_table; }
std::span<const PlayableRace> playable_races() { return race_table; }
std::span<const Specialization> specializations() { return specialization_table; }
std::span<const PowerType> power_types() { return power_table; }

const PlayableClass* find_class(std::int64_t id) { return find_in(class_table, id); }
const PlayableRace* find_race(std::int64_t id) { return find_in(race_table, id); }
const Specialization* find_specialization(std::int64_t id) { return find_in(specialization_table, id); }
const PowerType* find_power_type(std::int64_t id) { return find_in(power_table, id); }

std::string_view type_label(std::string_view type)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 23> labels{{
        {"ALLIANCE", "Alliance"},
        {"HORDE", "Horde"},
        {"NEUTRAL", "Neutral"},
        {"TANK", "Tank"},
        {"HEALER", "Healer"},
        {"DAMAGE", "Damage"},
        {"MALE", "Male"},
        {"FEMALE", "Female"},
        {"VENDOR", "Vendor"},
        {"PROFESSION", "Profession"},
        {"QUEST", "Quest"},
        {"DROP", "Drop"},
        {"ACHIEVEMENT", "Achievement"},
        {"WORLDEVENT", "World Event"},
        {"PROMOTION", "Promotion"},
        {"TRADINGPOST", "Trading Post"},
        {"DISCOVERY", "Discovery"},
        {"POOR", "Poor"},
        {"COMMON", "Common"},
        {"UNCOMMON", "Uncommon"},
        {"RARE", "Rare"},
        {"EPIC", "Epic"},
        {"PETSTORE", "In-Game Shop"},
    }};
    for (const auto& [code, label] : labels) {
        if (code == type) {
            return label;
        }
    }
    return type;
}

} // namespace sandbox
