// Toys with the real program, on both engines.
#include "modules/collections/bodies.hpp"
#include "modules/wow_character/site.hpp"

using site_test::Site;

TEST_CASE("A character's toys are stored, and the catalogue completes them with name, source and icon")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install({"wow_character", "wow_toy"});
    const auto rows = site.lookup("stormrage", "sheday")["providers"]["wow_toy"]["rows"].get<std::int64_t>();
    CHECK(rows > 0);
    CHECK(site.count("wow_toy_collection") == rows);
    CHECK(site.count("wow_toy") == rows);
    CHECK(site.count("wow_toy_collection", {"is_favorite = true"}) > 0);

    const auto synced = site.json({"wow:sync-toys", "eu", "--wait"});
    CHECK(synced["queue"] == "wow_toy_sync");
    CHECK(synced["enqueued"] == 1000);
    CHECK(synced["updated"] == rows);
    CHECK(synced["created"] == 1000 - rows);
    CHECK(synced["failed"] == 0);
    CHECK(site.count("wow_toy", {"name null"}) == 0);
    CHECK(site.count("wow_toy", {"item_blizzard_id null"}) == 0);
    CHECK(site.count("wow_toy", {"source_type notnull"}) > 500);
    CHECK(site.count("wow_toy", {"icon like http%.jpg"}) == 1000);
    CHECK(site.json({"wow:sync-toys", "eu", "--wait"})["not_modified"] == true);
    CHECK(site.lookup("stormrage", "sheday")["providers"]["wow_toy"]["rows"] == 0);
}
