// Reference data with the real program and a simulated Battle.net, on both engines.
#include "modules/wow_character/site.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <catch2/catch.hpp>

using nlohmann::json;
using site_test::Site;
using wowhost::test::engines;

namespace {

const std::vector<std::string> reference_modules{
    "wow_realm", "wow_playable_class", "wow_playable_race", "wow_playable_specialization"};

json terms(const Site& site, const std::string& vocabulary)
{
    return site.list("taxonomy_term", {"vid = " + vocabulary});
}

json counts(std::int64_t created, std::int64_t updated, std::int64_t skipped, std::int64_t failed, bool not_modified,
    const std::string& region, const std::string& vocabulary)
{
    return {{"region", region}, {"vocabulary", vocabulary}, {"not_modified", not_modified}, {"created", created},
        {"updated", updated}, {"skipped", skipped}, {"failed", failed}};
}

} // namespace

TEST_CASE("a vocabulary is created, then not modified, then, forced, skipped term by term")
{
    Site site(GENERATE(from_range(engines())));
    site.install(reference_modules);
    const auto [command, alias, vocabulary] =
        GENERATE(table<std::string, std::string, std::string>({{"wow:sync-realms", "wsr", "wow_realm"},
            {"wow:sync-classes", "wsc", "wow_playable_class"}, {"wow:sync-races", "wsra", "wow_playable_race"},
            {"wow:sync-specializations", "wsspec", "wow_playable_specialization"},
            {"wow:sync-power-types", "wspt", "wow_power_type"}}));
    const auto first = site.json({command, "eu"});
    const auto stored = terms(site, vocabulary);
    const auto number = static_cast<std::int64_t>(stored.size());
    CHECK(number > 8);
    CHECK(first == counts(number, 0, 0, 0, false, "eu", vocabulary));
    std::set<std::int64_t> numbers;
    for (const auto& term : stored) {
        CHECK(numbers.insert(term["wow_blizzard_id"].get<std::int64_t>()).second);
        CHECK(term["wow_region"] == (vocabulary == "wow_realm" ? "eu" : ""));
        CHECK_FALSE(term["name"].get<std::string>().empty());
        CHECK(term["wow_last_fetched"].is_number());
    }
    site.advance(3600);
    site.reset_requests();
    CHECK(site.json({alias}) == counts(0, 0, 0, 0, true, "eu", vocabulary));
    CHECK(site.requests_since_reset() == 1);
    for (const auto& term : terms(site, vocabulary))
        CHECK(term["wow_last_fetched"].get<std::int64_t>()
            >= stored.front()["wow_last_fetched"].get<std::int64_t>() + 3600);
    CHECK(site.json({command, "eu", "--force"}) == counts(0, 0, number, 0, false, "eu", vocabulary));
    const auto changed = std::to_string(stored.front()["id"].get<std::int64_t>());
    site.json({"entity", "save", "taxonomy_term", "{\"id\":" + changed + ",\"name\":\"Changed\"}"});
    CHECK(site.json({command, "--force"}) == counts(0, 1, number - 1, 0, false, "eu", vocabulary));
    CHECK(site.row("taxonomy_term", stored.front()["id"].get<std::int64_t>())["name"] == stored.front()["name"]);
}

TEST_CASE("realms of every region are complete, from connected realms rather than one by one")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_realm"});
    site.reset_requests();
    const auto all = site.json({"wsr", "all"});
    CHECK(site.requests_since_reset() < 4 * 140);
    REQUIRE(all.size() == 4);
    std::size_t realms = 0;
    for (const auto& one : all) {
        CHECK(one["failed"] == 0);
        realms += one["created"].get<std::size_t>();
    }
    const auto stored = terms(site, "wow_realm");
    CHECK(stored.size() == realms);
    std::set<std::string> slugs;
    for (const auto& term : stored) {
        for (const auto* column : {"wow_slug", "wow_locale", "wow_timezone", "wow_population"})
            CHECK_FALSE(term[column].get<std::string>().empty());
        CHECK(term["wow_connected_realm"].get<std::int64_t>() > 0);
        slugs.insert(term["wow_region"].get<std::string>() + "/" + term["wow_slug"].get<std::string>());
    }
    CHECK(slugs.size() == stored.size());
    CHECK(slugs.contains("eu/howling-fjord"));
}

