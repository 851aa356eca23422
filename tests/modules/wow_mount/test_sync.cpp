// The catalogue of mounts with the real program, on both engines.
#include "modules/wow_character/recorded.hpp"
#include "modules/wow_character/site.hpp"

using nlohmann::json;
using site_test::Site;

TEST_CASE("The catalogue completes the stubs of a character's mounts, and a 304 keeps all of it young")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install({"wow_character", "wow_mount"});
    site.lookup("stormrage", "sheday");
    const auto stubs = site.count("wow_mount");
    CHECK(stubs == 530);
    CHECK(site.count("wow_mount", {"source_type notnull"}) == 0);

    const auto first = site.json({"wow:sync-mounts", "eu", "--wait"});
    CHECK(first["not_modified"] == false);
    CHECK(first["queue"] == "wow_mount_sync");
    CHECK(first["enqueued"] == 1420);
    CHECK(first["failed"] == 0);
    const auto created = first["created"].get<std::int64_t>();
    const auto completed = first["updated"].get<std::int64_t>();
    CHECK(created + completed == 1420);
    CHECK(completed > stubs * 9 / 10); // a body may name mounts that the catalogue has not
    CHECK(site.count("wow_mount") == stubs + created);
    CHECK(site.count("wow_mount", {"source_type notnull"}) > 1000);
    const auto before = site.list("wow_mount", {"blizzard_id = 6"})[0];

    site.advance(24 * 3600);
    const auto second = site.json({"wow:sync-mounts", "eu", "--wait"});
    CHECK(second["not_modified"] == true);
    CHECK(second["enqueued"] == 0);
    CHECK(second["updated"] == 0);
    const auto after = site.list("wow_mount", {"blizzard_id = 6"})[0];
    CHECK(after["last_fetched"].get<std::int64_t>() >= before["last_fetched"].get<std::int64_t>() + 24 * 3600);
    CHECK(after["name"] == before["name"]);
}

TEST_CASE("A recorded mount is stored as its body says")
{
    const auto folder = recorded::folder();
    if (!folder) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return;
    }
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay", folder->string()});
    site.install({"wow_mount"});
    CHECK(site.json({"wow:sync-mounts", "eu", "--wait"})["failed"] == 0);
    const auto expected = json::parse(*recorded::body("mount/rbattlenet-eu-6-2019.json"));
    const auto index = json::parse(*recorded::body("mount-index/rbattlenet-eu-index-2019.json"));
    CHECK(site.count("wow_mount") == static_cast<std::int64_t>(index["mounts"].size()));
    const auto row = site.list("wow_mount", {"blizzard_id = 6"})[0];
    CHECK(row["name"] == expected["name"]);
    CHECK(row["description"] == expected["description"]);
    CHECK(row["source_type"] == expected["source"]["type"]);
    CHECK(row["source"] == expected["source"]["name"]);
    CHECK(row["faction"] == expected["faction"]["type"]);
    CHECK(row["creature_display"] == 2404);
    CHECK(row["icon"].get<std::string>().ends_with("creature-display-2404.jpg"));
}

TEST_CASE("Icons cost a request per mount once, again only after a new build, and nothing when they are not wanted")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install({"wow_mount"});
    const auto requests = [&](std::vector<std::string> line) {
        site.reset_requests();
        line.insert(line.end(), {"wow:sync-mounts", "eu", "--wait"});
        const auto result = site.json(line);
        CHECK(result["failed"] == 0);
        CHECK(result["created"].get<int>() + result["updated"].get<int>() + result["skipped"].get<int>()
            == result["enqueued"]);
        return site.requests_since_reset();
    };
    const std::vector<std::string> without{"--set", "wow.cache_icons=false"};
    CHECK(requests(without) == 1 + 1420);
    CHECK(site.count("wow_mount", {"icon notnull"}) == 0);
    CHECK(requests({}) == 1 + 2 * 1420); // they are wanted now, so that the stored date does not count
    CHECK(site.count("wow_mount", {"icon like http%.jpg"}) == 1420);
    CHECK(requests({}) == 1);
    site.advance(60);
    CHECK(site.json({"wow:sync-mounts", "eu", "--wait", "--force"})["skipped"] == 1420);
    CHECK(site.requests_since_reset() == 1 + 1 + 1420);
    CHECK(site.count("wow_mount", {"icon notnull"}) == 1420);

    site.sandbox().change_world(json::parse(R"({"op":"publish"})"));
    CHECK(requests({}) == 1 + 2 * 1420);
    const auto lost = site.list("wow_mount", {"blizzard_id = 6"})[0]["id"];
    site.json({"entity", "save", "wow_mount", json({{"id", lost}, {"icon", nullptr}}).dump()});
    site.reset_requests();
    CHECK(site.json({"wow:sync-mounts", "eu", "--wait", "--force"})["updated"] == 1);
    CHECK(site.requests_since_reset() == 1 + 1420 + 1);
}

TEST_CASE("An icon that can't be had fails nothing")
{
    Site site("sqlite");
    site.install({"wow_mount"});
    site.sandbox().set_faults({"html@/data/wow/media/creature-display"});
    const auto result = site.json({"wow:sync-mounts", "eu", "--wait"});
    CHECK(result["created"] == 1420);
    CHECK(result["failed"] == 0);
    CHECK(site.count("wow_mount", {"icon null"}) == 1420);
    CHECK(site.count("wow_mount", {"name notnull"}) == 1420);
}
