// A character's collections: mounts, pets, toys and heirlooms.
#include "sdk/sandbox/profile.hpp"
#include "sdk/sandbox/text.hpp"

#include <array>

namespace sandbox {

namespace {

constexpr std::size_t unknown_mounts = 3; // of a long list: ids that the catalogue does not have

void write_links(Document& out, const World& world, const Person& person)
{
    out.open().self(profile_path(world, person, "/collections"), "profile");
    write_character(out, world, person);
    for (const std::string name : {"pets", "mounts", "heirlooms", "toys"}) {
        if ((name != "toys" || has_toys(person)) && (name != "heirlooms" || has_heirlooms(person))) {
            out.link(name, profile_path(world, person, "/collections/" + name), "profile");
        }
    }
    out.close();
}

void write_mounts(Document& out, const World& world, const Person& person)
{
    const auto& all = world.catalogue().mounts;
    const auto unknown = person.mounts > 50 ? unknown_mounts : 0;
    out.key("mounts").open_list();
    for (const auto index : selection(mix(person.random, 21), person.mounts - unknown, all.size())) {
        const auto& row = all[index];
        const auto random = mix(person.random, static_cast<std::uint64_t>(row.id));
        out.open().key("mount").reference("/data/wow/mount/", row.id, row.name);
        if (random % 11 != 0) {
            out.field("is_useable", random % 7 != 0);
        }
        if (random % 40 == 0) {
            out.field("is_favorite", true);
        }
        out.close();
    }
    for (std::size_t i = 0; i < unknown; ++i) {
        out.open().key("mount").reference("/data/wow/mount/", static_cast<std::int64_t>(990001 + i), "Unlisted Steed");
        out.field("is_useable", true).close();
    }
    out.close_list();
}

void write_pets(Document& out, const World& world, const Person& person)
{
    static constexpr std::array<std::string_view, 4> qualities{"POOR", "COMMON", "UNCOMMON", "RARE"};
    const auto& all = world.catalogue().pets.rows();
    out.key("pets").open_list();
    for (std::size_t i = 0; i < person.pets; ++i) {
        // Individuals: two of a species are nothing special.
        const auto random = mix(mix(person.random, 22), i);
        const auto& species = all[random % all.size()];
        const auto level = between(mix(random, 1), 1, 25);
        out.open().key("species").reference("/data/wow/pet/", species.id, species.name).field("level", level);
        out.key("quality").type(qualities[mix(random, 2) % qualities.size()]).key("stats").open();
        out.field("breed_id", between(mix(random, 3), 3, 12)).field("health", 150 + level * 60);
        out.field("power", 10 + level * 11).field("speed", 10 + level * 10).close();
        if (random % 20 == 0) {
            out.field("is_favorite", true);
        }
        if (random % 15 == 0) {
            out.field("name", "Buddy " + std::to_string(random % 1000));
        }
        if (i < 3) {
            out.field("is_active", true).field("active_slot", static_cast<std::int64_t>(i + 1));
        }
        const auto display = 10000 + species.id;
        out.key("creature_display")
            .open()
            .static_key("/data/wow/media/creature-display/", display)
            .field("id", display)
            .close();
        out.field("id", person.id * 10000 + static_cast<std::int64_t>(i)).close();
    }
    out.close_list().field("unlocked_battle_pet_slots", person.pets > 0 ? 3 : 0);
}

void write_toys(Document& out, const World& world, const Person& person)
{
    const auto& all = world.catalogue().toys.rows();
    out.key("toys").open_list();
    for (const auto index : selection(mix(person.random, 23), person.toys, all.size())) {
        out.open().key("toy").reference("/data/wow/toy/", all[index].id, all[index].name);
        if (mix(person.random, index) % 30 == 0) {
            out.field("is_favorite", true);
        }
        out.close();
    }
    out.close_list();
}

void write_heirlooms(Document& out, const World& world, const Person& person)
{
    const auto& all = world.catalogue().heirlooms.rows();
    out.key("heirlooms").open_list();
    for (const auto index : selection(mix(person.random, 24), person.heirlooms, all.size())) {
        out.open().key("heirloom").reference("/data/wow/heirloom/", all[index].id, all[index].name);
        out.key("upgrade").open().field("level", between(mix(person.random, index), 0, 6)).close().close();
    }
    out.close_list();
}

// The whole document of a collection.
PersonWriter document(std::string_view name)
{
    return [name](Document& out, const World& world, const Person& person) {
        out.open().self(profile_path(world, person, "/collections/" + std::string(name)), "profile");
        write_collection(out, world, person, name);
        out.close();
    };
}

} // namespace

void write_collection(Document& out, const World& world, const Person& person, std::string_view name)
{
    if (name == "mounts") {
        write_mounts(out, world, person);
    } else if (name == "pets") {
        write_pets(out, world, person);
    } else if (name == "toys") {
        write_toys(out, world, person);
    } else {
        write_heirlooms(out, world, person);
    }
}

void add_character_collection_routes(Router& router)
{
    const std::string root = "/profile/wow/character/{}/{}/collections";
    router.add(root, "profile", "character-collections", 2, person_endpoint(write_links));
    router.add(root + "/mounts", "profile", "collection-mounts", 4, person_endpoint(document("mounts")));
    router.add(root + "/pets", "profile", "collection-pets", 5, person_endpoint(document("pets")));
    router.add(root + "/toys", "profile", "collection-toys", 1, person_endpoint(document("toys"), has_toys));
    router.add(root + "/heirlooms", "profile", "collection-heirlooms", 1,
        person_endpoint(document("heirlooms"), has_heirlooms));
}

} // namespace sandbox
