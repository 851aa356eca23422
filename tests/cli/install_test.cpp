// Installing: order, hooks and what they see, collisions, requirements, and the log.
#include "site.hpp"

using namespace cli_test;

namespace {

Words names(const Json& list) { return list.get<Words>(); }

Words actions(const Json& result, const std::string& module)
{
    Words list;
    for (const auto& step : result["steps"])
        if (step["module"] == module)
            list.push_back(step["action"].get<std::string>() + " " + step["target"].get<std::string>());
    return list;
}

} // namespace

TEST_CASE("12 13 a module that was put on the path is installed by name at once, hidden or not")
{
    Site site(ON_BOTH_ENGINES);
    const auto empty = site.run({"module", "list"});
    CHECK(empty.json == Json::array());
    CHECK(contains_all(empty.err, {"There is no module in modules.path (" + site.path("modules") + ")."}));
    CHECK(contains_all(site.run({"--set", "modules.path=[/nowhere/x]", "status"}).out,
        {"/nowhere/x is no folder; make it, or take it out of modules.path"}));
    site.add("kinds/secluded");
    CHECK(site.ask({"module", "list"}) == Json::array());
    CHECK(site.ask({"module", "list", "--status", "available"})[0]["name"] == "secluded");
    CHECK(site.ask({"install", "secluded"})["installed"] == Json{"secluded"});
    CHECK(site.ask({"module", "list"})[0]["status"] == "installed");
}

TEST_CASE("15 137 installing an installed module succeeds, calls no hook and changes nothing")
{
    Site site(ON_BOTH_ENGINES, {"chain/chain_help"});
    site.ask({"install", "chain_help"});
    const auto before = site.dump();
    const auto logged = site.log("chain_help").size();
    const auto answer = site.run({"install", "chain_help", "chain_help"});
    CHECK(answer.exit_code == 0);
    CHECK(
        answer.json == Json({{"steps", Json::array()}, {"installed", Json::array()}, {"uninstalled", Json::array()}}));
    CHECK(contains_all(answer.err, {"Nothing to do."}));
    CHECK(site.dump() == before);
    CHECK(site.log("chain_help").size() == logged);
}

TEST_CASE("16 30 43 57 dependencies are installed first and dependents are uninstalled first, in whatever order they "
          "are named")
{
    Site site(ON_BOTH_ENGINES, {"chain/chain_help", "chain/chain_config", "chain/chain_dblog"});
    for (const auto& asked : std::vector<Words>{{"chain_dblog"}, {"chain_dblog", "chain_help", "chain_config"}}) {
        Words install{"install"};
        install.insert(install.end(), asked.begin(), asked.end());
        CHECK(names(site.ask(install)["installed"]) == Words{"chain_help", "chain_config", "chain_dblog"});
        CHECK(site.module("chain_dblog")["requires"] == Json({"chain_help", "chain_config"}));
        CHECK(site.module("chain_help")["required_by"] == Json({"chain_config", "chain_dblog"}));
        const auto hooks = site.log(" installs with ");
        REQUIRE(hooks.size() >= 3);
        CHECK(Words(hooks.end() - 3, hooks.end())
            == Words{"chain_help installs with chain_help chain_config chain_dblog: hooked by chain_help",
                "chain_config installs with chain_help chain_config chain_dblog: hooked by chain_config",
                "chain_dblog installs with chain_help chain_config chain_dblog: hooked by chain_dblog"});
        for (const auto* name : {"chain_help", "chain_config", "chain_dblog"})
            CHECK(site.ask({"entity", "count", std::string(name) + "_row"})["count"] == 1);
        const auto gone = site.ask({"--yes", "uninstall", "chain_config", "chain_dblog", "chain_help"});
        CHECK(names(gone["uninstalled"]) == Words{"chain_dblog", "chain_config", "chain_help"});
        CHECK(site.ask({"entity", "types"}) == Json::array());
    }
    site.ask({"install", "chain_dblog"});
    CHECK(names(site.ask({"--yes", "uninstall", "chain_help"})["uninstalled"])
        == Words{"chain_dblog", "chain_config", "chain_help"});
}

