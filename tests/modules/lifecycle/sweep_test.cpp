// The sweep beside other modules, other processes and trouble.
#include "trouble.hpp"

#include <csignal>
#include <future>

using namespace lifecycle_test;

namespace {

json sweep(const Site& site, int exit_code = 0) { return site.json(troubled({"wow:sweep-ttl"}), exit_code)["deleted"]; }

std::int64_t last_fetched(const Site& site, const std::string& type)
{
    return site.list(type)[0]["last_fetched"].get<std::int64_t>();
}

} // namespace

TEST_CASE("A row that rows of a third party refer to becomes a stub, which is completed by the next sync")
{
    Site site(GENERATE(from_range(engines())));
    site.json(troubled({"install", "wow_mount", "provider_trouble"}));
    site.json({"wow:sync-mounts", "--wait"});
    const auto mounts = site.list("wow_mount", {"blizzard_id < 100"});
    REQUIRE(mounts.size() > 1);
    const auto living = save(site, "trouble_deed", {{"name", "living"}, {"mount", mounts[0]["id"]}});
    save(site, "trouble_deed", {{"name", "expired"}, {"mount", mounts[1]["id"]}});
    site.advance(31 * day);
    site.json(troubled({"entity", "save", "trouble_deed", json({{"id", living}, {"name", "renewed"}}).dump()}));
    const auto deleted = sweep(site);
    CHECK(deleted["trouble_deed"] == 1);
    CHECK(deleted["wow_mount"] == 1419);
    const auto stub = site.row("wow_mount", mounts[0]["id"]);
    CHECK(stub["name"] == mounts[0]["name"]);
    CHECK(stub["description"].is_null());
    CHECK(site.row("trouble_deed", living)["mount"] == mounts[0]["id"]);
    const auto again = site.json({"wow:sync-mounts", "--wait"});
    CHECK(again["not_modified"] == false);
    CHECK(again["created"] == 1419);
    CHECK(again["updated"] == 1);
}

TEST_CASE("A row whose deletion a hook refuses stays and is named, the others go")
{
    Site site(GENERATE(from_range(engines())));
    site.json(troubled({"install", "wow_mount", "provider_trouble"}));
    for (const auto* name : {"one", "stubborn", "two"})
        save(site, "trouble_deed", {{"name", name}});
    site.json({"entity", "save", "wow_mount", R"({"blizzard_id":1,"name":"Mount"})"});
    site.advance(31 * day);
    const auto result = site.run(troubled({"wow:sweep-ttl"}));
    INFO(result.out << result.err);
    CHECK(result.exit_code == 5);
    CHECK(json::parse(result.out)["deleted"]["trouble_deed"] == 2);
    CHECK(json::parse(result.out)["deleted"]["wow_mount"] == 1);
    CHECK(result.err.find("1 rows of trouble_deed could not be deleted") != std::string::npos);
    CHECK(result.err.find("this deed is for ever") != std::string::npos);
    CHECK(site.list("trouble_deed").size() == 1);
    CHECK(site.list("trouble_deed")[0]["name"] == "stubborn");
}

TEST_CASE("What a 304 or an equal body has confirmed is not swept, what nobody has confirmed goes with all that is its")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_character", "wow_mount", "wow_achievement"});
    const auto id = site.lookup("stormrage", "sheday")["id"].get<std::int64_t>();
    site.lookup("argent-dawn", "fresh");
    const auto progress = site.count("wow_achievement_progress");
    site.advance(20 * day);
    const auto unchanged = site.lookup("stormrage", "sheday"); // 304
    CHECK(unchanged["result"] == "unchanged");
    site.advance(11 * day);
    auto deleted = site.json({"wow:sweep-ttl"})["deleted"];
    CHECK(deleted["wow_character"] == 1); // the other one
    CHECK(deleted["wow_mount_collection"] == 0);
    CHECK(deleted["wow_achievement_progress"] == 0);
    CHECK(site.count("wow_mount_collection") == sheday_mounts);
    site.sandbox().change_world({{"op", "touch"}, {"region", "eu"}, {"realm", "stormrage"}, {"name", "sheday"}});
    site.lookup("stormrage", "sheday"); // new dates, equal bodies
    site.advance(20 * day);
    deleted = site.json({"wow:sweep-ttl"})["deleted"];
    CHECK(deleted["wow_character"] == 0);
    CHECK(deleted["wow_mount_collection"] == 0);
    CHECK(site.count("wow_achievement_progress") == progress);
    site.advance(11 * day);
    deleted = site.json({"wow:sweep-ttl"})["deleted"];
    CHECK(deleted["wow_character"] == 1);
    for (const auto* type :
        {"wow_character", "wow_mount_collection", "wow_achievement_progress", "wow_character_document"})
        CHECK(site.count(type) == 0);
    CHECK(site.lookup("stormrage", "sheday")["id"] != id); // ids are never used again
    CHECK(site.count("wow_mount_collection") == sheday_mounts);
}

TEST_CASE("Rows of a character that were swept alone come back with the next lookup, although nothing has changed")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_character", "wow_mount"});
    site.lookup("stormrage", "sheday");
    const auto rows = site.list("wow_mount_collection");
    for (std::size_t i = 0; i < 3; ++i)
        site.json(
            {"entity", "save", "wow_mount_collection", json({{"id", rows[i]["id"]}, {"last_fetched", 1}}).dump()});
    CHECK(site.json({"wow:sweep-ttl"})["deleted"]["wow_mount_collection"] == 3);
    CHECK(site.lookup("stormrage", "sheday")["providers"]["wow_mount"]["rows"] == 3);
    CHECK(site.count("wow_mount_collection") == sheday_mounts);
}

