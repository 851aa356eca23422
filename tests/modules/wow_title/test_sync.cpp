// Titles with the real program, on both engines.
#include "modules/collections/bodies.hpp"
#include "modules/wow_character/site.hpp"

using nlohmann::json;
using site_test::Site;

TEST_CASE("A character bears one title of those it has, and the catalogue says how it is borne")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install({"wow_character", "wow_title"});
    const auto rows = site.lookup("stormrage", "sheday")["providers"]["wow_title"]["rows"];
    CHECK(rows.get<std::int64_t>() > 0);
    CHECK(site.count("wow_title_award") == rows);
    CHECK(site.count("wow_title_award", {"is_active = true"}) <= 1);

    const auto synced = site.json({"wow:sync-titles", "eu", "--wait"});
    CHECK(synced["queue"] == "wow_title_sync");
    CHECK(synced["enqueued"] == 593);
    CHECK(synced["created"].get<std::int64_t>() + synced["updated"].get<std::int64_t>() == 593);
    CHECK(synced["failed"] == 0);
    CHECK(site.count("wow_title", {"name_male null"}) == site.count("wow_title", {"name_female null"}));
    CHECK(site.count("wow_title", {"name_male like %{name}%"}) >= 590);
    CHECK(site.json({"wow:sync-titles", "eu", "--wait"})["not_modified"] == true);
}

TEST_CASE("A title that is not listed any more is not borne any more, and keeps its age")
{
    const auto folder = recorded::folder();
    if (!folder) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return;
    }
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay", folder->string(), "--replay-only"});
    site.install({"wow_character", "wow_title"});
    site.lookup("stormrage", "sheday");
    const auto body = json::parse(*recorded::body("character-titles/rbattlenet-eu-stormrage-sheday-2019.json"));
    auto awards = site.list("wow_title_award");
    REQUIRE(awards.size() == 1);
    CHECK(awards[0]["is_active"] == true);
    const auto title = site.row("wow_title", awards[0]["title"].get<std::int64_t>());
    CHECK(title["blizzard_id"] == body["active_title"]["id"]);
    CHECK(title["name"] == body["active_title"]["name"]);

    // Another title that was borne before: the next full answer takes its place.
    const auto other = site.json({"entity", "save", "wow_title", R"({"blizzard_id":6,"name":"Knight"})"})["id"];
    const auto character = awards[0]["character"];
    const auto before = site.list("wow_title_award")[0]["last_fetched"].get<std::int64_t>() - 86400;
    const auto old = site.json({"entity", "save", "wow_title_award",
        json({{"title", other}, {"is_active", true}, {"character", character}, {"last_fetched", before}})
            .dump()})["id"];
    for (const auto& remembered : site.list("wow_character_document"))
        if (remembered["document"] == "titles")
            site.json({"entity", "delete", "wow_character_document", remembered["id"].dump()});
    site.advance(3600);
    site.lookup("stormrage", "sheday");
    CHECK(site.count("wow_title_award", {"is_active = true"}) == 1);
    const auto row = site.row("wow_title_award", old.get<std::int64_t>());
    CHECK(row["is_active"] == false);
    CHECK(row["last_fetched"].get<std::int64_t>() <= before);

    CHECK(site.json({"wow:sync-titles", "eu", "--wait"})["failed"] == 0);
    const auto knight = site.list("wow_title", {"blizzard_id = 6"})[0];
    const auto detail = json::parse(*recorded::body("title/rbattlenet-eu-6-2019.json"));
    CHECK(knight["name"] == detail["name"]);
    CHECK(knight["name_male"] == detail["gender_name"]["male"]);
    CHECK(knight["name_female"] == detail["gender_name"]["female"]);
}
