// Looking guilds up with the real program, on recorded and on simulated responses, on both engines.
#include "guild_site.hpp"
#include "modules/wow_character/recorded.hpp"

#include <algorithm>
#include <map>
#include <set>

using nlohmann::json;
using site_test::Site;
using namespace guild_test;

namespace {

constexpr std::int64_t day = 24 * 3600;

std::string of_guild(std::int64_t guild) { return "guild = " + std::to_string(guild); }

/// Local id → Blizzard's.
std::map<std::int64_t, std::int64_t> numbers(const json& rows, const std::string& field)
{
    std::map<std::int64_t, std::int64_t> found;
    for (const auto& row : rows)
        found[row["id"].get<std::int64_t>()] = row[field].get<std::int64_t>();
    return found;
}

} // namespace

TEST_CASE("A recorded guild is stored with all its members and achievements, value by value")
{
    const auto folder = recorded::folder();
    if (!folder) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return;
    }
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay", folder->string(), "--replay-only"});
    site.install(all_modules);
    const auto first = lookup(site, "Stormrage", "AVALerion");
    const auto summary = json::parse(*recorded::body("guild/rbattlenet-eu-stormrage-avalerion-2019.json"));
    const auto members =
        json::parse(*recorded::body("guild-roster/rbattlenet-eu-stormrage-avalerion-2019.json"))["members"];
    const auto achievements =
        json::parse(*recorded::body("guild-achievements/rbattlenet-eu-stormrage-avalerion-2019.json"))["achievements"];
    CHECK(first["result"] == "created");
    CHECK(first["providers"]
        == json({{"wow_guild_roster", {{"rows", members.size()}}}, {"wow_guild_activity", {{"rows", 0}}},
            {"wow_achievement", {{"rows", achievements.size()}}}}));
    const auto id = first["id"].get<std::int64_t>();

    const auto row = site.row("wow_guild", id);
    CHECK(row["blizzard_id"] == summary["id"]);
    CHECK(row["region"] == "eu");
    CHECK(row["realm_slug"] == "stormrage");
    CHECK(row["name"] == "Avalerion");
    CHECK(row["name_key"] == "avalerion");
    CHECK(row["faction"] == "ALLIANCE");
    CHECK(row["member_count"] == 418);
    CHECK(row["achievement_points"] == summary["achievement_points"]);
    CHECK(row["created"] == 1226346041);
    CHECK(row["crest"]["emblem"]["color"] == summary["crest"]["emblem"]["color"]);
    CHECK(row["sync_status"] == "ok");

    std::map<std::int64_t, json> expected;
    for (const auto& member : members)
        expected[member["character"]["id"].get<std::int64_t>()] = member;
    const auto terms = numbers(site.list("taxonomy_term", {"wow_blizzard_id notnull"}), "wow_blizzard_id");
    const auto stored = site.list("wow_guild_member", {of_guild(id)});
    REQUIRE(stored.size() == members.size());
    std::size_t wrong = 0;
    for (const auto& member : stored) {
        const auto& body = expected.at(member["blizzard_id"].get<std::int64_t>());
        const auto& character = body["character"];
        wrong += member["name"] == character["name"] && member["realm_slug"] == character["realm"]["slug"]
                && member["level"] == character["level"] && member["rank"] == body["rank"]
                && terms.at(member["playable_class"].get<std::int64_t>()) == character["playable_class"]["id"]
                && terms.at(member["playable_race"].get<std::int64_t>()) == character["playable_race"]["id"]
            ? 0
            : 1;
    }
    CHECK(wrong == 0);
    CHECK(site.count("wow_guild_member", {"rank = 0"}) == 1);

    std::map<std::int64_t, json> earned;
    for (const auto& one : achievements)
        earned[one["id"].get<std::int64_t>()] = one;
    const auto catalogue = numbers(site.list("wow_achievement"), "blizzard_id");
    const auto progress = site.list("wow_achievement_progress", {of_guild(id)});
    REQUIRE(progress.size() == achievements.size());
    for (const auto& one : progress) {
        const auto& body = earned.at(catalogue.at(one["achievement"].get<std::int64_t>()));
        const auto completed = body.contains("completed_timestamp")
            ? json(body["completed_timestamp"].get<std::int64_t>() / 1000)
            : json();
        wrong += one["completed_timestamp"] == completed && one["criteria"] == body.value("criteria", json()) ? 0 : 1;
    }
    CHECK(wrong == 0);

    const auto again = lookup(site, "stormrage", "avalerion");
    CHECK(again["result"] == "unchanged");
    CHECK(again["id"] == id);
    for (const auto& [provider, report] : again["providers"].items())
        CHECK(report == json({{"rows", 0}}));
}