TEST_CASE("24 25 31 32 33 54 hooks of the module set are called once, in order, and see what they should")
{
    Site site(ON_BOTH_ENGINES, {"chain/chain_other", "chain/chain_help", "chain/chain_config", "chain/chain_dblog"});
    site.ask({"install", "chain_other"});
    site.ask({"install", "chain_config"});
    // The one that was there hears of each before its tables, and of both together at the end; the new ones, too, of
    // the end.
    CHECK(site.log("chain_other hears preinstall chain_help")
        == Words{"chain_other hears preinstall chain_help: chain_help absent"});
    CHECK(site.log("chain_other hears preinstall chain_config").size() == 1);
    CHECK(site.log("hears installed chain_help")
        == Words{"chain_help hears installed chain_help chain_config: chain_help 1, chain_config 1",
            "chain_config hears installed chain_help chain_config: chain_help 1, chain_config 1",
            "chain_other hears installed chain_help chain_config: chain_help 1, chain_config 1"});
    // 33: its own hook, type, table and state work inside its install.
    CHECK(site.log("chain_config installs")
        == Words{"chain_config installs with chain_help chain_config: hooked by chain_config"});
    CHECK(site.ask({"state", "get", "chain_config.installed"}) == true);

    site.ask({"--yes", "uninstall", "chain_help"});
    CHECK(site.log("hears preuninstall chain_help")
        == Words{"chain_help hears preuninstall chain_help: chain_help 1",
            "chain_config hears preuninstall chain_help: chain_help 1",
            "chain_other hears preuninstall chain_help: chain_help 1"});
    CHECK(site.log("chain_help uninstalls")
        == Words{"chain_help uninstalls with chain_config chain_help: 1 rows, state there"});
    CHECK(site.log("hears uninstalled")
        == Words{"chain_other hears uninstalled chain_config chain_help: chain_config absent, chain_help absent"});
}

TEST_CASE("38 each install and each uninstall writes one info entry naming the module")
{
    Site site(ON_BOTH_ENGINES, {"chain/chain_help", "chain/chain_config"});
    site.ask({"install", "chain_config"});
    site.ask({"--yes", "uninstall", "chain_help"});
    CHECK(site.log(" module ")
        == Words{"chain_help module installed.", "chain_config module installed.", "chain_config module uninstalled.",
            "chain_help module uninstalled."});
    for (const auto& entry : site.ask({"log", "show"}))
        if (entry["message"] == "chain_help module installed.")
            CHECK(entry["level"] == "info");
}

TEST_CASE("36 37 135 a fresh install has no update pending")
{
    Site site(ON_BOTH_ENGINES, {"chain/chain_help", "good/good"});
    site.ask({"install", "chain_help", "good"});
    const auto answer = site.run({"update", "--status"});
    CHECK(answer.json == Json::array());
    CHECK(contains_all(answer.err, {"No update is pending."}));
    CHECK(site.ask({"update"}) == Json::array());
}

TEST_CASE("39 I-2 a requirement of severity error stops the install before any change and a warning does not")
{
    Site site(ON_BOTH_ENGINES, {"fragile/fragile", "good/good"});
    site.ask({"install", "good"});
    const auto before = site.dump();
    const auto refused = site.run({"--set", "fragile.fail=requirement", "install", "fragile"});
    CHECK(refused.exit_code == 3);
    CHECK(refused.message() == "cannot install: fragile: glass: cracked");
    CHECK(contains_all(refused.err, {"fragile: weather: damp"}));
    CHECK(site.dump() == before);
    CHECK(site.run({"--dry-run", "--set", "fragile.fail=requirement", "install", "fragile"}).exit_code == 3);
    CHECK(site.run({"--yes", "--set", "fragile.fail=requirement", "install", "fragile"}).exit_code == 3);
    const auto warned = site.run({"--set", "fragile.fail=warning", "install", "fragile"});
    CHECK(warned.exit_code == 0);
    CHECK(contains_all(warned.err, {"fragile: weather: damp"}));
}

TEST_CASE("27 28 29 a projected column is there whichever module is installed first")
{
    const auto engine = ON_BOTH_ENGINES;
    Words schemas, catalogues;
    for (const auto& order : std::vector<std::vector<Words>>{
             {{"good"}, {"fragile"}}, {{"fragile"}, {"good"}}, {{"good", "fragile"}}, {{"fragile", "good"}}}) {
        Site site(engine, {"good/good", "fragile/fragile"});
        for (auto names_of_one : order) {
            names_of_one.insert(names_of_one.begin(), "install");
            site.ask(names_of_one);
        }
        CHECK(contains_all(site.catalogue(), {"column fragile_mark"}));
        schemas.push_back(site.schema());
        catalogues.push_back(site.catalogue());
    }
    for (std::size_t i = 1; i < schemas.size(); ++i) {
        CHECK(schemas[i] == schemas[0]);
        CHECK(catalogues[i] == catalogues[0]);
    }
}

