// The reference from a character to its guild, whichever comes first.
#include "guild_site.hpp"

#include <catch2/catch.hpp>

using nlohmann::json;
using site_test::Site;
using namespace guild_test;

TEST_CASE("A character that comes after its guild refers to it")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install(all_modules);
    const auto guild = lookup(site, "stormrage", "Lantern Watch")["id"];
    const auto row = site.row("wow_character", site.lookup("stormrage", "sheday")["id"].get<std::int64_t>());
    CHECK(row["guild"] == guild);
    CHECK(row["guild_name"] == "Lantern Watch");
    CHECK(row["guild_realm_slug"] == "stormrage");
    CHECK(row["guild_slug"] == "lantern-watch");
    CHECK(row["guild_blizzard_id"] == site.row("wow_guild", guild.get<std::int64_t>())["blizzard_id"]);
}

TEST_CASE("A guild that comes after its characters is referred to by them, and they get no younger")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install(all_modules);
    const auto id = site.lookup("stormrage", "sheday")["id"].get<std::int64_t>();
    const auto other = site.lookup("argent-dawn", "fresh")["id"].get<std::int64_t>(); // in no guild
    const auto before = site.row("wow_character", id);
    CHECK(before["guild"].is_null());
    // One whose summary gave no number of the guild, only name and realm; and a namesake on another realm.
    const auto save = [&](const char* realm) {
        return site
            .json({"entity", "save", "wow_character",
                json({{"region", "eu"}, {"realm_slug", realm}, {"name_key", "x"}, {"guild_name", "LANTERN watch"},
                         {"guild_realm_slug", realm}})
                    .dump()})["id"]
            .get<std::int64_t>();
    };
    const auto nameless = save("stormrage");
    const auto namesake = save("argent-dawn");
    site.advance(3600);
    const auto guild = lookup(site, "stormrage", "Lantern Watch")["id"];
    const auto after = site.row("wow_character", id);
    CHECK(after["guild"] == guild);
    CHECK(after["last_fetched"] == before["last_fetched"]);
    CHECK(site.row("wow_character", nameless)["guild"] == guild);
    CHECK(site.row("wow_character", namesake)["guild"].is_null());
    CHECK(site.row("wow_character", other)["guild"].is_null());
    CHECK(site.lookup("stormrage", "sheday")["result"] == "unchanged");
}

TEST_CASE("A character that leaves its guild refers to none")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install(all_modules);
    lookup(site, "stormrage", "Lantern Watch");
    const auto id = site.lookup("stormrage", "sheday")["id"].get<std::int64_t>();
    REQUIRE_FALSE(site.row("wow_character", id)["guild"].is_null());
    site.sandbox().change_world({{"op", "leave_guild"}, {"region", "eu"}, {"realm", "stormrage"}, {"name", "sheday"}});
    CHECK(site.lookup("stormrage", "sheday")["result"] == "updated");
    const auto row = site.row("wow_character", id);
    for (const auto* field : {"guild", "guild_name", "guild_blizzard_id", "guild_realm_slug", "guild_slug"})
        CHECK(row[field].is_null());
    CHECK(site.count("wow_guild") == 1);
}

TEST_CASE("Uninstalling wow_guild takes its reference and its rows along, and no character and no catalogue")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install(all_modules);
    const auto guild = lookup(site, "stormrage", "Lantern Watch")["id"].get<std::int64_t>();
    const auto id = site.lookup("stormrage", "sheday")["id"].get<std::int64_t>();
    const auto of_character = site.count("wow_achievement_progress", {"character = " + std::to_string(id)});
    REQUIRE(site.count("wow_achievement_progress", {"guild = " + std::to_string(guild)}) > 0);
    const auto catalogue = site.count("wow_achievement");
    const auto orphan = site.list("wow_achievement").front()["id"];
    site.json({"entity", "save", "wow_achievement_progress", json({{"achievement", orphan}}).dump()});
    site.json({"uninstall", "wow_guild"});
    const auto row = site.row("wow_character", id);
    CHECK_FALSE(row.contains("guild"));
    CHECK(row["guild_name"] == "Lantern Watch");
    CHECK(site.count("wow_achievement_progress") == of_character + 1);
    CHECK(site.count("wow_achievement") == catalogue);

    // And back again: the guild's lookup finds the character that was there all the time.
    site.install({"wow_guild"});
    CHECK(site.row("wow_character", id)["guild"].is_null());
    const auto again = lookup(site, "stormrage", "Lantern Watch");
    CHECK(again["result"] == "created");
    CHECK(again["providers"]["wow_achievement"]["rows"].get<std::int64_t>() > 0);
    CHECK(site.row("wow_character", id)["guild"] == again["id"]);
}
