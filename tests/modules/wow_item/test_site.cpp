// Items with the real program, on both engines: fetched on demand, once, and not again without need.
#include "modules/replay_folder.hpp"
#include "modules/wow_character/recorded.hpp"
#include "modules/wow_character/site.hpp"

#include <memory>
#include <set>

using nlohmann::json;
using replay_test::ReplayFolder;
using site_test::Site;

namespace {

constexpr std::int64_t day = 86400;

json import(const Site& site, std::int64_t number, int exit_code = 0)
{
    return site.json({"wow:search-import", "wow_item", std::to_string(number), "--region", "eu"}, exit_code);
}

json item_body(std::int64_t number, const std::string& name)
{
    return {{"id", number}, {"name", name}, {"quality", {{"type", "EPIC"}}}, {"level", 70},
        {"item_class", {{"id", 2}, {"name", "Weapon"}}}, {"item_subclass", {{"id", 7}, {"name", "Sword"}}}};
}

json media_body(const std::string& icon)
{
    return {{"assets", {{{"key", "icon"}, {"value", "https://render.worldofwarcraft.com/eu/icons/56/" + icon}}}}};
}

} // namespace

TEST_CASE("recorded items, icons and classes are stored as their bodies say")
{
    const auto folder = recorded::folder();
    if (!folder) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return;
    }
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay-only", "--replay", folder->string()});
    site.install({"wow_item"});
    const auto result = site.json({"wow:sync-item-classes", "eu"});
    const auto index = json::parse(*recorded::body("item-class-index/rbattlenet-eu-index-2019.json"));
    const auto container = json::parse(*recorded::body("item-class/rbattlenet-eu-1-2019.json"));
    CHECK(result["vocabulary"] == "wow_item_class");
    CHECK(result["failed"] == 0);
    CHECK(result["created"] == index["item_classes"].size() + container["item_subclasses"].size());
    for (const auto& expected : index["item_classes"]) {
        const auto term = site.list("taxonomy_term",
            {"vid = wow_item_class", "wow_blizzard_id = " + std::to_string(expected["id"].get<std::int64_t>())});
        REQUIRE(term.size() == 1);
        CHECK(term[0]["name"] == expected["name"]);
        CHECK(term[0]["parent"].is_null());
        CHECK(term[0]["wow_item_subclass"].is_null());
    }
    const auto parent =
        site.list("taxonomy_term", {"vid = wow_item_class", "wow_blizzard_id = 1"})[0]["id"].get<std::int64_t>();
    const auto children = site.list("taxonomy_term", {"vid = wow_item_class", "parent = " + std::to_string(parent)});
    REQUIRE(children.size() == container["item_subclasses"].size());
    for (std::size_t i = 0; i < children.size(); ++i) {
        CHECK(children[i]["name"] == container["item_subclasses"][i]["name"]);
        CHECK(children[i]["wow_item_subclass"] == container["item_subclasses"][i]["id"]);
    }
    CHECK(site.json({"wow:sync-item-classes", "eu"})["not_modified"] == true);

    const auto imported = import(site, 18803);
    const auto body = json::parse(*recorded::body("item/rbattlenet-eu-18803-2019.json"));
    CHECK(imported["url"] == "https://www.wowhead.com/item=18803");
    const auto row = site.row("wow_item", imported["id"].get<std::int64_t>());
    CHECK(row["blizzard_id"] == 18803);
    CHECK(row["name"] == body["name"]);
    CHECK(row["quality"] == body["quality"]["type"]);
    CHECK(row["level"] == body["level"]);
    CHECK(row["required_level"] == body["required_level"]);
    CHECK(row["inventory_type"] == body["inventory_type"]["type"]);
    CHECK(row["icon"].is_null()); // its media are not recorded
    const auto item_class = site.row("taxonomy_term", row["item_class"].get<std::int64_t>());
    CHECK(item_class["wow_blizzard_id"] == body["item_class"]["id"]);
    const auto subclass = site.row("taxonomy_term", row["item_subclass"].get<std::int64_t>());
    CHECK(subclass["wow_blizzard_id"]
        == (body["item_class"]["id"].get<std::int64_t>() + 1) * 1000 + body["item_subclass"]["id"].get<std::int64_t>());
}

