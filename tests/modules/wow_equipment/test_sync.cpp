// Equipment with the real program, on both engines.
#include "modules/wow_character/recorded.hpp"
#include "modules/wow_character/site.hpp"

#include <map>
#include <set>

using nlohmann::json;
using site_test::Site;

TEST_CASE("Recorded equipment is stored item by item, and an unchanged answer writes nothing")
{
    const auto folder = recorded::folder();
    if (!folder) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return;
    }
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay", folder->string(), "--replay-only"});
    site.install({"wow_character", "wow_equipment"});
    const auto first = site.lookup("stormrage", "sheday");
    const auto body = json::parse(*recorded::body("character-equipment/rbattlenet-eu-stormrage-sheday-2019.json"));
    const auto& expected = body["equipped_items"];
    CHECK(first["providers"]["wow_equipment"] == json({{"rows", expected.size()}}));
    std::map<std::string, json> by_slot;
    for (const auto& item : expected)
        by_slot[item["slot"]["type"].get<std::string>()] = item;
    const auto stored = site.list("wow_equipped_item", {"character = " + first["id"].dump()});
    REQUIRE(stored.size() == expected.size());
    for (const auto& row : stored) {
        const auto& item = by_slot.at(row["slot"].get<std::string>());
        CHECK(row["item_blizzard_id"] == item["item"]["id"]);
        CHECK(row["name"] == item["name"]);
        CHECK(row["quality"] == item["quality"]["type"]);
        CHECK(row["item_level"] == item["level"]["value"]);
        CHECK(row["details"]["slot"] == item["slot"]);
        CHECK(row["details"].contains("stats") == item.contains("stats"));
        CHECK(row["details"].dump().find("href") == std::string::npos);
    }
    site.advance(24 * 3600);
    const auto again = site.lookup("stormrage", "sheday");
    CHECK(again["result"] == "unchanged");
    CHECK(again["providers"]["wow_equipment"] == json({{"rows", 0}}));
    CHECK(site.list("wow_equipped_item").front()["last_fetched"].get<std::int64_t>()
        >= stored.front()["last_fetched"].get<std::int64_t>() + 24 * 3600);
}

TEST_CASE("Another item changes its slot's row, and an empty slot is left to the sweep")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install({"wow_character", "wow_equipment"});
    const auto id = site.lookup("stormrage", "sheday")["id"];
    const auto worn = site.list("wow_equipped_item", {"character = " + id.dump()});
    REQUIRE(worn.size() > 10);
    // As if an earlier answer had held another item on the head, and a relic in a slot that is empty now.
    const auto head = site.list("wow_equipped_item", {"slot = HEAD"}).front();
    site.json({"entity", "save", "wow_equipped_item",
        json({{"id", head["id"]}, {"item_blizzard_id", 1}, {"name", "Old Hat"}, {"last_fetched", 1'600'000'000}})
            .dump()});
    const auto relic = site.json({"entity", "save", "wow_equipped_item",
        json({{"character", id}, {"slot", "RELIC"}, {"item_blizzard_id", 2}, {"last_fetched", 1'600'000'000}}).dump()});
    const auto again = site.lookup("stormrage", "sheday");
    CHECK(again["providers"]["wow_equipment"] == json({{"rows", 1}}));
    const auto after = site.row("wow_equipped_item", head["id"].get<std::int64_t>());
    CHECK(after["item_blizzard_id"] == head["item_blizzard_id"]);
    CHECK(after["name"] == head["name"]);
    CHECK(site.row("wow_equipped_item", relic["id"].get<std::int64_t>())["last_fetched"] == 1'600'000'000);
    CHECK(site.json({"wow:sweep-ttl"})["deleted"]["wow_equipped_item"] == 1);
    CHECK(site.count("wow_equipped_item") == static_cast<std::int64_t>(worn.size()));

    site.json({"entity", "delete", "wow_character", id.dump()});
    CHECK(site.count("wow_equipped_item") == 0);
}

TEST_CASE("Items that the catalogue lacks are fetched by a worker, each once, and no lookup waits for them")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install({"wow_character", "wow_equipment"});
    const auto known = site.json({"entity", "save", "wow_item", R"({"blizzard_id":1,"name":"Stub"})"})["id"];
    site.lookup("stormrage", "sheday");
    std::set<std::int64_t> worn;
    for (const auto& row : site.list("wow_equipped_item"))
        worn.insert(row["item_blizzard_id"].get<std::int64_t>());
    const auto waiting = [&](const char* what) {
        for (const auto& queue : site.json({"queue", "list"}))
            if (queue["name"] == "wow_equipment_items")
                return queue[what].get<std::size_t>();
        return std::size_t{0};
    };
    CHECK(waiting("pending") == worn.size());
    CHECK(site.count("wow_item") == 1);
    site.json({"worker", "--queue", "wow_equipment_items", "--until-empty"});
    CHECK(waiting("pending") == 0);
    CHECK(waiting("failed") == 0);
    std::size_t fetched = 0;
    for (const auto& item : site.list("wow_item", {"blizzard_id != 1"})) {
        CHECK(worn.contains(item["blizzard_id"].get<std::int64_t>()));
        CHECK(item["icon"].is_string());
        ++fetched;
    }
    CHECK(fetched >= worn.size() - 2); // the simulated Battle.net does not know a few of the items that are worn
    CHECK(site.row("wow_item", known.get<std::int64_t>())["name"] == "Stub"); // nobody wears it

    // Worn anew: what is known is not asked for again, nor is what is unknown.
    for (const auto& row : site.list("wow_character_document"))
        if (row["document"] == "equipment")
            site.json({"entity", "delete", "wow_character_document", row["id"].dump()});
    site.advance(3600);
    site.lookup("stormrage", "sheday");
    CHECK(waiting("pending") == worn.size() - fetched);
    site.reset_requests();
    site.json({"worker", "--queue", "wow_equipment_items", "--until-empty"});
    CHECK(site.requests_since_reset() == 0);
}

TEST_CASE("Equipment that can't be had stops nothing else")
{
    Site site("sqlite");
    site.install({"wow_character", "wow_equipment"});
    site.sandbox().set_faults({"truncated@/profile/wow/character/stormrage/sheday/equipment"});
    const auto result = site.lookup("stormrage", "sheday", 5);
    CHECK(result["result"] == "created");
    CHECK(result["providers"]["wow_equipment"].contains("error"));
    site.sandbox().set_faults({});
    CHECK(site.lookup("stormrage", "sheday")["providers"]["wow_equipment"]["rows"].get<std::int64_t>() > 10);
}
