// Updates of modules.
#include "site.hpp"

using namespace cli_test;

namespace {

std::unique_ptr<Site> site_with_version_one(const std::string& engine)
{
    auto site = std::make_unique<Site>(engine, Words{"evolving_1/evolving"});
    site->ask({"install", "evolving"});
    site->ask({"entity", "save", "evolving_thing", R"({"name":"stone"})"});
    return site;
}

} // namespace

TEST_CASE("130 132 135 pending updates have a number above the recorded one, run in order and are recorded")
{
    const auto site = site_with_version_one(ON_BOTH_ENGINES);
    const auto schema = site->schema();
    site->add("evolving_2/evolving");
    // A newer file changes nothing until `update`.
    CHECK(site->schema() == schema);
    const Json pending = Json::array({{{"module", "evolving"}, {"number", 1}, {"label", "measure the names"}}});
    CHECK(site->ask({"update", "--status"}) == pending);
    CHECK(site->ask({"--dry-run", "update"}) == pending);
    CHECK(contains_all(site->run({"status"}).out, {"update 1 (measure the names) is pending; run `wowhost update`"}));
    CHECK(site->ask({"update"}) == pending);
    CHECK(site->ask({"entity", "get", "evolving_thing", "1"})["length"] == 5);
    CHECK(site->module("evolving")["version"] == "2.0.0");
    CHECK(site->ask({"update", "--status"}) == Json::array());
    const auto again = site->run({"update"});
    CHECK(again.json == Json::array());
    CHECK(contains_all(again.err, {"No update is pending."}));
    // The same as a fresh install.
    Site fresh("sqlite", {"evolving_2/evolving"});
    fresh.ask({"install", "evolving"});
    CHECK(fresh.schema() == site->schema());
    CHECK(fresh.ask({"update", "--status"}) == Json::array());
}

TEST_CASE("132 I-18 a failing update leaves schema and data as before it, is not recorded, and the one before it stays")
{
    const auto site = site_with_version_one(ON_BOTH_ENGINES);
    site->add("evolving_3/evolving");
    const auto failed = site->run({"update"});
    CHECK(failed.exit_code == 1);
    CHECK(contains_all(failed.message(), {"evolving", "out of paint"}));
    CHECK(contains_all(failed.err, {"evolving: 1 measure the names"}));
    CHECK(site->ask({"entity", "get", "evolving_thing", "1"})["length"] == 5);
    CHECK(site->ask({"entity", "count", "evolving_thing"})["count"] == 1);
    const auto before = site->dump();
    CHECK(site->ask({"update", "--status"})
        == Json::array({{{"module", "evolving"}, {"number", 2}, {"label", "colour the names"}}}));
    CHECK(site->run({"update"}).exit_code == 1);
    CHECK(site->dump() == before);
    const auto why = site->ask({"module", "why", "evolving"});
    CHECK(why["last_failure"]["step"] == "update 2");
    CHECK(contains_all(why["last_failure"]["reason"], {"out of paint"}));
}

TEST_CASE("131 updates run in the order of dependencies, and those of a module whose dependency is missing do not run")
{
    Site site(ON_BOTH_ENGINES, {"chain/chain_help", "chain/chain_config", "chain/chain_dblog"});
    site.ask({"install", "chain_dblog"});
    // As if they had been installed from older files.
    site.database().open()->main().run("UPDATE wowhost_module SET update_number = 0");
    const auto pending = site.ask({"update", "--status"});
    Words order;
    for (const auto& update : pending)
        order.push_back(update["module"].get<std::string>() + " " + std::to_string(update["number"].get<int>()));
    CHECK(order
        == Words{"chain_help 1", "chain_help 7", "chain_config 1", "chain_config 7", "chain_dblog 1", "chain_dblog 7"});
    site.remove_file("chain_config");
    const auto done = site.ask({"update"});
    CHECK(done.size() == 2);
    CHECK(done[0]["module"] == "chain_help");
    site.add("chain/chain_config");
    CHECK(site.ask({"update"}).size() == 4);
    CHECK(site.ask({"update"}) == Json::array());
}