TEST_CASE("an item is fetched when it is asked for, and not again while it is fresh")
{
    ReplayFolder folder;
    folder.add("item/5", item_body(5, "Sword of Dawn")).add("media/item/5", media_body("sword.jpg"));
    folder.add("item/6", item_body(6, "Axe"));
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay-only", "--replay", folder.path()});
    site.install({"wow_item"});
    const auto id = import(site, 5)["id"].get<std::int64_t>();
    auto row = site.row("wow_item", id);
    CHECK(row["name"] == "Sword of Dawn");
    CHECK(row["icon"].get<std::string>().ends_with("sword.jpg"));
    site.reset_requests();
    CHECK(import(site, 5)["id"] == id);
    site.advance(20 * day);
    CHECK(import(site, 5)["id"] == id);
    CHECK(site.requests_since_reset() == 0);

    site.advance(2 * day); // older than 21 days
    CHECK(import(site, 5)["id"] == id);
    CHECK(site.requests_since_reset() == 2); // the item and its icon
    CHECK(site.row("wow_item", id)["last_fetched"].get<std::int64_t>()
        >= row["last_fetched"].get<std::int64_t>() + 22 * day);

    // A stub is completed, whatever its age; an item without an icon is one all the same.
    site.json({"entity", "save", "wow_item", R"({"blizzard_id":6,"name":"stub"})"});
    const auto other = import(site, 6)["id"].get<std::int64_t>();
    CHECK(site.row("wow_item", other)["name"] == "Axe");
    CHECK(site.row("wow_item", other)["quality"] == "EPIC");
    CHECK(site.count("wow_item") == 2);
}

TEST_CASE("a number that Battle.net does not know is asked for once, until a new build or until it is forgotten")
{
    ReplayFolder folder;
    folder.add("item/5", item_body(5, "Sword"));
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay-only", "--replay", folder.path()});
    site.install({"wow_item"});
    CHECK(import(site, 404, 1)["error"]["code"] == "not_found");
    site.reset_requests();
    CHECK(import(site, 404, 1)["error"]["code"] == "not_found");
    site.advance(29 * day);
    CHECK(import(site, 404, 1)["error"]["code"] == "not_found");
    CHECK(site.requests_since_reset() == 0);
    site.advance(2 * day);
    import(site, 404, 1);
    CHECK(site.requests_since_reset() == 2);

    // A row that others refer to stays, and is not asked for again either.
    const auto stub = site.json({"entity", "save", "wow_item", R"({"blizzard_id":405,"name":"Lost"})"})["id"];
    CHECK(import(site, 405)["id"] == stub);
    site.reset_requests();
    CHECK(import(site, 405)["id"] == stub);
    CHECK(site.requests_since_reset() == 0);

    import(site, 5);
    site.reset_requests();
    ReplayFolder patch("static-11.0.0_2-eu");
    patch.add("item/5", item_body(5, "Sword, renamed"))
        .add("item/6", item_body(6, "Axe"))
        .add("item/404", item_body(404, "Found"));
    sandbox_test::Sandbox patched({"--no-rate", "--replay-only", "--replay", patch.path()});
    const auto after = [&](std::int64_t number) {
        return site.json({"--set", "wow.api_url=" + patched.url(), "--set", "wow.oauth_url=" + patched.url(),
            "wow:search-import", "wow_item", std::to_string(number)});
    };
    site.advance(60);
    after(6); // brings the news of a build
    after(404);
    after(5);
    CHECK(site.list("wow_item", {"blizzard_id = 404"})[0]["name"] == "Found");
    CHECK(site.list("wow_item", {"blizzard_id = 5"})[0]["name"] == "Sword, renamed");
    const auto before = patched.statistics()["requests"];
    after(404);
    after(5);
    CHECK(patched.statistics()["requests"] == before);
}

