// Categories and catalogue of achievements with the real program.
#include "modules/wow_character/recorded.hpp"
#include "modules/wow_character/site.hpp"

using nlohmann::json;
using site_test::Site;

TEST_CASE("Both trees of categories are synced, each into its vocabulary")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install({"wow_achievement"});
    const auto result = site.json({"wow:sync-achi-categories", "eu"});
    REQUIRE(result.size() == 2);
    CHECK(result[0]["vocabulary"] == "wow_char_achi_category");
    CHECK(result[0]["created"] == 156);
    CHECK(result[1]["vocabulary"] == "wow_guild_achi_category");
    CHECK(result[1]["created"] == 29);
    CHECK(site.count("taxonomy_term", {"vid = wow_char_achi_category", "parent notnull"}) > 100);
    for (const auto& again : site.json({"wow:sync-achi-categories", "eu"}))
        CHECK(again["not_modified"] == true);
}

TEST_CASE("An achievement that was stored before its guild category is known finds it")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install({"wow_achievement"});
    site.json({"wow:sync-achi-categories", "eu"});
    const auto guild = site.list("taxonomy_term", {"vid = wow_guild_achi_category"})[0];
    const auto stray = site.json({"entity", "save", "taxonomy_term",
        json({{"vid", "wow_char_achi_category"}, {"wow_region", ""}, {"wow_blizzard_id", guild["wow_blizzard_id"]}})
            .dump()});
    site.json({"entity", "save", "wow_achievement",
        json({{"blizzard_id", 4860}, {"name", "Level"}, {"category", stray["id"]}}).dump()});
    site.json({"wow:sync-achi-categories", "eu", "--force"});
    CHECK(site.list("wow_achievement", {"blizzard_id = 4860"})[0]["category"] == guild["id"]);
    CHECK(site.count("taxonomy_term", {"vid = wow_char_achi_category"}) == 156);
}

TEST_CASE("The whole catalogue is stored, each achievement with its category")
{
    Site site("sqlite");
    site.install({"wow_achievement"});
    site.json({"wow:sync-achi-categories", "eu"});
    const std::vector<std::string> sync{"--set", "wow.cache_icons=false", "wow:sync-achievements", "eu", "--wait"};
    const auto first = site.json(sync);
    CHECK(first["enqueued"] == 7770);
    CHECK(first["created"] == 7770);
    CHECK(first["failed"] == 0);
    CHECK(site.count("wow_achievement", {"category null"}) == 0);
    CHECK(site.count("taxonomy_term", {"vid = wow_char_achi_category"}) == 156); // no stubs among them
    CHECK(site.count("wow_achievement", {"category.vid = wow_guild_achi_category"}) > 0);
    CHECK(site.json(sync)["not_modified"] == true);
}

TEST_CASE("A recorded achievement is stored as its body says")
{
    const auto folder = recorded::folder();
    if (!folder) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return;
    }
    Site site("sqlite", {"--replay", folder->string()});
    site.install({"wow_achievement"});
    site.json({"wow:sync-achi-categories", "eu"});
    CHECK(site.json({"wow:sync-achievements", "eu", "--wait"})["failed"] == 0);
    const auto expected = json::parse(*recorded::body("achievement/rbattlenet-eu-6-2019.json"));
    const auto index = json::parse(*recorded::body("achievement-index/rbattlenet-eu-index-2019.json"));
    CHECK(site.count("wow_achievement") == static_cast<std::int64_t>(index["achievements"].size()));
    const auto row = site.list("wow_achievement", {"blizzard_id = 6"})[0];
    CHECK(row["name"] == expected["name"]);
    CHECK(row["description"] == expected["description"]);
    CHECK(row["points"] == expected["points"]);
    CHECK(row["is_account_wide"] == expected["is_account_wide"]);
    CHECK(row["display_order"] == expected["display_order"]);
    CHECK(row["criteria"] == expected["criteria"]);
    const auto media = json::parse(*recorded::body("achievement-media/rbattlenet-eu-6-2019.json"));
    CHECK(row["icon"] == media["assets"][0]["value"]);
    const auto category = site.json({"entity", "get", "taxonomy_term", row["category"].dump()});
    CHECK(category["wow_blizzard_id"] == expected["category"]["id"]);
    CHECK(category["name"] == expected["category"]["name"]);
}
