#include "sdk/sandbox/goods.hpp"

#include "sdk/sandbox/names.hpp"
#include "sdk/sandbox/text.hpp"

#include <algorithm>
#include <array>

namespace sandbox {

namespace {

// By the last five bits of an item's id; the rest of the table is what nobody can wear.
constexpr std::array<ItemKind, 32> kinds{{
    {"HEAD", "Head", 4, 4},
    {"NECK", "Neck", 4, 0},
    {"SHOULDER", "Shoulder", 4, 3},
    {"BODY", "Shirt", 4, 0},
    {"CHEST", "Chest", 4, 4},
    {"WAIST", "Waist", 4, 2},
    {"LEGS", "Legs", 4, 1},
    {"FEET", "Feet", 4, 4},
    {"WRIST", "Wrist", 4, 3},
    {"HAND", "Hands", 4, 4},
    {"FINGER", "Finger", 4, 0},
    {"TRINKET", "Trinket", 4, 0},
    {"CLOAK", "Back", 4, 1},
    {"WEAPON", "One-Hand", 2, 7},
    {"TWOHWEAPON", "Two-Hand", 2, 5},
    {"SHIELD", "Off Hand", 4, 6},
    {"RANGED", "Ranged", 2, 2},
    {"TABARD", "Tabard", 4, 0},
    {"BAG", "Bag", 1, 0},
    {"NON_EQUIP", "Non-equippable", 0, 1},
    {"NON_EQUIP", "Non-equippable", 15, 4},
    {"NON_EQUIP", "Non-equippable", 7, 5},
    {"NON_EQUIP", "Non-equippable", 9, 2},
    {"NON_EQUIP", "Non-equippable", 12, 0},
    {"NON_EQUIP", "Non-equippable", 3, 5},
    {"NON_EQUIP", "Non-equippable", 8, 1},
    {"NON_EQUIP", "Non-equippable", 0, 5},
    {"NON_EQUIP", "Non-equippable", 16, 1},
    {"NON_EQUIP", "Non-equippable", 7, 11},
    {"NON_EQUIP", "Non-equippable", 15, 2},
    {"NON_EQUIP", "Non-equippable", 13, 0},
    {"NON_EQUIP", "Non-equippable", 17, 0},
}};

constexpr std::array<std::string_view, 7> qualities{"COMMON", "UNCOMMON", "UNCOMMON", "RARE", "RARE", "EPIC", "POOR"};
constexpr std::int64_t first_pet_creature = 60000;
constexpr std::int64_t always_there = 19019; // an item that people like to try

bool is_gap(std::uint64_t random) { return random % 5 == 0; }

// All names' words. Names are made of few words, so each spelling is taken apart once.
template <typename Words, typename Get>
void index(Words& words, std::int64_t last, Get get)
{
    std::unordered_map<std::string, std::vector<std::vector<std::uint32_t>*>> spellings;
    for (std::int64_t id = 1; id <= last; ++id) {
        const auto row = get(id);
        std::string_view rest = row ? std::string_view(row->name) : std::string_view{};
        while (!rest.empty()) {
            const auto end = std::min(rest.find(' '), rest.size());
            const auto [place, is_new] = spellings.try_emplace(std::string(rest.substr(0, end)));
            if (is_new) {
                for (const auto& word : words_of(place->first)) {
                    place->second.push_back(&words[word]);
                }
            }
            for (auto* ids : place->second) {
                if (ids->empty() || ids->back() != id) {
                    ids->push_back(static_cast<std::uint32_t>(id));
                }
            }
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
}

template <typename Words>
std::span<const std::uint32_t> rows_of(const Words& words, const std::string& word)
{
    const auto found = words.find(word);
    return found == words.end() ? std::span<const std::uint32_t>{} : std::span<const std::uint32_t>(found->second);
}

} // namespace

Goods::Goods(std::uint64_t seed, const Catalogue& catalogue)
    : seed_(mix(seed, 51))
    , catalogue_(catalogue)
{
    for (const auto& toy : catalogue.toys.rows()) {
        own_items_.emplace(toy_item(toy.id), &toy);
    }
    for (const auto& heirloom : catalogue.heirlooms.rows()) {
        own_items_.emplace(heirloom_item(heirloom.id), &heirloom);
    }
}

std::optional<Item> Goods::item(std::int64_t id) const
{
    if (id < 1 || id > last_item) {
        return std::nullopt;
    }
    const auto random = mix(seed_, static_cast<std::uint64_t>(id));
    const auto own = own_items_.find(id);
    if (own == own_items_.end() && is_gap(random) && id != always_there) {
        return std::nullopt;
    }
    Item out;
    out.id = id;
    out.random = random;
    out.kind = &kinds[static_cast<std::size_t>(id % 32)];
    out.equippable = out.kind->inventory != "NON_EQUIP";
    out.quality = qualities[mix(random, 1) % qualities.size()];
    out.level = static_cast<int>(1 + id / 400 + between(mix(random, 2), 0, 20));
    out.required_level = out.equippable ? static_cast<int>(std::min<std::int64_t>(80, id / 3000)) : 0;
    out.purchase_price = between(mix(random, 3), 0, 90000) * 5;
    if (own != own_items_.end()) {
        out.name = own->second->name;
        out.quality = "HEIRLOOM";
        if (id < heirloom_item(0)) {
            out.quality = "RARE";
        }
    } else {
        out.name = mix(random, 4) % 2 == 0 ? item_name(random) : toy_name(random);
    }
    return out;
}

std::optional<Creature> Goods::creature(std::int64_t id) const
{
    if (id < 1 || id > last_creature) {
        return std::nullopt;
    }
    const auto random = mix(seed_, static_cast<std::uint64_t>(id) + 10000000);
    const auto* pet = catalogue_.pets.find(id - first_pet_creature);
    if (pet == nullptr && is_gap(random)) {
        return std::nullopt;
    }
    Creature out;
    out.id = id;
    out.name = pet != nullptr ? pet->name : mount_name(random);
    const auto types = creature_types();
    out.type = &types[pet != nullptr ? 1 : mix(random, 1) % types.size()];
    if (out.type->name == "Beast") {
        const auto families = creature_families();
        out.family = &families[mix(random, 2) % families.size()];
        out.tameable = mix(random, 3) % 3 != 0;
    }
    out.display = between(mix(random, 4), 1, 120000);
    return out;
}

std::int64_t Goods::item_for(std::string_view inventory, std::uint64_t random) const
{
    const auto kind =
        std::find_if(kinds.begin(), kinds.end(), [&](const auto& row) { return row.inventory == inventory; });
    const auto offset = kind == kinds.end() ? 0 : kind - kinds.begin();
    auto id = between(random, 5000, 8000) * 32 + offset;
    // One in forty points to nothing, as some of the real ones do.
    while (mix(random, 1) % 40 != 0 && id > 32 && !item(id)) {
        id -= 32;
    }
    return id;
}

std::span<const std::uint32_t> Goods::items_named(const std::string& word) const
{
    std::call_once(
        items_read_, [this] { index(item_words_, last_item, [this](std::int64_t id) { return item(id); }); });
    return rows_of(item_words_, word);
}

std::span<const std::uint32_t> Goods::creatures_named(const std::string& word) const
{
    std::call_once(creatures_read_,
        [this] { index(creature_words_, last_creature, [this](std::int64_t id) { return creature(id); }); });
    return rows_of(creature_words_, word);
}

std::span<const ItemClass> Goods::item_classes()
{
    static const std::vector<ItemClass> classes{
        {17, "Battle Pets", {{0, "BattlePet"}}},
        {0, "Consumable",
            {{0, "Explosives and Devices"}, {1, "Potion"}, {2, "Elixir"}, {3, "Flasks & Phials"}, {5, "Food & Drink"},
                {7, "Bandage"}, {8, "Other"}, {9, "Vantus Rune"}}},
        {1, "Container", {{0, "Bag"}, {2, "Herb Bag"}, {3, "Enchanting Bag"}, {7, "Mining Bag"}}},
        {2, "Weapon",
            {{0, "Axe"}, {1, "Axe"}, {2, "Bow"}, {3, "Gun"}, {4, "Mace"}, {5, "Mace"}, {6, "Polearm"}, {7, "Sword"},
                {8, "Sword"}, {10, "Staff"}, {13, "Fist Weapon"}, {15, "Dagger"}, {19, "Wand"}}},
        {3, "Gem", {{0, "Intellect"}, {5, "Critical Strike"}, {6, "Mastery"}, {9, "Other"}}},
        {4, "Armor",
            {{0, "Miscellaneous"}, {1, "Cloth"}, {2, "Leather"}, {3, "Mail"}, {4, "Plate"}, {5, "Cosmetic"},
                {6, "Shield"}}},
        {5, "Reagent", {{0, "Reagent"}, {2, "Context Token"}}},
        {6, "Projectile", {{2, "Arrow"}, {3, "Bullet"}}},
        {7, "Tradeskill", {{1, "Parts"}, {5, "Cloth"}, {6, "Leather"}, {7, "Metal & Stone"}, {11, "Other"}}},
        {8, "Item Enhancement", {{0, "Head"}, {1, "Neck"}, {13, "Misc"}}},
        {9, "Recipe", {{1, "Leatherworking"}, {2, "Tailoring"}, {3, "Engineering"}, {4, "Blacksmithing"}}},
        {11, "Quiver", {{2, "Quiver"}}},
        {12, "Quest", {{0, "Quest"}}},
        {13, "Key", {{0, "Key"}}},
        {15, "Miscellaneous", {{0, "Junk"}, {2, "Companion Pets"}, {4, "Other"}, {5, "Mount"}}},
        {16, "Glyph", {{1, "Warrior"}, {2, "Paladin"}, {8, "Mage"}}},
        {18, "WoW Token", {{0, "WoW Token"}}},
        {19, "Profession", {{0, "Blacksmithing"}, {1, "Leatherworking"}, {8, "Mining"}}},
    };
    return classes;
}

std::span<const Named> Goods::creature_types()
{
    static const std::vector<Named> types{{14, "Wild Pet"}, {12, "Non-combat Pet"}, {11, "Totem"}, {1, "Beast"},
        {2, "Dragonkin"}, {3, "Demon"}, {4, "Elemental"}, {5, "Giant"}, {6, "Undead"}, {7, "Humanoid"}, {8, "Critter"},
        {9, "Mechanical"}, {10, "Not specified"}, {13, "Gas Cloud"}, {15, "Aberration"}};
    return types;
}

std::span<const Named> Goods::creature_families()
{
    static const std::vector<Named> families{{126, "Water Strider"}, {127, "Rodent"}, {128, "Stone Hound"},
        {129, "Gruffhorn"}, {130, "Basilisk"}, {100, "Fel Imp"}, {101, "Voidlord"}, {102, "Shivarra"},
        {103, "Observer"}, {104, "Wrathguard"}, {108, "Infernal"}, {32, "Warp Stalker"}, {16, "Voidwalker"},
        {116, "Fire Elemental"}, {117, "Earth Elemental"}, {43, "Clefthoof"}, {49, "Water Elemental"}, {50, "Fox"},
        {51, "Monkey"}, {52, "Hound"}, {53, "Beetle"}, {56, "Zombie"}, {7, "Carrion Bird"}, {55, "Shale Beast"},
        {45, "Core Hound"}, {46, "Spirit Beast"}, {41, "Aqiri"}, {42, "Worm"}, {35, "Serpent"}, {33, "Sporebat"},
        {34, "Ray"}, {29, "Felguard"}, {24, "Bat"}, {1, "Wolf"}, {2, "Cat"}, {3, "Spider"}, {4, "Bear"}, {5, "Boar"},
        {6, "Crocolisk"}, {8, "Crab"}, {9, "Gorilla"}, {11, "Raptor"}, {12, "Tallstrider"}, {15, "Felhunter"},
        {17, "Succubus"}, {19, "Doomguard"}, {20, "Scorpid"}, {21, "Turtle"}, {23, "Imp"}, {25, "Hyena"},
        {26, "Bird of Prey"}, {27, "Wind Serpent"}, {28, "Remote Control"}, {30, "Dragonhawk"}, {31, "Ravager"},
        {40, "Ghoul"}, {39, "Devilsaur"}, {37, "Moth"}, {38, "Chimaera"}, {68, "Hydra"}, {125, "Waterfowl"},
        {138, "Direhorn"}, {147, "Terrorguard"}, {148, "Abyssal"}, {150, "Riverbeast"}, {151, "Stag"},
        {145, "Storm Elemental"}, {44, "Wasp"}, {155, "Abomination"}, {154, "Mechanical"}, {156, "Scalehide"},
        {157, "Oxen"}, {160, "Feathermane"}, {290, "Pterrordax"}, {288, "Lizard"}, {291, "Hopper"}, {292, "Carapid"},
        {296, "Blood Beast"}, {298, "Camel"}, {299, "Courser"}, {300, "Mammoth"}, {302, "Incubus"},
        {303, "Lesser Dragonkin"}};
    return families;
}

std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> out;
    std::string word;
    const auto finish = [&] {
        if (!word.empty() && std::find(out.begin(), out.end(), word) == out.end()) {
            out.push_back(word);
        }
        word.clear();
    };
    for (const char c : lower_key(text)) {
        const bool letter = static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (letter) {
            word += c;
        } else if (c != '\'') {
            finish();
        }
    }
    finish();
    return out;
}

} // namespace sandbox