TEST_CASE("I-7 what another module has registered already is refused naming both, and both orders are")
{
    Site site("sqlite",
        {"good/good", "fragile/fragile", "colliding/same_type", "colliding/same_command", "colliding/same_alias",
            "colliding/same_plugin", "colliding/same_queue", "colliding/same_cron", "colliding/same_interface",
            "colliding/same_column", "colliding/same_projected", "colliding/same_host_command"});
    site.ask({"install", "good", "fragile"});
    const auto before = site.dump();
    struct Case {
        std::string name;
        Words sentence;
    };
    const std::vector<Case> cases{{"same_type", {"'good_note' is provided by module good and by module same_type"}},
        {"same_command", {"command \"good:greet\" of module same_command is one of module good already"}},
        {"same_alias", {"command \"gg\" of module same_alias is one of module good already"}},
        {"same_plugin", {"good.greeter/1 plugin \"plain\" of module same_plugin is one of module good already"}},
        {"same_queue", {"queue \"good_jobs\" of module same_queue is one of module good already"}},
        {"same_cron", {"cron job \"good.tick\" of module same_cron is one of module good already"}},
        {"same_column", {"'good_note.count' is provided by module good and by module same_column"}},
        {"same_projected", {"'good_note.fragile_mark' is provided by module fragile and by module same_projected"}},
        {"same_host_command", {"command \"entity list\" of module same_host_command is one of the host already"}}};
    for (const auto& [name, sentence] : cases) {
        INFO(name);
        for (const auto* dry : {"--yes", "--dry-run"}) {
            const auto answer = site.run({dry, "install", name});
            CHECK(answer.exit_code == 3);
            CHECK(contains_all(answer.message(), sentence));
        }
        CHECK(site.dump() == before);
    }
    CHECK(site.ask({"install", "same_interface"})["installed"].size() == 1); // of another version of the interface
    site.ask({"--yes", "uninstall", "good", "fragile", "same_interface"});
    for (const auto& [name, sentence] : cases)
        if (name != "same_host_command") {
            INFO(name);
            const auto answer = site.run({"install", name, "good", "fragile"});
            CHECK(answer.exit_code == 3);
            CHECK(contains_all(answer.message(), {"good", name}));
        }
    CHECK(site.ask({"entity", "types"}) == Json::array());
    CHECK(site.ask({"install", "same_type", "same_queue"})["installed"].size() == 2);
}

TEST_CASE("I-7 two modules with the same vocabulary are refused naming both")
{
    Site site("sqlite", {"colliding/same_vocabulary", "colliding/same_other_vocabulary"});
    site.ask({"install", "same_vocabulary"});
    const auto answer = site.run({"install", "same_other_vocabulary"});
    CHECK(answer.exit_code == 3);
    CHECK(contains_all(
        answer.message(), {"'colliding_words' is provided by module", "same_vocabulary", "same_other_vocabulary"}));
}

TEST_CASE("138 139 I-17 a dry run prints the steps that are then done and changes nothing")
{
    Site site(ON_BOTH_ENGINES, {"good/good", "good/helper", "fragile/fragile"});
    const auto before = site.dump();
    const auto planned = site.ask({"--dry-run", "install", "helper", "fragile"});
    CHECK(site.dump() == before);
    CHECK(site.ask({"install", "helper", "fragile"}) == planned);
    CHECK(names(planned["installed"]).size() == 3);
    CHECK(actions(planned, "good") == Words{"create_type good_note", "run_hook install", "install good"});
    CHECK(actions(planned, "fragile") == Words{"create_type fragile_thing", "run_hook install", "install fragile"});

    const auto installed = site.dump();
    const auto parting = site.ask({"--dry-run", "uninstall", "good"});
    CHECK(site.dump() == installed);
    CHECK(site.ask({"--yes", "uninstall", "good"}) == parting);
    CHECK(names(parting["uninstalled"]) == Words{"helper", "good"});
}
