// A character's titles, reputations, equipment, specializations and professions.
#include "sdk/sandbox/names.hpp"
#include "sdk/sandbox/profile.hpp"
#include "sdk/sandbox/text.hpp"

#include <fmt/core.h>

#include <array>

namespace sandbox {

namespace {

std::string below(const World& world, const Person& person, std::string_view tail)
{
    return profile_path(world, person) + std::string(tail);
}

void write_titles(Document& out, const World& world, const Person& person)
{
    const auto& all = world.catalogue().titles.rows();
    out.open().self(below(world, person, "/titles"), "profile");
    write_character(out, world, person);
    write_active_title(out, world, person);
    if (person.titles > 0) { // absent rather than empty
        out.key("titles").open_list();
        for (const auto index : selection(mix(person.random, 31), person.titles, all.size())) {
            out.reference("/data/wow/title/", all[index].id, all[index].name);
        }
        out.close_list();
    }
    out.close();
}

void write_reputations(Document& out, const World& world, const Person& person)
{
    static constexpr std::array<std::string_view, 8> tiers{
        "Hated", "Hostile", "Unfriendly", "Neutral", "Friendly", "Honored", "Revered", "Exalted"};
    static constexpr std::array<std::int64_t, 8> floors{-42000, -6000, -3000, 0, 3000, 9000, 21000, 42000};
    static constexpr std::array<std::int64_t, 8> widths{36000, 3000, 3000, 3000, 6000, 12000, 21000, 0};
    const auto& all = world.catalogue().factions.rows();
    out.open().self(below(world, person, "/reputations"), "profile");
    write_character(out, world, person);
    out.key("reputations").open_list();
    for (const auto index : selection(mix(person.random, 32), person.reputations, all.size())) {
        const auto random = mix(person.random, static_cast<std::uint64_t>(all[index].id));
        out.open().key("faction").reference("/data/wow/reputation-faction/", all[index].id, all[index].name);
        out.key("standing").open();
        if (random % 6 == 0) {
            const auto level = between(mix(random), 1, 25);
            out.field("raw", level * 2500)
                .field("value", 0)
                .field("max", 2500)
                .field("renown_level", level)
                .text_field("name", "Renown " + std::to_string(level));
            out.close();
        } else {
            const auto tier = static_cast<std::size_t>(mix(random) % tiers.size());
            const auto value = widths[tier] == 0 ? 0 : between(mix(random, 2), 0, widths[tier] - 1);
            out.field("raw", floors[tier] + value).field("value", value).field("max", widths[tier]);
            out.field("tier", static_cast<std::int64_t>(tier)).text_field("name", tiers[tier]).close();
            if (tier == 7 && random % 3 == 0) {
                out.key("paragon").open().field("raw", 23000).field("value", 3000).field("max", 10000).close();
            }
        }
        out.close();
    }
    out.close_list().close();
}

void write_item(
    Document& out, const Person& person, std::string_view slot, std::string_view label, std::uint64_t random)
{
    static constexpr std::array<std::string_view, 3> qualities{"UNCOMMON", "RARE", "EPIC"};
    const auto id = between(random, 150000, 240000);
    const auto quality = person.level < 80 ? qualities[0] : qualities[1 + random % 2];
    out.open().key("item").open().static_key("/data/wow/item/", id).field("id", id).close();
    out.key("slot").type(slot, label).field("quantity", 1).field("context", 35);
    out.key("bonus_list").open_list().value(between(mix(random, 1), 1000, 9999)).value(1472).close_list();
    out.key("quality").type(quality).text_field("name", item_name(random));
    out.key("media").open().static_key("/data/wow/media/item/", id).field("id", id).close();
    out.key("item_class").reference("/data/wow/item-class/", 4, "Armor");
    out.key("item_subclass").reference("/data/wow/item-class/4/item-subclass/", 4, "Plate");
    out.key("inventory_type").type(slot, label).key("binding").type("ON_ACQUIRE", "Binds when picked up");
    out.key("armor")
        .open()
        .field("value", person.item_level * 2)
        .text_field("display_string", std::to_string(person.item_level * 2) + " Armor")
        .close();
    out.key("stats").open_list();
    for (const std::string_view stat : {"STRENGTH", "STAMINA", "HASTE_RATING"}) {
        const auto value = between(mix(random, stat.size()), 10, 1200);
        out.open()
            .key("type")
            .type(stat)
            .field("value", value)
            .text_field("display_string", fmt::format("+{}", value))
            .close();
    }
    out.close_list();
    out.key("requirements")
        .open()
        .key("level")
        .open()
        .field("value", person.level)
        .text_field("display_string", "Requires Level " + std::to_string(person.level))
        .close()
        .close();
    out.key("level")
        .open()
        .field("value", person.item_level)
        .text_field("display_string", "Item Level " + std::to_string(person.item_level))
        .close();
    if (random % 3 == 0) {
        out.key("enchantments")
            .open_list()
            .open()
            .text_field("display_string", "Enchanted")
            .field("enchantment_id", 6000)
            .close()
            .close_list();
    }
    out.key("durability").open().field("value", 88).text_field("display_string", "Durability 88 / 100").close().close();
}

void write_equipment(Document& out, const World& world, const Person& person)
{
    static constexpr std::array<std::array<std::string_view, 2>, 16> slots{{{"HEAD", "Head"}, {"NECK", "Neck"},
        {"SHOULDER", "Shoulders"}, {"SHIRT", "Shirt"}, {"CHEST", "Chest"}, {"WAIST", "Waist"}, {"LEGS", "Legs"},
        {"FEET", "Feet"}, {"WRIST", "Wrist"}, {"HANDS", "Hands"}, {"FINGER_1", "Ring 1"}, {"FINGER_2", "Ring 2"},
        {"TRINKET_1", "Trinket 1"}, {"TRINKET_2", "Trinket 2"}, {"BACK", "Back"}, {"MAIN_HAND", "Main Hand"}}};
    out.open().self(below(world, person, "/equipment"), "profile");
    write_character(out, world, person);
    out.key("equipped_items").open_list();
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (person.level > 1 || i > 10) {
            write_item(out, person, slots[i][0], slots[i][1], mix(mix(person.random, 33), i));
        }
    }
    out.close_list().close();
}

void write_specializations(Document& out, const World& world, const Person& person)
{
    constexpr std::string_view path = "/data/wow/playable-specialization/";
    out.open().self(below(world, person, "/specializations"), "profile").key("specializations").open_list();
    for (const auto& row : specializations()) {
        if (person.specialization != nullptr && row.playable_class == person.playable_class->id) {
            out.open().key("specialization").reference(path, row.id, row.name).key("loadouts").open_list().open();
            out.field("is_active", &row == person.specialization)
                .field("talent_loadout_code", "CODE" + std::to_string(row.id))
                .close()
                .close_list()
                .close();
        }
    }
    out.close_list();
    if (person.specialization != nullptr) {
        out.key("active_specialization").reference(path, person.specialization->id, person.specialization->name);
    }
    write_character(out, world, person);
    out.close();
}

void write_professions(Document& out, const World& world, const Person& person)
{
    struct Profession {
        std::int64_t id;
        std::string_view name;
    };
    static constexpr std::array<Profession, 8> primaries{
        {{171, "Alchemy"}, {164, "Blacksmithing"}, {202, "Engineering"}, {182, "Herbalism"}, {186, "Mining"},
            {197, "Tailoring"}, {333, "Enchanting"}, {755, "Jewelcrafting"}}};
    static constexpr std::array<Profession, 2> secondaries{{{185, "Cooking"}, {356, "Fishing"}}};
    const auto write = [&](const Profession& row, std::uint64_t random) {
        out.open()
            .key("profession")
            .reference("/data/wow/profession/", row.id, row.name)
            .key("tiers")
            .open_list()
            .open();
        out.field("skill_points", between(random, 1, 100)).field("max_skill_points", 100);
        out.key("tier")
            .open()
            .text_field("name", "Khaz Algar " + std::string(row.name))
            .field("id", row.id + 2700)
            .close();
        out.key("known_recipes").open_list();
        for (std::int64_t i = 0; i < between(mix(random), 1, 30); ++i) {
            out.reference("/data/wow/recipe/", row.id * 100 + i, item_name(mix(random, static_cast<std::uint64_t>(i))));
        }
        out.close_list().close().close_list().close();
    };
    out.open().self(below(world, person, "/professions"), "profile");
    write_character(out, world, person);
    if (person.level >= 10) {
        out.key("primaries").open_list();
        for (const auto index : selection(mix(person.random, 34), 2, primaries.size())) {
            write(primaries[index], mix(person.random, index));
        }
        out.close_list();
    }
    out.key("secondaries").open_list();
    for (const auto& row : secondaries) {
        write(row, mix(person.random, static_cast<std::uint64_t>(row.id)));
    }
    out.close_list().close();
}

} // namespace

void add_character_detail_routes(Router& router)
{
    const std::string root = "/profile/wow/character/{}/{}";
    router.add(root + "/titles", "profile", "character-titles", 4, person_endpoint(write_titles));
    router.add(root + "/reputations", "profile", "character-reputations", 3, person_endpoint(write_reputations));
    router.add(root + "/equipment", "profile", "character-equipment", 4, person_endpoint(write_equipment));
    router.add(
        root + "/specializations", "profile", "character-specializations", 6, person_endpoint(write_specializations));
    router.add(root + "/professions", "profile", "character-professions", 1, person_endpoint(write_professions));
}

} // namespace sandbox
