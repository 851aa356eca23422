// The search with the real program, on both engines.
#include "modules/replay_folder.hpp"
#include "modules/wow_character/site.hpp"

#include <catch2/catch.hpp>
#include <set>

using nlohmann::json;
using site_test::Site;
using Words = std::vector<std::string>;

namespace {

/// Nothing but what is stored: the simulated Battle.net knows nothing.
const replay_test::ReplayFolder& empty_folder()
{
    static const replay_test::ReplayFolder folder;
    return folder;
}
Words knows_nothing() { return {"--replay-only", "--replay", empty_folder().path()}; }

json search(const Site& site, const Words& words, int exit_code = 0)
{
    Words line{"wow:search"};
    line.insert(line.end(), words.begin(), words.end());
    return site.json(line, exit_code);
}

std::vector<std::string> names(const json& hits)
{
    std::vector<std::string> found;
    for (const auto& hit : hits)
        found.push_back(hit["name"]);
    return found;
}

std::int64_t save(const Site& site, const std::string& type, const json& row)
{
    return site.json({"entity", "save", type, row.dump()})["id"].get<std::int64_t>();
}

std::int64_t words_of(const Site& site, const std::string& type)
{
    return site.count("wow_search_word", {"target = " + type});
}

} // namespace

TEST_CASE("names are found in any case, without accents, by their words in any order, the best first")
{
    Site site(GENERATE(from_range(wowhost::test::engines())), knows_nothing());
    site.install({"wow_mount", "wow_achievement"});
    std::int64_t number = 0;
    for (const auto* name : {"Éowyn's Übermut", "Скакун ТЬМЫ", "Ψυχή Ήρωας", "無敵的韁繩", "공허의 매",
             "Straße des Lichts", "Blade", "Blade of Wind", "Wind Blade Rider", "The Blade", "Bladestorm"})
        save(site, "wow_mount", {{"blizzard_id", ++number}, {"name", name}});
    const auto achievement = save(site, "wow_achievement", {{"blizzard_id", 6}, {"name", "Blade"}});

    CHECK(names(search(site, {"eowyns", "uber"})) == Words{"Éowyn's Übermut"});
    CHECK(names(search(site, {"EOWYN'S"})) == Words{"Éowyn's Übermut"});
    CHECK(names(search(site, {"тьмы", "СКАК"})) == Words{"Скакун ТЬМЫ"});
    CHECK(names(search(site, {"ηρωας"})) == Words{"Ψυχή Ήρωας"});
    CHECK(names(search(site, {"韁繩"})) == Words{"無敵的韁繩"});
    CHECK(names(search(site, {"매"})) == Words{"공허의 매"});
    CHECK(names(search(site, {"STRASSE"})) == Words{"Straße des Lichts"});

    const auto hits = search(site, {"blade"});
    CHECK(names(hits) == Words{"Blade", "Blade", "Bladestorm", "Blade of Wind", "The Blade", "Wind Blade Rider"});
    CHECK(hits[0]["type"] == "wow_achievement"); // the lower weight
    CHECK(hits[0]
        == json({{"type", "wow_achievement"}, {"id", achievement}, {"blizzard_id", 6}, {"name", "Blade"},
            {"url", "https://www.wowhead.com/achievement=6"}, {"local", true}}));
    CHECK(names(search(site, {"rider wind"})) == Words{"Wind Blade Rider"});
    CHECK(names(search(site, {"wind", "blade", "--limit", "1"})) == Words{"Wind Blade Rider"});
    CHECK(search(site, {"blade", "--type", "mount"}).size() == 5);
    CHECK(search(site, {"blade", "--type", "wow_mount", "--type", "wow_achievement"}).size() == 6);
    CHECK(search(site, {"lade"}).empty());
    CHECK(search(site, {"%"}, 2).contains("error"));
    CHECK(search(site, {"blade", "--type", "wow_mont"}, 2).dump().find("wow_mount") != std::string::npos);
    CHECK(search(site, {"blade", "--limit", "0"}, 2).contains("error"));
    CHECK(search(site, {"blade", "--region", "mars"}, 2).contains("error"));
}

