// wow:sync-all with all modules and the real program.
#include "modules/wow_character/site.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>
#include <map>

using nlohmann::json;
using site_test::Site;
using wowhost::test::engines;

namespace {

const std::vector<std::string> all_modules{"wow_realm", "wow_playable_class", "wow_playable_race", "wow_power_type",
    "wow_playable_specialization", "wow_achievement", "wow_mount", "wow_pet", "wow_title", "wow_toy", "wow_reputation",
    "wow_item", "wow_creature", "wow_quest", "wow_equipment", "wow_character", "wow_guild"};

/// Data without images: those come by a queue of their own.
const std::vector<std::string> sync_all{"--set", "wow.cache_icons=false", "wow:sync-all", "eu", "--wait"};

const std::map<std::string, std::int64_t> catalogues{{"wow_achievement", 7770}, {"wow_mount", 1420}, {"wow_pet", 2021},
    {"wow_title", 593}, {"wow_toy", 1000}, {"wow_quest", 4000}};

std::string target_of(const json& result)
{
    if (result.contains("vocabulary"))
        return result["vocabulary"];
    auto queue = result["queue"].get<std::string>();
    return queue.substr(0, queue.rfind("_sync"));
}

} // namespace

TEST_CASE("sync-all fills a whole site in order, and changes nothing the second time")
{
    Site site(GENERATE(from_range(engines())));
    site.install(all_modules);
    const auto first = site.json(sync_all);
    std::vector<std::string> order;
    bool is_catalogue = false;
    for (const auto& result : first) {
        INFO(result.dump());
        order.push_back(target_of(result));
        CHECK(result["region"] == "eu");
        CHECK(result["not_modified"] == false);
        CHECK(result["failed"] == 0);
        CHECK((result.contains("queue") || !is_catalogue)); // vocabularies first
        is_catalogue = result.contains("queue");
        if (is_catalogue)
            CHECK(site.count(target_of(result)) == catalogues.at(target_of(result)));
        else
            CHECK(site.count("taxonomy_term", {"vid = " + target_of(result)}) > 0);
    }
    for (const auto* vocabulary : {"wow_realm", "wow_playable_class", "wow_playable_race", "wow_power_type",
             "wow_playable_specialization", "wow_char_achi_category", "wow_guild_achi_category",
             "wow_reputation_faction", "wow_item_class", "wow_creature_type", "wow_creature_family", "wow_quest_type"})
        CHECK(std::count(order.begin(), order.end(), vocabulary) == 1);
    for (const auto& [catalogue, rows] : catalogues)
        CHECK(std::count(order.begin(), order.end(), catalogue) == 1);
    const auto at = [&](const char* name) { return std::find(order.begin(), order.end(), name); };
    CHECK(at("wow_playable_class") < at("wow_playable_specialization"));
    CHECK(at("wow_power_type") < at("wow_playable_specialization"));

    for (const auto& result : site.json(sync_all)) {
        INFO(result.dump());
        CHECK(result["not_modified"] == true);
        for (const auto* count : {"created", "updated", "failed"})
            CHECK(result[count] == 0);
    }
}

TEST_CASE("a source that fails does not stop the rest of sync-all: exit 5, and 1 when nothing could be had")
{
    Site site("sqlite");
    site.install({"wow_power_type", "wow_playable_race", "wow_title"});
    site.sandbox().set_faults({"not-json@/data/wow/playable-race"});
    const auto results = site.json({"wow:sync-all", "--wait"}, 5);
    REQUIRE(results.size() == 3);
    for (const auto& result : results) {
        INFO(result.dump());
        CHECK(result.contains("error") == (target_of(result) == "wow_playable_race"));
    }
    CHECK(site.count("wow_title") == 593);
    for (const auto* count : {"created", "updated", "skipped", "failed"})
        CHECK(results[1].contains(count));
    site.sandbox().set_faults({"not-json@/data/wow"});
    for (const auto& result : site.json({"wow:sync-all", "us", "--force"}, 1))
        CHECK(result.contains("error"));
}

TEST_CASE("sync-all that is killed goes on where it was")
{
    Site site(GENERATE(from_range(engines())), {"--latency", "30"});
    site.install({"wow_power_type", "wow_pet"});
    site.reset_requests();
    const std::vector<std::string> sync{"--set", "wow.cache_icons=false", "wow:sync-all", "--wait"};
    auto first = site.start(sync);
    site.wait_for_requests(1800);
    first->kill(SIGKILL);
    first->wait();
    CHECK(site.count("wow_pet") < catalogues.at("wow_pet"));

    site.advance(130); // the leases of the dead process have ended
    site.reset_requests();
    const auto results = site.json(sync);
    REQUIRE(results.size() == 2);
    CHECK(results[0]["not_modified"] == true);
    CHECK(results[1]["enqueued"] == 0);
    CHECK(site.count("wow_pet") == catalogues.at("wow_pet"));
    constexpr std::int64_t batch = 512; // what was settled is not asked for again
    CHECK(site.requests_since_reset() <= 2 + catalogues.at("wow_pet") - batch);
    CHECK(site.json(sync)[1]["not_modified"] == true);
}
