// Quests with the real program, on both engines: found through recorded areas, categories and types.
#include "modules/collections/bodies.hpp"
#include "modules/wow_character/site.hpp"

#include <map>
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

    // Asked for again they are what they were.
    const auto second = site.json({"wow:sync-quests", "us", "--force", "--wait"});
    CHECK(second["created"] == 0);
    CHECK(second["skipped"] == expected.size());
}

TEST_CASE("All quests are fetched, each once, in however many lists it stands, and a 304 keeps them young")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install({"wow_quest"});
    const auto first = site.json({"wow:sync-quests", "--wait"});
    const auto quests = first["enqueued"].get<std::int64_t>();
    CHECK(quests > 1000);
    CHECK(first["created"] == quests);
    CHECK(first["failed"] == 0);
    CHECK(site.count("wow_quest") == quests);
    CHECK(site.count("wow_quest", {"title null"}) == 0);
    CHECK(site.count("wow_quest", {"area notnull"}) > 0);
    CHECK(site.count("wow_quest", {"required_level notnull"}) > 0);
    CHECK(site.count("wow_quest", {"quest_type.vid = wow_quest_type"}) > 0);
    CHECK(site.count("taxonomy_term", {"vid = wow_quest_type", "name notnull"}) == 9);
    CHECK(site.json({"state", "list"}).dump().find("wow.last_modified.quest_index.eu") != std::string::npos);

    const auto before = site.list("wow_quest", {"id = 1"})[0]["last_fetched"].get<std::int64_t>();
    site.advance(86400);
    site.reset_requests();
    const auto second = site.json({"wow:sync-quests", "--wait"});
    CHECK(second["not_modified"] == true);
    CHECK(second["enqueued"] == 0);
    CHECK(site.requests_since_reset() == 2); // of the quests and of their types
    CHECK(site.list("wow_quest", {"id = 1"})[0]["last_fetched"].get<std::int64_t>() >= before + 86400);
}

TEST_CASE("A list that fails leaves the others, and the next sync looks again")
{
    Site site("sqlite");
    site.install({"wow_quest"});
    site.sandbox().set_faults({"html@/data/wow/quest/category"});
    const auto some = site.json({"wow:sync-quests", "--wait"});
    CHECK(some["created"].get<std::int64_t>() > 0);
    site.sandbox().set_faults({});
    const auto all = site.json({"wow:sync-quests", "--wait"});
    CHECK(all["not_modified"] == false);
    CHECK(all["enqueued"].get<std::int64_t>() >= some["enqueued"].get<std::int64_t>());
    CHECK(site.json({"wow:sync-quests", "--wait"})["not_modified"] == true);
}
