// A character's equipment: what is worn where, with the many blocks that a row may or may not have.
#include "sdk/sandbox/names.hpp"
#include "sdk/sandbox/profile.hpp"
#include "sdk/sandbox/text.hpp"

#include <fmt/core.h>

#include <array>
#include <vector>

namespace sandbox {

namespace {

constexpr std::string_view item_path = "/data/wow/item/";
constexpr std::string_view spell_path = "/data/wow/spell/";

struct Slot {
    std::string_view code;
    std::string_view label;
    std::string_view inventory;
    bool in_set;
};

constexpr std::array<Slot, 18> slots{{{"HEAD", "Head", "HEAD", true}, {"NECK", "Neck", "NECK", false},
    {"SHOULDER", "Shoulders", "SHOULDER", true}, {"SHIRT", "Shirt", "BODY", false}, {"CHEST", "Chest", "CHEST", true},
    {"WAIST", "Waist", "WAIST", false}, {"LEGS", "Legs", "LEGS", true}, {"FEET", "Feet", "FEET", false},
    {"WRIST", "Wrist", "WRIST", false}, {"HANDS", "Hands", "HAND", true}, {"FINGER_1", "Ring 1", "FINGER", false},
    {"FINGER_2", "Ring 2", "FINGER", false}, {"TRINKET_1", "Trinket 1", "TRINKET", false},
    {"TRINKET_2", "Trinket 2", "TRINKET", false}, {"BACK", "Back", "CLOAK", false},
    {"MAIN_HAND", "Main Hand", "TWOHWEAPON", false}, {"OFF_HAND", "Off Hand", "SHIELD", false},
    {"TABARD", "Tabard", "TABARD", false}}};

struct Worn {
    const Slot* slot;
    std::int64_t id;
    std::string name;
    const ItemKind* kind;
    std::uint64_t random;
};

std::vector<Worn> worn_by(const World& world, const Person& person)
{
    std::vector<Worn> out;
    const bool shield = person.random % 3 == 0;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto random = mix(mix(person.random, 33), i);
        const auto& slot = slots[i];
        const bool low = person.level == 1 && i < 3;
        const bool free = (slot.code == "OFF_HAND" && !shield) || (slot.code == "TABARD" && random % 2 == 0);
        if (low || free) {
            continue;
        }
        const auto inventory = slot.code == "MAIN_HAND" && shield ? "WEAPON" : slot.inventory;
        const auto id = world.goods().item_for(inventory, random);
        const auto item = world.goods().item(id);
        static const ItemKind unknown{"HEAD", "Head", 4, 0};
        out.push_back({&slot, id, item ? item->name : item_name(random), item ? item->kind : &unknown, random});
    }
    return out;
}

std::string_view quality_of(const Person& person, const Worn& worn)
{
    static constexpr std::array<std::string_view, 4> high{"EPIC", "EPIC", "RARE", "LEGENDARY"};
    return person.level < 80 ? "UNCOMMON" : high[mix(worn.random, 5) % (worn.random % 9 == 0 ? 4 : 3)];
}

void write_colour(Document& out, std::string_view name, std::string_view text, int red, int green, int blue)
{
    out.key(name).open().text_field("display_string", text).key("color").open();
    out.field("r", red).field("g", green).field("b", blue).key("a").decimal(1.0).close().close();
}

// {"item_set":…,"items":[…],"display_string":…,"effects":[…]}
void write_set(Document& out, const Person& person, const std::vector<Worn>& worn)
{
    const auto set = 1400 + person.playable_class->id;
    const auto name = std::string(person.playable_class->name) + "'s Regalia";
    out.open().key("item_set").reference("/data/wow/item-set/", set, name).key("items").open_list();
    std::int64_t count = 0;
    for (const auto& row : worn) {
        if (row.slot->in_set) {
            const bool equipped = row.random % 4 != 0;
            out.open().key("item").reference(item_path, row.id, row.name);
            if (equipped) {
                out.field("is_equipped", true);
                ++count;
            }
            out.close();
        }
    }
    out.close_list().text_field("display_string", fmt::format("{} ({}/5)", name, count)).key("effects").open_list();
    for (const std::int64_t required : {2, 4}) {
        out.open().text_field("display_string", fmt::format("({}) Set: you fight better.", required));
        out.field("required_count", required);
        if (count >= required) {
            out.field("is_active", true);
        }
        out.close();
    }
    out.close_list().close();
}

void write_numbers(Document& out, const Person& person, const Worn& worn)
{
    if (worn.kind->item_class == 2) {
        const auto top = static_cast<std::int64_t>(person.item_level) * 4;
        out.key("weapon").open().key("damage").open().field("min_value", top / 2).field("max_value", top);
        out.text_field("display_string", fmt::format("{} - {} Damage", top / 2, top)).key("damage_class");
        out.type("PHYSICAL", "Physical").close();
        out.key("attack_speed").open().field("value", 2600).text_field("display_string", "Speed 2.60").close();
        out.key("dps").open().key("value").decimal(static_cast<double>(top) / 3.5);
        out.text_field("display_string", "(damage per second)").close().close();
    } else if (worn.slot->inventory != "BODY" && worn.slot->inventory != "TABARD" && worn.kind->subclass != 0) {
        out.key("armor").open().field("value", person.item_level * 2);
        write_colour(out, "display", fmt::format("{} Armor", person.item_level * 2), 255, 255, 255);
        out.close();
    }
    out.key("stats").open_list();
    for (const std::string_view stat : {"STRENGTH", "INTELLECT", "STAMINA", "HASTE_RATING"}) {
        const auto value = between(mix(worn.random, stat.size()), 10, 1200);
        out.open().key("type").type(stat).field("value", value);
        if (stat == "INTELLECT") {
            out.field("is_negated", true);
        }
        if (stat == "HASTE_RATING") {
            out.field("is_equip_bonus", true);
        }
        write_colour(out, "display", fmt::format("+{} {}", value, stat), 0, 255, 0);
        out.close();
    }
    out.close_list();
}

// What a player did to it.
void write_changes(Document& out, const World& world, const Worn& worn)
{
    const auto chance = [&worn](std::uint64_t slot, std::uint64_t of) { return mix(worn.random, slot) % of == 0; };
    if (chance(11, 3)) {
        const auto source = world.goods().item_for("NON_EQUIP", worn.random);
        out.key("enchantments").open_list().open().text_field("display_string", "Enchanted: Quick Steps");
        out.key("source_item").reference(item_path, source, "Scroll of Quick Steps").field("enchantment_id", 6000);
        out.key("enchantment_slot").open().field("id", 0).field("type", "PERMANENT").close().close().close_list();
    }
    if (chance(12, 4)) {
        const auto gem = world.goods().item_for("NON_EQUIP", mix(worn.random, 1));
        out.key("sockets").open_list().open().key("socket_type").type("PRISMATIC", "Prismatic Socket");
        if (!chance(13, 3)) { // else the socket is empty
            out.key("item").reference(item_path, gem, "Clear Gem").text_field("display_string", "+50 Critical Strike");
            out.key("media").open().static_key("/data/wow/media/item/", gem).field("id", gem).close();
        }
        out.close().close_list();
    }
    if (chance(14, 3)) {
        const auto look = world.goods().item_for(worn.slot->inventory, mix(worn.random, 2));
        const auto item = world.goods().item(look);
        out.key("transmog").open().key("item").reference(item_path, look, item ? item->name : "Old Rags");
        out.text_field("display_string", "Transmogrified to:\nanother look").field("item_modified_appearance_id", look);
        out.close();
    }
    if (chance(15, 5)) {
        const auto spell = between(mix(worn.random, 16), 200000, 400000);
        out.key("spells").open_list().open().key("spell").reference(spell_path, spell, "Inner Fire");
        out.text_field("description", "Equip: warms the hands.").close().close_list();
    }
}

void write_worn(Document& out, const World& world, const Person& person, const Worn& worn, const std::vector<Worn>& all)
{
    const auto chance = [&worn](std::uint64_t slot, std::uint64_t of) { return mix(worn.random, slot) % of == 0; };
    out.open().key("item").open().static_key(item_path, worn.id).field("id", worn.id).close();
    out.key("slot").type(worn.slot->code, worn.slot->label).field("quantity", 1);
    if (!chance(20, 8)) {
        out.field("context", 35).key("bonus_list").open_list().value(between(mix(worn.random, 1), 1000, 9999));
        out.value(1472).close_list();
    }
    out.key("quality").type(quality_of(person, worn)).text_field("name", worn.name);
    if (!chance(21, 5)) {
        out.field("modified_appearance_id", worn.id / 2);
    }
    out.key("media").open().static_key("/data/wow/media/item/", worn.id).field("id", worn.id).close();
    const bool weapon = worn.kind->item_class == 2;
    out.key("item_class").reference("/data/wow/item-class/", worn.kind->item_class, weapon ? "Weapon" : "Armor");
    std::string_view subclass = "Miscellaneous";
    for (const auto& row : Goods::item_classes()) {
        for (const auto& below : row.subclasses) {
            if (row.id == worn.kind->item_class && below.id == worn.kind->subclass) {
                subclass = below.name;
            }
        }
    }
    out.key("item_subclass")
        .reference(fmt::format("/data/wow/item-class/{}/item-subclass/", worn.kind->item_class), worn.kind->subclass,
            subclass);
    out.key("inventory_type").type(worn.kind->inventory, worn.kind->label);
    out.key("binding").type("ON_ACQUIRE", "Binds when picked up");
    if (chance(22, 9)) {
        out.text_field("unique_equipped", "Unique-Equipped")
            .text_field("limit_category", "Unique-Equipped: Embellished (2)");
    }
    write_numbers(out, person, worn);
    write_changes(out, world, worn);
    if (chance(23, 2)) {
        out.key("sell_price").open().field("value", 62550).key("display_strings").open();
        out.text_field("header", "Sell Price:").field("gold", "6").field("silver", "25").field("copper", "50");
        out.close().close();
    }
    out.key("requirements").open().key("level").open().field("value", person.level);
    out.text_field("display_string", fmt::format("Requires Level {}", person.level)).close().close();
    if (worn.slot->in_set && person.random % 3 == 0) {
        out.key("set");
        write_set(out, person, all);
    }
    const auto level = person.item_level + between(mix(worn.random, 24), -6, 6);
    out.key("level").open().field("value", level > 0 ? level : 1);
    out.text_field("display_string", fmt::format("Item Level {}", level > 0 ? level : 1)).close();
    if (chance(25, 3)) {
        write_colour(out, "name_description", "Mythic", 0, 255, 0);
    }
    if (chance(26, 4)) {
        out.field("is_subclass_hidden", true);
    }
    if (chance(27, 12)) {
        out.text_field("description", "It hums when nobody listens.");
    }
    if (worn.kind->subclass != 0) {
        out.key("durability").open().field("value", 88).text_field("display_string", "Durability 88 / 100").close();
    }
    out.close();
}

void write_equipment(Document& out, const World& world, const Person& person)
{
    const auto worn = worn_by(world, person);
    out.open().self(profile_path(world, person) + "/equipment", "profile");
    write_character(out, world, person);
    out.key("equipped_items").open_list();
    for (const auto& row : worn) {
        write_worn(out, world, person, row, worn);
    }
    out.close_list();
    if (person.random % 3 == 0 && person.level > 1) {
        out.key("equipped_item_sets").open_list();
        write_set(out, person, worn);
        out.close_list();
    }
    out.close();
}

} // namespace

void add_character_equipment_routes(Router& router)
{
    router.add("/profile/wow/character/{}/{}/equipment", "profile", "character-equipment", 4,
        person_endpoint(write_equipment));
}

} // namespace sandbox
