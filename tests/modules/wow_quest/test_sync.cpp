// Quests with the real program, on both engines: found through recorded areas, categories and types.
#include "modules/collections/rows.hpp"
#include "modules/wow_character/site.hpp"

#include <set>

using nlohmann::json;
using site_test::Site;

TEST_CASE("Recorded quests are found through areas, categories and types, and stored as their bodies say")
{
    const auto folder = recorded::folder();
    if (!folder) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return;
    }
    std::map<std::int64_t, std::string> expected;
    for (const auto* file : {"quest-area/argentpony-us-1-8.3.0.json", "quest-category/argentpony-us-1-8.3.0.json",
             "quest-type/argentpony-us-1-8.3.0.json"}) {
        const auto list = json::parse(*recorded::body(file));
        for (const auto& quest : list["quests"])
            expected[quest["id"].get<std::int64_t>()] = rows_test::english(quest["name"]).get<std::string>();
    }
    const auto types = json::parse(*recorded::body("quest-type-index/damiaui-us-index-11.2.0.json"))["types"];

    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay", folder->string(), "--replay-only"});
    site.install({"wow_quest"});
    const auto first = site.json({"wow:sync-quests", "us", "--wait"});
    CHECK(first["region"] == "us");
    CHECK(first["queue"] == "wow_quest_sync");
    CHECK(first["not_modified"] == false);
    CHECK(first["enqueued"] == expected.size());
    CHECK(first["failed"] == 0);
    CHECK(first["created"] == expected.size()); // by name: none of these has a recorded document
    for (const auto& quest : site.list("wow_quest"))
        CHECK(quest["title"] == expected.at(quest["blizzard_id"].get<std::int64_t>()));
    std::set<std::int64_t> known;
    for (const auto& term : site.list("taxonomy_term", {"vid = wow_quest_type"}))
        known.insert(term["wow_blizzard_id"].get<std::int64_t>());
    std::set<std::int64_t> wanted;
    for (const auto& type : types)
        wanted.insert(type["id"].get<std::int64_t>());
    CHECK(known == wanted);

    // One that has a document: a worker fetches it from the queue.
    const auto second = site.json({"wow:sync-quests", "us", "--force", "--wait"});
    CHECK(second["created"] == 0);
    CHECK(second["skipped"] == expected.size());
}
