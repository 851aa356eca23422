// What is not confirmed for 30 days goes; what is, stays.
#include "modules/wow_character/site.hpp"

#include <catch2/catch.hpp>

using nlohmann::json;
using site_test::Site;
using wowhost::test::engines;

namespace {

constexpr std::int64_t day = 86400;

json sync_mounts(const Site& site, const std::vector<std::string>& options = {})
{
    std::vector<std::string> line{"wow:sync-mounts", "--wait"};
    line.insert(line.end(), options.begin(), options.end());
    return site.json(line);
}

} // namespace

TEST_CASE("a queued catalogue is created, then not modified and renewed, then, forced, skipped")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_mount"});
    CHECK(sync_mounts(site)
        == json({{"region", "eu"}, {"queue", "wow_mount_sync"}, {"not_modified", false}, {"enqueued", 1420},
            {"created", 1420}, {"updated", 0}, {"skipped", 0}, {"failed", 0}}));
    site.advance(20 * day);
    const auto foreign =
        site.json({"entity", "save", "wow_mount", R"({"blizzard_id":99999999,"name":"Mine","last_fetched":5})"});
    site.reset_requests();
    const auto again = sync_mounts(site);
    CHECK(again["not_modified"] == true);
    CHECK(again["enqueued"] == 0);
    CHECK(again["skipped"] == 0);
    CHECK(site.requests_since_reset() == 1);
    CHECK(site.row("wow_mount", foreign["id"].get<std::int64_t>())["last_fetched"] == 5);
    site.advance(20 * day);
    CHECK(site.json({"wow:sweep-ttl"})["deleted"]["wow_mount"] == 1); // 40 days after the first sync
    CHECK(site.count("wow_mount") == 1420);
    const auto forced = sync_mounts(site, {"--force"});
    CHECK(forced["skipped"] == 1420);
    CHECK(forced["created"] == 0);
    CHECK(forced["updated"] == 0);
}

TEST_CASE("details that answer 404 are skipped once, and others that fail go back to the queue")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_mount"});
    site.sandbox().set_faults({"truncated#3@/data/wow/mount/6", "html#2@/data/wow/mount/7"});
    const auto result = sync_mounts(site);
    CHECK(result["created"] == 1420);
    CHECK(result["failed"] == 0);
    CHECK(site.json({"wow:sync-mounts"})["not_modified"] == true);
}

TEST_CASE("the sweep deletes what is old, keeps terms, and makes the next sync a full one")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_mount", "wow_power_type"});
    site.json({"wow:sync-power-types"});
    sync_mounts(site);
    CHECK(site.json({"wsttl"})["deleted"]["wow_mount"] == 0);
    site.advance(31 * day);
    CHECK(site.json({"--dry-run", "wow:sweep-ttl"})["deleted"]["wow_mount"] == 1420);
    CHECK(site.count("wow_mount") == 1420);
    const auto terms = site.count("taxonomy_term");
    const auto swept = site.json({"wow:sweep-ttl"});
    CHECK(swept["deleted"]["wow_mount"] == 1420);
    CHECK(swept["deleted"].contains("wow_mount_collection"));
    CHECK(site.count("wow_mount") == 0);
    CHECK(site.count("taxonomy_term") == terms);
    CHECK(sync_mounts(site)["created"] == 1420);
}

TEST_CASE("a catalogue row that living rows refer to becomes a stub")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_mount"});
    sync_mounts(site);
    const auto mounts = site.list("wow_mount", {"blizzard_id < 100"});
    REQUIRE(mounts.size() > 1);
    const auto kept = mounts.front()["id"].get<std::int64_t>();
    site.advance(31 * day);
    site.json({"entity", "save", "wow_mount_collection", "{\"mount\":" + std::to_string(kept) + "}"});
    CHECK(site.json({"wow:sweep-ttl"})["deleted"]["wow_mount"] == 1419);
    const auto stub = site.row("wow_mount", kept);
    CHECK(stub["name"] == mounts.front()["name"]);
    CHECK(stub["blizzard_id"] == mounts.front()["blizzard_id"]);
    CHECK(stub["description"].is_null());
    CHECK(site.count("wow_mount_collection") == 1);
    const auto completed = sync_mounts(site);
    CHECK(completed["created"] == 1419);
    CHECK(completed["updated"] == 1);
    CHECK(site.row("wow_mount", kept)["description"] == mounts.front()["description"]);
}

TEST_CASE("cron sweeps at most every 23 hours")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_mount"});
    const auto message = [&] {
        for (const auto& job : site.json({"cron", "--force"}))
            if (job["job"] == "wow.ttl_sweep")
                return job["message"].get<std::string>();
        return std::string("no such job");
    };
    CHECK(message() == "deleted 0 rows");
    CHECK(message() == "swept less than 23 hours ago");
    site.advance(22 * 3600);
    CHECK(message() == "swept less than 23 hours ago");
    site.advance(2 * 3600);
    CHECK(message() == "deleted 0 rows");
}