TEST_CASE("A guild is found typed in any case, by its slug, and by the realm's name")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install({"wow_guild"});
    const auto id = lookup(site, "stormrage", "lantern WATCH")["id"];
    site.json({"wow:sync-realms", "eu"});
    for (const auto& [realm, name] : {std::pair("Stormrage", "Lantern Watch"), std::pair("stormrage", "lantern-watch"),
             std::pair("STORMRAGE", "LANTERN-watch")}) {
        const auto again = lookup(site, realm, name);
        CHECK(again["id"] == id);
        CHECK(again["result"] == "unchanged");
    }
    const auto cyrillic = lookup(site, "howling-fjord", "НОЧНОЙ дозор");
    CHECK(cyrillic["result"] == "created");
    CHECK(site.row("wow_guild", cyrillic["id"].get<std::int64_t>())["name"] == "Ночной Дозор");
    CHECK(lookup(site, "howling-fjord", "Ночной Дозор")["id"] == cyrillic["id"]);
    CHECK(site.count("wow_guild") == 2);
}

TEST_CASE("A guild whose slug no rule yields is found by what a member's summary says")
{
    Site site("sqlite");
    site.install({"wow_character", "wow_guild"});
    lookup(site, "stormrage", "L'antern", 1);
    site.json({"entity", "save", "wow_character",
        json({{"region", "eu"}, {"realm_slug", "stormrage"}, {"name_key", "x"}, {"guild_name", "L'Antern"},
                 {"guild_realm_slug", "stormrage"}, {"guild_slug", "lantern-watch"}})
            .dump()});
    const auto found = lookup(site, "stormrage", "l'antern");
    CHECK(found["result"] == "created");
    CHECK(site.row("wow_guild", found["id"].get<std::int64_t>())["slug"] == "lantern-watch");
}

TEST_CASE("What an unchanged answer confirms gets young without being written, and what has left does not")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install(all_modules);
    const auto first = lookup(site, "stormrage", "Lantern Watch");
    const auto id = first["id"].get<std::int64_t>();
    CHECK(first["providers"].size() == 3);
    const auto members = site.list("wow_guild_member", {of_guild(id)});
    CHECK(members.size() == first["providers"]["wow_guild_roster"]["rows"]);
    CHECK(members.size() == site.row("wow_guild", id)["member_count"]);
    CHECK(site.count("wow_achievement_progress", {of_guild(id)}) > 0);
    const auto fetched = members.front()["last_fetched"].get<std::int64_t>();
    const auto gone = site.json({"entity", "save", "wow_guild_member",
        json({{"blizzard_id", 1}, {"name", "Gone"}, {"guild", id}, {"last_fetched", fetched - day}}).dump()});

    site.advance(7 * day);
    site.reset_requests();
    const auto second = lookup(site, "stormrage", "Lantern Watch");
    CHECK(second["result"] == "unchanged");
    for (const auto& [provider, report] : second["providers"].items())
        CHECK(report == json({{"rows", 0}}));
    CHECK(site.requests_since_reset() == 4); // each part of a guild changes by itself, so each is asked for: all 304
    for (const auto* type : {"wow_guild_member", "wow_guild_activity", "wow_achievement_progress"})
        CHECK(site.count(type, {of_guild(id), "last_fetched < " + std::to_string(fetched + 7 * day)})
            == (std::string(type) == "wow_guild_member" ? 1 : 0));
    CHECK(site.row("wow_guild", id)["last_fetched"].get<std::int64_t>() >= fetched + 7 * day);
    CHECK(site.row("wow_guild_member", gone["id"].get<std::int64_t>())["last_fetched"] == fetched - day);

    // A row that is gone from the database is noticed, and comes back although nothing has changed.
    site.json({"entity", "delete", "wow_guild_member", members.front()["id"].dump()});
    const auto healed = lookup(site, "stormrage", "Lantern Watch");
    CHECK(healed["result"] == "updated");
    CHECK(healed["providers"]["wow_guild_roster"]["rows"] == 1);
}