TEST_CASE("the search follows inserts, renames, stubs, deletions, sweeps and uninstalls")
{
    Site site(GENERATE(from_range(wowhost::test::engines())), knows_nothing());
    site.install({"wow_mount"});
    const auto stub = save(site, "wow_mount", {{"blizzard_id", 1}});
    const auto second = save(site, "wow_mount", {{"blizzard_id", 2}, {"name", "Brown Horse"}});
    CHECK(names(search(site, {"horse"})) == Words{"Brown Horse"});
    save(site, "wow_mount", {{"id", stub}, {"name", "White Horse of the North"}});
    CHECK(names(search(site, {"horse"})) == Words{"Brown Horse", "White Horse of the North"});
    save(site, "wow_mount", {{"id", stub}, {"name", "Pale Ram"}});
    CHECK(names(search(site, {"north"})) == Words{});
    CHECK(names(search(site, {"pale"})) == Words{"Pale Ram"});
    CHECK(words_of(site, "wow_mount") == 4);
    save(site, "wow_mount", {{"id", stub}, {"name", nullptr}});
    CHECK(names(search(site, {"pale"})) == Words{});
    CHECK(words_of(site, "wow_mount") == 2);
    save(site, "wow_mount", {{"id", stub}, {"name", "Pale Ram"}});
    CHECK(search(site, {"pale"}).size() == 1);

    site.json({"entity", "delete", "wow_mount", std::to_string(second)});
    CHECK(words_of(site, "wow_mount") == 2); // gone with the row, not by the next search
    CHECK(names(search(site, {"horse"})) == Words{});

    // What is confirmed within 30 days is still found, although its words are older; the rest goes.
    constexpr std::int64_t day = 86400;
    save(site, "wow_mount", {{"blizzard_id", 3}, {"name", "Grey Wolf"}});
    CHECK(search(site, {"wolf"}).size() == 1);
    site.advance(20 * day);
    save(site, "wow_mount", {{"id", stub}, {"faction", "HORDE"}});
    site.advance(11 * day);
    site.json({"wow:sweep-ttl"});
    CHECK(site.count("wow_mount") == 1);
    CHECK(names(search(site, {"pale"})) == Words{"Pale Ram"});
    CHECK(names(search(site, {"wolf"})) == Words{});
    CHECK(words_of(site, "wow_mount") == 2);

    site.json({"uninstall", "wow_mount"});
    CHECK(site.count("wow_search_word") == 0);
    site.install({"wow_mount"}); // ids begin anew
    save(site, "wow_mount", {{"blizzard_id", 9}, {"name", "Black Stallion"}});
    CHECK(names(search(site, {"black"})) == Words{"Black Stallion"});
    CHECK(names(search(site, {"pale"})) == Words{});
}

TEST_CASE("whatever the order in which modules come and go, exactly the names of those that are there are found")
{
    Site site("sqlite", knows_nothing());
    std::set<std::string> installed;
    std::int64_t number = 0;
    for (const auto* module : {"wow_item", "wow_mount", "wow_creature", "wow_item", "wow_creature", "wow_item", "wow",
             "wow_mount", "wow_item", "wow_mount", "wow_mount", "taxonomy", "wow_creature"}) {
        INFO(++number << ": " << module);
        const std::string name = module;
        if (installed.contains(name) || name == "wow" || name == "taxonomy") {
            site.json({"uninstall", name});
            if (installed.erase(name) == 0)
                installed.clear();
        } else {
            site.install({name});
            installed.insert(name);
            save(site, name, {{"blizzard_id", number}, {"name", "Common " + name}});
        }
        if (installed.empty())
            continue;
        std::set<std::string> found;
        for (const auto& hit : search(site, {"common"}))
            found.insert(hit["type"]);
        CHECK(found == installed);
        for (const auto* type : {"wow_item", "wow_mount", "wow_creature"})
            CHECK((words_of(site, type) > 0) == installed.contains(type));
    }
}

TEST_CASE("characters are found in their region, and nothing is left of them when they are deleted")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install({"wow_character"});
    const auto id = site.lookup("stormrage", "sheday")["id"].get<std::int64_t>();
    const auto hits = search(site, {"SHEDÄY"});
    REQUIRE(hits.size() == 1);
    CHECK(hits[0]["type"] == "wow_character");
    CHECK(hits[0]["id"] == id);
    CHECK(hits[0]["url"] == "/wow/character/eu/stormrage/sheday");
    CHECK(search(site, {"sheday", "--region", "us"}).empty());
    CHECK(site.json({"wow:search-import", "character", "5"}, 3)["error"]["code"] == "refused");
    CHECK(words_of(site, "wow_character") == 1);
    site.json({"entity", "delete", "wow_character", std::to_string(id)});
    CHECK(words_of(site, "wow_character") == 0);
    CHECK(search(site, {"sheday"}).empty());
}