TEST_CASE("A character that is hidden is kept until its data is 30 days old, however often it is asked for")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_character", "wow_mount"});
    site.lookup("stormrage", "sheday");
    const auto fetched = last_fetched(site, "wow_character");
    site.sandbox().change_world({{"op", "hide"}, {"region", "eu"}, {"realm", "stormrage"}, {"name", "sheday"}});
    for (int week = 0; week < 4; ++week) {
        site.advance(7 * day);
        CHECK(site.json({"wow:character-refresh", "--all"})["forbidden"] == 1);
        CHECK(site.json({"wow:sweep-ttl"})["deleted"]["wow_character"] == 0);
    }
    CHECK(last_fetched(site, "wow_character") == fetched);
    CHECK(site.count("wow_mount_collection") == sheday_mounts);
    site.advance(2 * day + hour);
    CHECK(site.json({"wow:sweep-ttl"})["deleted"]["wow_character"] == 1);
    CHECK(site.count("wow_mount_collection") == 0);
}

TEST_CASE("A sweep that is killed at any commit loses nothing that lives, and is finished by the next")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_mount"});
    const Words sync{"wow:sync-mounts", "--wait"};
    site.json(sync);
    const auto mounts = site.list("wow_mount");
    REQUIRE(mounts.size() == 1420);
    const auto living = mounts.back()["id"].get<std::int64_t>(); // in the last chunk
    site.advance(31 * day);
    site.json({"entity", "save", "wow_mount_collection", json({{"mount", living}}).dump()});
    // Many that are old refer to it as well: they go first, in chunks of their own.
    fill(site, "wow_mount_collection", "mount", living, 8'000);
    int killed = 0;
    for (int point = 1; point <= 12; ++point) {
        INFO("killed at commit point " << point);
        const auto before = site.count("wow_mount");
        const auto result = site.run({"wow:sweep-ttl"}, {{"WOWHOST_KILL_COMMIT", std::to_string(point)}});
        killed += result.signal == SIGKILL ? 1 : 0;
        if (result.signal != SIGKILL)
            CHECK(result.exit_code == 0);
        CHECK(site.count("wow_mount") <= before);
        CHECK(site.row("wow_mount_collection", 1)["mount"] == living);
        const auto kept = site.row("wow_mount", living);
        CHECK(kept["name"] == mounts.back()["name"]);
        // Once a chunk is gone, the catalogue is known to lack it: no 304 can hide that.
        const auto dates = site.run({"state", "get", "wow.last_modified.mount_index.eu"});
        CHECK((site.count("wow_mount") == 1420) == (dates.exit_code == 0));
    }
    CHECK(killed >= 5);
    const auto swept = site.json({"wow:sweep-ttl"})["deleted"];
    CHECK(swept["wow_mount"].get<std::int64_t>() >= 0);
    CHECK(site.count("wow_mount") == 1);
    CHECK(site.row("wow_mount", living)["description"].is_null());
    const auto again = site.json(sync);
    CHECK(again["not_modified"] == false);
    CHECK(again["created"] == 1419);
    CHECK(again["updated"] == 1);
    CHECK(site.row("wow_mount", living)["description"] == mounts.back()["description"]);
}

TEST_CASE("Several processes that sweep at once delete each row once, and none that lives")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_character", "wow_mount", "wow_achievement"});
    const auto living = add_owner(site, "wow_character", "living");
    fill(site, "wow_mount_collection", "character", living, 6'000);
    fill(site, "wow_achievement_progress", "character", living, 6'000);
    const auto kept = site.json({"entity", "save", "wow_mount_collection", json({{"character", living}}).dump()})["id"];
    // Characters that are old themselves, so that one process deletes by a cascade what another finds by its age.
    constexpr int old_ones = 20;
    for (int i = 0; i < old_ones; ++i) {
        const auto old = add_owner(site, "wow_character", "old" + text(i));
        fill(site, "wow_mount_collection", "character", old, 200);
        site.json({"entity", "save", "wow_character", json({{"id", old}, {"last_fetched", 1}}).dump()});
    }
    std::vector<std::future<wowhost::test::ProgramResult>> runs;
    for (int i = 0; i < 3; ++i)
        runs.push_back(std::async(std::launch::async, [&] { return site.run({"wow:sweep-ttl"}); }));
    std::int64_t characters = 0;
    std::int64_t progress = 0;
    for (auto& run : runs) {
        const auto result = run.get();
        INFO(result.out << result.err);
        REQUIRE(result.exit_code == 0);
        const auto deleted = json::parse(result.out)["deleted"];
        characters += deleted["wow_character"].get<std::int64_t>();
        progress += deleted["wow_achievement_progress"].get<std::int64_t>();
    }
    CHECK(characters == old_ones);
    CHECK(progress == 6'000);
    CHECK(site.count("wow_achievement_progress") == 0);
    CHECK(site.list("wow_character").size() == 1);
    const auto left = site.list("wow_mount_collection");
    REQUIRE(left.size() == 1);
    CHECK(left[0]["id"] == kept);
    CHECK(left[0]["character"] == living);
}
