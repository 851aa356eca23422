// A character's titles, reputations, specializations and professions.
#include "sdk/sandbox/names.hpp"
#include "sdk/sandbox/profile.hpp"
#include "sdk/sandbox/text.hpp"

#include <array>

namespace sandbox {

namespace {

void write_titles(Document& out, const World& world, const Person& person)
{
    const auto& all = world.catalogue().titles.rows();
    out.open().self(profile_path(world, person, "/titles"), "profile");
    write_character(out, world, person);
    write_active_title(out, world, person);
    if (person.titles > 0) { // absent rather than empty
        out.key("titles").open_list();
        for (const auto index : selection(mix(person.random, 31), person.titles, all.size())) {
            out.reference("/data/wow/title/", all[index].id, bare_title(all[index].name));
        }
        out.close_list();
    }
    out.close();
}

void write_standing(Document& out, const Reputation& reputation, const Faction& faction, std::uint64_t random)
{
    out.key("standing").open();
    if (faction.renown) {
        const auto level = between(mix(random), 1, faction.levels);
        const bool last = level == faction.levels;
        const auto value = last ? 0 : between(mix(random, 2), 0, 2499);
        out.field("raw", level * 2500 + value).field("value", value).field("max", last ? 0 : 2500);
        out.field("renown_level", level).text_field("name", "Renown " + std::to_string(level)).close();
        return;
    }
    const auto* ladder = reputation.find_ladder(faction.ladder);
    const auto tier = static_cast<std::size_t>(mix(random) % ladder->tiers.size());
    const auto& step = ladder->tiers[tier];
    const auto width = step.high - step.low;
    const auto value = width == 0 ? 0 : between(mix(random, 2), 0, width - 1);
    out.field("raw", step.low + value).field("value", value).field("max", width);
    out.field("tier", static_cast<std::int64_t>(tier)).text_field("name", step.name.empty() ? "?" : step.name).close();
    if (faction.paragon && width == 0 && mix(random, 3) % 3 != 0) {
        const auto raw = between(mix(random, 4), 0, 60000);
        out.key("paragon").open().field("raw", raw).field("value", raw % 10000).field("max", 10000).close();
    }
}

void write_reputations(Document& out, const World& world, const Person& person)
{
    const auto& reputation = world.catalogue().reputation;
    const auto& plain = reputation.plain();
    out.open().self(profile_path(world, person, "/reputations"), "profile");
    write_character(out, world, person);
    out.key("reputations").open_list();
    for (const auto index : selection(mix(person.random, 32), person.reputations, plain.size())) {
        const auto& faction = reputation.factions()[plain[index]];
        out.open().key("faction").reference("/data/wow/reputation-faction/", faction.id, faction.name);
        write_standing(out, reputation, faction, mix(person.random, static_cast<std::uint64_t>(faction.id)));
        out.close();
    }
    out.close_list().close();
}

void write_specializations(Document& out, const World& world, const Person& person)
{
    constexpr std::string_view path = "/data/wow/playable-specialization/";
    out.open().self(profile_path(world, person, "/specializations"), "profile").key("specializations").open_list();
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
    out.open().self(profile_path(world, person, "/professions"), "profile");
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
    router.add(root + "/reputations", "profile", "character-reputations", 3,
        person_endpoint(write_reputations, has_reputations));
    router.add(
        root + "/specializations", "profile", "character-specializations", 6, person_endpoint(write_specializations));
    router.add(root + "/professions", "profile", "character-professions", 1, person_endpoint(write_professions));
}

} // namespace sandbox
