// Providers are isolated: what one meets harms neither the others nor the character.
#include "site.hpp"

#include <catch2/catch.hpp>

using nlohmann::json;
using site_test::Site;

namespace {
const std::vector<std::string> all_modules{"wow_character", "wow_achievement", "wow_mount"};
const std::string sheday = "/profile/wow/character/stormrage/sheday";
} // namespace

TEST_CASE("A provider that meets a broken body fails alone, is logged, and is made up for")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install(all_modules);
    for (const auto* fault : {"truncated", "not-json", "html", "5xx-rate=100", "reset"}) {
        INFO(fault);
        site.sandbox().set_faults({std::string(fault) + "@" + sheday + "/achievements"});
        const auto result = site.lookup("stormrage", "sheday", 5);
        const auto id = result["id"].get<std::int64_t>();
        CHECK(result["result"] == "created");
        CHECK_FALSE(result["providers"]["wow_achievement"]["error"].get<std::string>().empty());
        CHECK(result["providers"]["wow_mount"]["rows"] == 530);
        CHECK(site.row("wow_character", id)["sync_status"] == "ok");
        CHECK(site.count("wow_achievement_progress") == 0);
        const auto log = site.json({"log", "show", "--module", "wow_character"}).dump();
        CHECK(log.find("wow_achievement") != std::string::npos);
        CHECK(log.find("Sheday") != std::string::npos);

        // The summary is 304 now; what has succeeded is not asked for again, what has failed is.
        site.sandbox().set_faults({});
        site.reset_requests();
        const auto second = site.lookup("stormrage", "sheday");
        CHECK(second["result"] == "updated");
        CHECK(second["providers"] == json({{"wow_achievement", {{"rows", 3786}}}, {"wow_mount", {{"rows", 0}}}}));
        CHECK(site.requests_since_reset() == 2);
        site.json({"entity", "delete", "wow_character", std::to_string(id)});
        CHECK(site.count("wow_achievement_progress") == 0);
        CHECK(site.count("wow_mount_collection") == 0);
        CHECK(site.count("wow_character_document") == 0);
    }
}

TEST_CASE("A provider that stalls is given up at its deadline, the others are stored")
{
    Site site("sqlite");
    site.install(all_modules);
    site.sandbox().set_faults({"stall=60000@" + sheday + "/achievements"});
    const auto result = site.json(
        {"--set", "wow_character.provider_seconds=2", "wow:character-lookup", "stormrage", "sheday", "--region", "eu"},
        5);
    CHECK(result["providers"]["wow_achievement"].contains("error"));
    CHECK(result["providers"]["wow_mount"]["rows"] == 530);
}

TEST_CASE("A sub-resource that is 404 is no rows, and broken media stop nothing")
{
    Site site("sqlite");
    site.install(all_modules);
    site.sandbox().set_faults({"html@" + sheday + "/character-media"});
    const auto result = site.lookup("stormrage", "sheday");
    CHECK(result["providers"]["wow_mount"]["rows"] == 530);
    CHECK(site.row("wow_character", result["id"].get<std::int64_t>())["avatar"].is_null());
    site.sandbox().set_faults({});
    CHECK(site.lookup("stormrage", "sheday")["result"] == "updated");
    CHECK_FALSE(site.row("wow_character", result["id"].get<std::int64_t>())["avatar"].is_null());
}

TEST_CASE("A summary that is broken is a failure that changes nothing")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install(all_modules);
    site.sandbox().set_faults({"truncated@" + sheday});
    CHECK(site.run({"wow:character-lookup", "stormrage", "sheday"}).exit_code == 1);
    CHECK(site.count("wow_character") == 0);
    site.sandbox().set_faults({});
    const auto id = site.lookup("stormrage", "sheday")["id"].get<std::int64_t>();
    const auto before = site.row("wow_character", id);
    site.sandbox().change_world({{"op", "touch"}, {"region", "eu"}, {"realm", "stormrage"}, {"name", "sheday"}});
    site.sandbox().set_faults({"truncated@" + sheday});
    CHECK(site.run({"wow:character-lookup", "stormrage", "sheday"}).exit_code == 1);
    const auto after = site.row("wow_character", id);
    CHECK(after["last_fetched"] == before["last_fetched"]);
    CHECK(after["sync_status"] == "ok");
    CHECK_FALSE(after["last_checked"].is_null());
}

TEST_CASE("A module that is installed anew is read in full, although Battle.net says that nothing has changed")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install(all_modules);
    const auto id = site.lookup("stormrage", "sheday")["id"].get<std::int64_t>();
    site.json({"uninstall", "wow_mount"});
    CHECK(site.lookup("stormrage", "sheday")["providers"] == json({{"wow_achievement", {{"rows", 0}}}}));
    site.install({"wow_mount"});
    const auto result = site.lookup("stormrage", "sheday");
    CHECK(result["id"] == id);
    CHECK(result["providers"] == json({{"wow_achievement", {{"rows", 0}}}, {"wow_mount", {{"rows", 530}}}}));
}
