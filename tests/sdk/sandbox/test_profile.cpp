// What the collections, reputations and equipment of characters hold.
#include "sdk/sandbox/sandbox_program.hpp"

#include <catch2/catch.hpp>

#include <set>

using nlohmann::json;
using sandbox_test::Sandbox;

namespace {

const std::string in_profile = "?namespace=profile-eu&locale=en_GB";
const std::string in_static = "?namespace=static-eu&locale=en_GB";
const std::string sheday = "/profile/wow/character/stormrage/sheday";

// The path of a link of the service.
std::string path_of(Sandbox& sandbox, const json& link)
{
    const auto href = link.at("href").get<std::string>();
    return href.substr(sandbox.url().size(), href.find('?') - sandbox.url().size());
}

} // namespace

TEST_CASE("standings agree with the ladders: negative raw, a maximum of 0 at the top, renown, paragon")
{
    Sandbox sandbox({"--no-rate"});
    const auto rows = sandbox.get(sheday + "/reputations" + in_profile).part("reputations");
    CHECK(rows.size() == 128);
    std::size_t negative = 0;
    std::size_t top = 0;
    std::size_t renown = 0;
    std::size_t paragon = 0;
    for (const auto& row : rows) {
        const auto& standing = row.at("standing");
        negative += standing.at("raw") < 0 ? 1 : 0;
        top += standing.at("max") == 0 ? 1 : 0;
        renown += standing.contains("renown_level") ? 1 : 0;
        paragon += row.contains("paragon") ? 1 : 0;
        CHECK(standing.contains("tier") != standing.contains("renown_level"));
        const auto faction =
            sandbox.get("/data/wow/reputation-faction/" + row.at("faction").at("id").dump() + in_static).json();
        CHECK(faction.value("is_renown", false) == standing.contains("renown_level"));
        if (standing.contains("tier")) {
            const auto ladder =
                sandbox.get("/data/wow/reputation-tiers/" + faction.at("reputation_tiers").at("id").dump() + in_static)
                    .json();
            const auto& tier = ladder.at("tiers")[standing.at("tier").get<std::size_t>()];
            CHECK(standing.at("raw").get<int>() - standing.at("value").get<int>() == tier.at("min_value"));
        }
    }
    CHECK(negative > 5);
    CHECK(top > 3);
    CHECK(renown > 5);
    CHECK(paragon > 0);
}

TEST_CASE("what is worn is an item of that name and place, and sets count their pieces")
{
    Sandbox sandbox({"--no-rate"});
    std::size_t sets = 0;
    std::size_t unknown = 0;
    std::set<std::string> blocks;
    const auto people = sandbox.get_without_token("/_sandbox/characters?region=eu&limit=40").json();
    for (const auto& person : people) {
        const auto listed = sandbox.get("/profile/wow/character/" + person.at("realm").get<std::string>() + "/nobody");
        CHECK(listed.status != 200);
    }
    const auto roster = sandbox.get("/data/wow/guild/stormrage/lantern-watch/roster" + in_profile).part("members");
    for (std::size_t i = 0; i < 25; ++i) {
        const auto own = path_of(sandbox, roster[i].at("character").at("key"));
        const auto document = sandbox.get(own + "/equipment" + in_profile).json();
        std::set<json> slots;
        for (const auto& row : document.at("equipped_items")) {
            CHECK(slots.insert(row.at("slot").at("type")).second);
            for (const auto& [key, value] : row.items()) {
                blocks.insert(key);
            }
            const auto item = sandbox.get("/data/wow/item/" + row.at("item").at("id").dump() + in_static);
            unknown += item.status == 404 ? 1 : 0;
            if (item.status == 200) {
                CHECK(item.part("name") == row.at("name"));
                CHECK(item.part("inventory_type") == row.at("inventory_type"));
            }
        }
        for (const auto& set : document.value("equipped_item_sets", json::array())) {
            ++sets;
            CHECK(set.at("items").size() == 5);
            CHECK(set.at("effects").size() == 2);
        }
    }
    CHECK(sets > 3);
    CHECK(unknown > 0);
    for (const auto* block : {"weapon", "armor", "transmog", "sockets", "enchantments", "spells", "set", "durability",
             "name_description", "unique_equipped", "sell_price"}) {
        INFO(block);
        CHECK(blocks.count(block) == 1);
    }
}

TEST_CASE("links of a summary lead to documents, and what has no link has none")
{
    Sandbox sandbox({"--no-rate"});
    const auto roster = sandbox.get("/data/wow/guild/stormrage/lantern-watch/roster" + in_profile).part("members");
    std::size_t absent = 0;
    for (std::size_t i = 0; i < 120; ++i) {
        const auto own = path_of(sandbox, roster[i].at("character").at("key"));
        const auto summary = sandbox.get(own + in_profile);
        if (summary.status != 200) {
            continue;
        }
        const auto document = summary.json();
        const bool has_reputations = document.contains("reputations");
        CHECK((sandbox.get(own + "/reputations" + in_profile).status == 200) == has_reputations);
        const auto collections = sandbox.get(own + "/collections" + in_profile).json();
        for (const std::string name : {"mounts", "pets", "toys", "heirlooms"}) {
            CHECK((sandbox.get(own + "/collections/" + name + in_profile).status == 200) == collections.contains(name));
            absent += collections.contains(name) ? 0 : 1;
        }
        absent += has_reputations ? 0 : 1;
        for (const auto* name : {"achievements", "titles", "media", "specializations", "equipment", "quests"}) {
            CHECK(sandbox.get(path_of(sandbox, document.at(name)) + in_profile).status == 200);
        }
    }
    CHECK(absent > 2);
    const auto fresh = sandbox.get("/profile/wow/character/argent-dawn/fresh" + in_profile).json();
    for (const auto* name : {"professions", "pvp_summary", "encounters"}) {
        CHECK_FALSE(fresh.contains(name));
    }
}

TEST_CASE("quests done are quests of the catalogue")
{
    Sandbox sandbox;
    const auto done = sandbox.get(sheday + "/quests/completed" + in_profile);
    CHECK(done.part("quests").size() == 3650);
    CHECK(done.body.size() > 400000);
    const auto quest = done.part("quests")[7];
    CHECK(sandbox.get("/data/wow/quest/" + quest.at("id").dump() + in_static).part("title") == quest.at("name"));
    const auto open = sandbox.get(sheday + "/quests" + in_profile).json();
    CHECK(path_of(sandbox, open.at("completed")) == sheday + "/quests/completed");
}