TEST_CASE("specializations refer to classes and power types, whichever comes first")
{
    Site site(GENERATE(from_range(engines())));
    site.install(reference_modules);
    site.json({"wow:sync-specializations"});
    const auto stubs = terms(site, "wow_playable_class");
    CHECK(stubs.size() >= 12);
    const auto classes = site.json({"wow:sync-classes"});
    CHECK(classes["created"].get<std::size_t>() + classes["updated"].get<std::size_t>()
            + classes["skipped"].get<std::size_t>()
        >= stubs.size());
    std::map<std::int64_t, json> by_id;
    for (const auto* vocabulary : {"wow_playable_class", "wow_power_type"})
        for (const auto& term : terms(site, vocabulary))
            by_id[term["id"].get<std::int64_t>()] = term;
    for (const auto& term : terms(site, "wow_playable_specialization")) {
        CHECK(by_id.at(term["wow_class"].get<std::int64_t>())["vid"] == "wow_playable_class");
        CHECK(by_id.at(term["wow_power_type"].get<std::int64_t>())["vid"] == "wow_power_type");
        CHECK(std::set<std::string>{"DAMAGE", "HEALER", "TANK"}.contains(term["wow_role"].get<std::string>()));
    }
    for (const auto& term : terms(site, "wow_playable_class"))
        CHECK(term["wow_icon"].get<std::string>().ends_with(".jpg"));
}

TEST_CASE("recorded reference data is stored, and details that were not recorded leave a named term")
{
    const auto folder = sandbox_test::recorded_folder();
    if (folder.empty()) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return;
    }
    Site site(GENERATE(from_range(engines())), {"--replay", folder, "--replay-only"});
    site.install(reference_modules);
    const auto races = site.json({"wow:sync-races", "eu"});
    CHECK(races["created"].get<std::int64_t>() >= 23);
    CHECK(races["failed"] == 0);
    for (const auto& term : terms(site, "wow_playable_race"))
        if (term["wow_blizzard_id"] == 1)
            CHECK(term["wow_faction"] == "ALLIANCE");
    const auto realms = site.json({"wow:sync-realms", "eu"});
    CHECK(realms["created"] == 267);
    CHECK(site.count("taxonomy_term", {"vid = wow_realm", "wow_slug = howling-fjord"}) == 1);
    CHECK(site.count("taxonomy_term", {"vid = wow_realm", "wow_connected_realm = 509"}) > 1);
}

TEST_CASE("an item that fails leaves the others stored, and the next sync tries again")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_power_type"});
    site.sandbox().set_faults({"5xx=3@/data/wow/power-type/3"});
    const auto first = site.json({"wow:sync-power-types"}, 5);
    CHECK(first["failed"] == 1);
    const auto created = first["created"].get<std::int64_t>();
    CHECK(created > 8);
    const auto second = site.json({"wow:sync-power-types"});
    CHECK(second["not_modified"] == false);
    CHECK(second["created"] == 1);
    CHECK(second["skipped"] == created);
    CHECK(site.json({"wow:sync-power-types"})["not_modified"] == true);
}

TEST_CASE("an unsupported language leaves the last good names")
{
    Site site("sqlite");
    site.install({"wow_playable_race"});
    site.json({"wow:sync-races"});
    const auto before = terms(site, "wow_playable_race");
    site.json({"--set", "wow.locale=en_TW", "wow:sync-races", "--force"});
    const auto after = terms(site, "wow_playable_race");
    REQUIRE(after.size() == before.size());
    for (std::size_t i = 0; i < after.size(); ++i)
        CHECK(after[i]["name"] == before[i]["name"]);
}

TEST_CASE("sync-all runs every sync of the installed modules, dependencies first")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_playable_specialization", "wow_mount"});
    const auto results = site.json({"wow:sync-all", "eu", "--wait"});
    std::vector<std::string> order;
    for (const auto& one : results) {
        order.push_back(one.value("vocabulary", one.value("queue", "")));
        CHECK(one["created"].get<std::int64_t>() > 0);
        CHECK(one["updated"] == 0);
        CHECK(one["failed"] == 0);
    }
    REQUIRE(order.size() == 4);
    const auto place = [&](const std::string& name) {
        return std::find(order.begin(), order.end(), name) - order.begin();
    };
    CHECK(place("wow_playable_class") < place("wow_playable_specialization"));
    CHECK(place("wow_power_type") < place("wow_playable_specialization"));
    CHECK(place("wow_mount_sync") < 4);
    for (const auto& one : site.json({"wow:sync-all"}))
        CHECK(one["not_modified"] == true);
}
