// Creatures and their vocabularies with the real program, on both engines.
#include "modules/wow_character/recorded.hpp"
#include "modules/wow_character/site.hpp"

using nlohmann::json;
using site_test::Site;

TEST_CASE("recorded creatures, types and families are stored as their bodies say")
{
    const auto folder = recorded::folder();
    if (!folder) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return;
    }
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay-only", "--replay", folder->string()});
    site.install({"wow_creature"});
    const auto results = site.json({"wow:sync-creature-types", "eu"});
    REQUIRE(results.size() == 2);
    CHECK(results[0]["vocabulary"] == "wow_creature_type");
    CHECK(results[1]["vocabulary"] == "wow_creature_family");
    for (const auto& [file, key, vocabulary] : std::vector<std::array<const char*, 3>>{
             {"creature-type-index/rbattlenet-eu-index-2019.json", "creature_types", "wow_creature_type"},
             {"creature-family-index/rbattlenet-eu-index-2019.json", "creature_families", "wow_creature_family"}}) {
        const auto expected = json::parse(*recorded::body(file))[key];
        const auto terms = site.list("taxonomy_term", {std::string("vid = ") + vocabulary});
        CHECK(terms.size() == expected.size());
        for (const auto& item : expected) {
            bool found = false;
            for (const auto& term : terms)
                found = found || (term["wow_blizzard_id"] == item["id"] && term["name"] == item["name"]);
            INFO(item.dump());
            CHECK(found);
        }
    }
    CHECK(site.json({"wow:sync-creature-types", "eu"})[1]["not_modified"] == true);

    const auto body = json::parse(*recorded::body("creature/rbattlenet-eu-30-2019.json"));
    const auto id = site.json({"wow:search-import", "creature", "30"})["id"].get<std::int64_t>();
    const auto row = site.row("wow_creature", id);
    CHECK(row["name"] == body["name"]);
    CHECK(row["is_tameable"] == body["is_tameable"]);
    CHECK(row["creature_display"] == 366);
    CHECK(site.row("taxonomy_term", row["creature_type"].get<std::int64_t>())["name"] == body["type"]["name"]);
    CHECK(site.row("taxonomy_term", row["creature_family"].get<std::int64_t>())["name"] == body["family"]["name"]);
    CHECK(site.json({"wow:search", "SPIDER"})[0]["id"] == id);
    site.reset_requests();
    CHECK(site.json({"wow:search-import", "wow_creature", "30"})["id"] == id);
    CHECK(site.requests_since_reset() == 0);
}