TEST_CASE("Classes and races are referred to as soon as their modules are there")
{
    Site site("sqlite");
    site.install({"wow_guild"});
    const auto id = lookup(site, "stormrage", "Lantern Watch")["id"].get<std::int64_t>();
    CHECK(site.count("wow_guild_member", {"playable_class notnull"}) == 0);
    site.install({"wow_playable_class", "wow_playable_race"});
    const auto second = lookup(site, "stormrage", "Lantern Watch");
    CHECK(second["result"] == "updated");
    const auto members = site.count("wow_guild_member", {of_guild(id)});
    CHECK(second["providers"]["wow_guild_roster"]["rows"] == members);
    CHECK(site.count("wow_guild_member", {"playable_class notnull", "playable_race notnull"}) == members);
    CHECK(site.count("wow_guild_member", {"playable_class.vid = wow_playable_class"}) == members);
}

TEST_CASE("A provider that meets a broken body fails alone, is logged, and is made up for")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install(all_modules);
    for (const auto* fault : {"truncated", "html", "5xx-rate=100"}) {
        INFO(fault);
        site.sandbox().set_faults({std::string(fault) + "@" + lantern_watch + "/roster"});
        const auto result = lookup(site, "stormrage", "Lantern Watch", 5);
        const auto id = result["id"].get<std::int64_t>();
        CHECK(result["result"] == "created");
        CHECK_FALSE(result["providers"]["wow_guild_roster"]["error"].get<std::string>().empty());
        CHECK(result["providers"]["wow_achievement"]["rows"].get<std::int64_t>() > 0);
        CHECK(site.row("wow_guild", id)["sync_status"] == "ok");
        CHECK(site.count("wow_guild_member") == 0);
        const auto log = site.json({"log", "show", "--module", "wow_guild"}).dump();
        CHECK(log.find("wow_guild_roster") != std::string::npos);
        CHECK(log.find("Lantern Watch") != std::string::npos);
        site.sandbox().set_faults({});
        const auto second = lookup(site, "stormrage", "Lantern Watch");
        CHECK(second["result"] == "updated");
        CHECK(second["providers"]["wow_guild_roster"]["rows"].get<std::int64_t>() > 0);
        site.json({"entity", "delete", "wow_guild", std::to_string(id)});
        for (const auto* type :
            {"wow_guild_member", "wow_guild_activity", "wow_guild_document", "wow_achievement_progress"})
            CHECK(site.count(type) == 0);
    }
    CHECK(site.count("wow_achievement") > 0); // the catalogue stays
}

TEST_CASE("Realm and name that cannot be are refused before anything is asked")
{
    Site site("sqlite");
    site.install({"wow_guild"});
    site.reset_requests();
    CHECK(site.run({"wow:guild-lookup", "stormrage", " "}).exit_code == 2);
    CHECK(site.run({"wgl", "stormrage", std::string(200, 'x')}).exit_code == 2);
    CHECK(site.run({"wgl", "stormrage", "Lantern Watch", "--region", "mars"}).exit_code == 2);
    CHECK(site.requests_since_reset() == 0);
    CHECK(site.json({"--dry-run", "wgl", "stormrage", "Lantern Watch"}).empty());
    CHECK(site.count("wow_guild") == 0);
}