TEST_CASE("what can't be fetched keeps what is stored, and says why")
{
    ReplayFolder folder;
    folder.add("item/5", item_body(5, "Sword")).add("media/item/5", media_body("sword.jpg"));
    folder.add("item/8", json::parse(R"(["no item"])")).add("item/9", item_body(9, "Helm"));
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay-only", "--replay", folder.path()});
    site.install({"wow_item"});
    const auto id = import(site, 5)["id"];
    site.advance(25 * day);
    site.sandbox().set_faults({"html@/data/wow/item/5", "5xx-rate=100@/data/wow/item/9"});
    CHECK(import(site, 5)["id"] == id);
    CHECK(site.row("wow_item", id.get<std::int64_t>())["name"] == "Sword");
    CHECK(import(site, 9, 1)["error"]["message"].get<std::string>().find("/data/wow/item/9") != std::string::npos);
    CHECK(site.count("wow_item") == 1);
    site.sandbox().set_faults({"html@/data/wow/media/item/5"}); // a broken icon fails nothing, and is kept
    CHECK(import(site, 5)["id"] == id);
    const auto row = site.row("wow_item", id.get<std::int64_t>());
    CHECK(row["icon"].get<std::string>().ends_with("sword.jpg"));
}

TEST_CASE("processes that want the same item at the same time make one request")
{
    ReplayFolder folder;
    folder.add("item/5", item_body(5, "Sword")).add("media/item/5", media_body("sword.jpg"));
    Site site(GENERATE(from_range(wowhost::test::engines())),
        {"--replay-only", "--replay", folder.path(), "--latency", "700"});
    site.install({"wow_item"});
    site.json({"wow:test-connection"}, 1); // the token is there
    site.reset_requests();
    std::vector<std::unique_ptr<wowhost::test::Process>> many;
    for (int i = 0; i < 4; ++i)
        many.push_back(site.start({"wow:search-import", "wow_item", "5"}));
    std::set<std::string> answers;
    for (auto& process : many) {
        const auto result = process->wait();
        CHECK(result.exit_code == 0);
        answers.insert(result.out);
    }
    CHECK(answers.size() == 1);
    CHECK(site.requests_since_reset() == 2);
    CHECK(site.count("wow_item") == 1);
}

TEST_CASE("Battle.net's search adds what is not stored, and a hit can be imported")
{
    ReplayFolder folder;
    json results = json::array();
    for (const auto& [number, name] : std::vector<std::pair<int, std::string>>{
             {5, "Sword of Dawn"}, {6, "Worn Shortsword"}, {7, "Sword"}, {8, "Dawn Sword"}})
        results.push_back({{"data", {{"id", number}, {"name", {{"en_GB", name}, {"de_DE", "anders"}}}}}});
    results.push_back({{"data", {{"id", nullptr}, {"name", nullptr}}}});
    folder.add("search/item", {{"results", results}});
    folder.add("item/7", item_body(7, "Sword")).add("item/5", item_body(5, "Sword of Dawn"));
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay-only", "--replay", folder.path()});
    site.install({"wow_item"});
    import(site, 5);
    const auto hits = site.json({"wow:search", "sword", "--type", "item"});
    REQUIRE(hits.size() == 4);
    CHECK(hits[0]["name"] == "Sword");
    CHECK(hits[0]["local"] == false);
    CHECK(hits[0]["id"].is_null());
    CHECK(hits[1]["name"] == "Sword of Dawn");
    CHECK(hits[1]["local"] == true);
    CHECK(hits[2]["name"] == "Dawn Sword");
    CHECK(hits[3]["name"] == "Worn Shortsword"); // Battle.net found it for its own reasons
    const auto id = import(site, 7)["id"];
    const auto again = site.json({"wow:search", "SWORD", "--limit", "2"});
    CHECK(again[0]["id"] == id);
    CHECK(again[0]["local"] == true);

    site.sandbox().set_faults({"html@/data/wow/search/item"});
    const auto local = site.json({"wow:search", "sword"});
    CHECK(local.size() == 2); // what is stored is an answer, too
    site.sandbox().set_faults({"stall=60000@/data/wow/search/item"});
    CHECK(site.json({"--set", "wow.search_seconds=1", "wow:search", "sword"}).size() == 2);
}