TEST_CASE("cron indexes what has changed, and removes words that have lost their rows")
{
    Site site("sqlite", knows_nothing());
    site.install({"wow_mount"});
    save(site, "wow_mount", {{"blizzard_id", 1}, {"name", "Brown Horse"}});
    site.json({"cron"}, 5); // this Battle.net knows no build and no mounts, which is no concern of the index
    CHECK(words_of(site, "wow_mount") == 2);
    save(site, "wow_search_word",
        {{"target", "wow_mount"}, {"row", 77}, {"position", 0}, {"region", ""}, {"text", "nobody"}});
    save(site, "wow_search_word",
        {{"target", "wow_bygone"}, {"row", 1}, {"position", 0}, {"region", ""}, {"text", "nothing"}});
    CHECK(search(site, {"nobody"}).empty());
    site.advance(8 * 86400);
    site.json({"cron"}, 5); // this Battle.net knows no build and no mounts, which is no concern of the index
    CHECK(site.count("wow_search_word") == 2);
}

TEST_CASE("all words of the catalogue of achievements are found after a sync, wherever they stand in a name")
{
    Site site("sqlite");
    site.install({"wow_achievement"});
    CHECK(site.json({"wow:sync-achievements", "eu", "--wait"})["failed"] == 0);
    const auto rows = site.list("wow_achievement");
    REQUIRE(rows.size() > 5000);
    for (std::size_t i = 0; i < rows.size(); i += rows.size() / 4) {
        const auto name = rows[i]["name"].get<std::string>();
        INFO(name);
        const auto hits = search(site, {name, "--limit", "200"});
        std::set<std::int64_t> ids;
        for (const auto& hit : hits)
            ids.insert(hit["id"].get<std::int64_t>());
        CHECK(ids.contains(rows[i]["id"].get<std::int64_t>()));
        CHECK(hits[0]["name"] == name);
    }
}

namespace {

Words with_trouble(Words words)
{
    words.insert(words.begin(),
        {"--set", "modules.path=[" WOWHOST_MODULE_FOLDER ", " WOWHOST_FIXTURE_FOLDER "/search_trouble]", "--set",
            "wow.search_seconds=1"});
    return words;
}

} // namespace

TEST_CASE("threads that want the same items at the same time make one request for each")
{
    replay_test::ReplayFolder folder;
    for (const int number : {5, 6, 7})
        folder.add("item/" + std::to_string(number),
            {{"id", number}, {"name", "Item " + std::to_string(number)}, {"level", 1}});
    Site site(GENERATE(from_range(wowhost::test::engines())),
        {"--replay-only", "--replay", folder.path(), "--latency", "300"});
    site.json(with_trouble({"install", "search_trouble", "wow_item"}));
    site.json({"wow:test-connection"}, 1); // the token is there
    site.reset_requests();
    const auto answers = site.json(with_trouble({"trouble:demand", "7", "5", "404", "6", "5"}));
    REQUIRE(answers.size() == 1); // all got the same
    CHECK(answers[0][2] == 0);
    CHECK(answers[0][1] == answers[0][4]);
    CHECK(site.row("wow_item", answers[0][1].get<std::int64_t>())["blizzard_id"] == 5);
    CHECK(site.row("wow_item", answers[0][0].get<std::int64_t>())["blizzard_id"] == 7);
    CHECK(site.count("wow_item") == 3);
    CHECK(site.requests_since_reset() == 8); // of each the item and its icon
}

TEST_CASE("a provider that throws or takes its time costs the others nothing")
{
    Site site("sqlite", knows_nothing());
    site.json(with_trouble({"install", "search_trouble"}));
    const auto result = site.run(with_trouble({"wow:search", "axe", "--region", "kr"}));
    INFO(result.out << result.err);
    CHECK(result.exit_code == 5);
    const auto hits = json::parse(result.out);
    std::vector<std::string> found;
    for (const auto& hit : hits)
        found.push_back(hit["type"].get<std::string>() + ":" + hit["name"].get<std::string>());
    CHECK(found
        == Words{"trouble_light:axe", "trouble_fine:axe", "trouble_light:axe of kr", "trouble_waiting:axe late",
            "trouble_fine:axe of kr", "trouble_light:the axe", "trouble_fine:the axe"});
    CHECK(hits[0]["id"] == 5);
    CHECK(hits[0]["url"] == "test:50");
    CHECK(hits[2]["id"].is_null());
    CHECK(hits[2]["local"] == false);
    for (const auto* trouble : {"trouble_throwing", "the index is upside down", "trouble_alien", "trouble_stubborn"})
        CHECK(result.err.find(trouble) != std::string::npos);
    CHECK(result.err.find("trouble_waiting") == std::string::npos);
    CHECK(site.json(with_trouble({"log", "show"})).dump().find("the index is upside down") != std::string::npos);
}
