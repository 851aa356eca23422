// Failing at every step, being killed at every step, and two at once: the database is as before or as after.
#include "site.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

using namespace cli_test;
using wowhost::test::Environment;
using wowhost::test::write_file;

namespace {

/// What a user can see of a state: schema, real tables, modules.
struct View {
    explicit View(const Site& site)
        : schema(site.schema())
        , catalogue(site.catalogue())
        , modules(site.ask({"module", "list"}))
    {
    }
    bool operator==(const View&) const = default;
    std::string schema;
    std::string catalogue;
    Json modules;
};

Words kill_points(const Site& site, const Words& command)
{
    const auto file = site.path("points");
    std::filesystem::remove(file);
    const auto answer = site.run(command, {{"WOWHOST_KILL_POINT_LOG", file}});
    INFO(answer.out << answer.err);
    REQUIRE(answer.exit_code == 0);
    std::istringstream lines(wowhost::test::read_file(file));
    Words points;
    for (std::string line; std::getline(lines, line);)
        points.push_back(line);
    return points;
}

/// Kills `command` at each of its points. `undo` brings the state back after it has gone through.
void check_kills(const Site& site, const Words& command, const std::vector<Words>& undo, std::size_t at_least)
{
    const auto back = [&] {
        for (const auto& words : undo)
            site.ask(words);
    };
    const View before(site);
    const auto points = kill_points(site, command);
    CHECK(points.size() >= at_least);
    const View after(site);
    CHECK_FALSE(before == after);
    back();
    for (std::size_t n = 1; n <= points.size(); ++n) {
        INFO(joined(command, " ") << " killed at point " << points[n - 1]);
        const auto dump = site.dump();
        const auto killed = site.run(command, {{"WOWHOST_KILL_POINT", std::to_string(n)}});
        REQUIRE(killed.signal == SIGKILL);
        site.wait_until_unlocked();
        const bool kept = points[n - 1].find("after commit") != std::string::npos;
        if (!kept)
            CHECK(site.dump() == dump);
        // The next command says what happened, once.
        const auto next = site.run({"entity", "schema"});
        CHECK(next.exit_code == 0);
        CHECK(contains_all(next.err,
            {"was cut short",
                kept ? "after it had finished" : "before it finished: nothing of it was kept. Run it again"}));
        CHECK(site.run({"entity", "schema"}).err.find("cut short") == std::string::npos);
        CHECK(View(site) == (kept ? after : before));
        // A rerun finishes, or finds nothing to do.
        CHECK(site.run(command).exit_code == 0);
        CHECK(View(site) == after);
        back();
    }
}

} // namespace

TEST_CASE("I-5 killed at any step of install, the next command finds all or nothing and says so, and a rerun finishes")
{
    Site site(ON_BOTH_ENGINES, {"good/good", "good/helper", "content/owner", "fragile/fragile"});
    site.ask({"install", "owner"});
    check_kills(site, {"install", "helper", "fragile"}, {{"--yes", "uninstall", "good", "fragile"}}, 9);
}

TEST_CASE(
    "I-5 killed at any step of uninstall, the next command finds all or nothing and says so, and a rerun finishes")
{
    Site site(ON_BOTH_ENGINES, {"good/good", "content/content", "content/owner"});
    site.ask({"install", "content", "good"});
    const auto note = site.ask({"entity", "count", "good_note"});
    const Words save_page{"entity", "save", "content_page", R"({"number":1,"book":1})"};
    site.ask({"install", "owner"});
    CHECK(note["count"] == 1);
    check_kills(site, {"--yes", "uninstall", "owner", "good"}, {{"install", "good", "owner"}}, 8);
}

TEST_CASE("I-5 killed at any step of update, the next command finds all or nothing, and a rerun finishes")
{
    const auto engine = ON_BOTH_ENGINES;
    for (std::size_t n = 1; n <= 2; ++n) {
        Site site(engine, {"evolving_1/evolving"});
        site.ask({"install", "evolving"});
        site.ask({"entity", "save", "evolving_thing", R"({"name":"stone"})"});
        const auto before = site.dump();
        site.add("evolving_2/evolving");
        const auto killed = site.run({"update"}, {{"WOWHOST_KILL_POINT", std::to_string(n)}});
        REQUIRE(killed.signal == SIGKILL);
        site.wait_until_unlocked();
        CHECK(site.dump() == before);
        const auto next = site.run({"update"});
        CHECK(next.exit_code == 0);
        CHECK(contains_all(next.err, {"`wowhost update`", "was cut short", "before it finished"}));
        CHECK(site.ask({"entity", "get", "evolving_thing", "1"})["length"] == 5);
    }
}

TEST_CASE(
    "I-3 I-4 40 a hook that throws at any step leaves the database as it was and the reason where it is looked for")
{
    Site site(ON_BOTH_ENGINES, {"fragile/fragile", "good/good", "good/helper"});
    const auto fails = [&](const std::string& step, const Words& command, const std::string& module) {
        INFO(step << " in " << joined(command, " "));
        const auto before = site.dump();
        Words words{"--set", "fragile.fail=" + step};
        words.insert(words.end(), command.begin(), command.end());
        const auto answer = site.run(words);
        CHECK(answer.exit_code == 1);
        CHECK(answer.code() == "module_failed");
        CHECK(contains_all(answer.message(), {"fragile", "broken at " + step}));
        CHECK(site.dump() == before);
        const auto why = site.ask({"module", "why", module});
        CHECK(contains_all(why["last_failure"]["reason"], {"broken at " + step}));
        CHECK(contains_all(joined(site.log("failed: ")), {"module " + module + ": ", "broken at " + step}));
        return why["last_failure"]["step"].get<std::string>();
    };
    // Of the module itself.
    site.ask({"install", "good"});
    CHECK(fails("install", {"install", "fragile"}, "fragile") == "install hook");
    CHECK(site.status("fragile") == "failed");
    CHECK(fails("installed", {"install", "fragile"}, "fragile") == "installed hooks");
    CHECK(site.ask({"install", "fragile"})["installed"] == Json{"fragile"});
    CHECK(site.status("fragile") == "installed");
    CHECK_FALSE(site.ask({"module", "why", "fragile"}).contains("last_failure"));
    CHECK(fails("uninstall", {"--yes", "uninstall", "fragile"}, "fragile") == "uninstall hook");
    CHECK(fails("preuninstall", {"--yes", "uninstall", "fragile"}, "fragile") == "preuninstall hooks");
    CHECK(site.status("fragile") == "installed");
    // Of one that hears of another's coming and going.
    CHECK(fails("preinstall", {"install", "helper"}, "helper") == "preinstall hooks");
    CHECK(fails("installed", {"install", "helper"}, "helper") == "installed hooks");
    CHECK(site.status("helper") == "failed");
    site.ask({"install", "helper"});
    CHECK(fails("preuninstall", {"--yes", "uninstall", "good"}, "helper") == "preuninstall hooks");
    fails("uninstalled", {"--yes", "uninstall", "good"}, "good");
    CHECK(site.ask({"helper:greet", "you"}).size() == 2);
}

TEST_CASE("I-4 the fixtures that throw in install and uninstall change nothing")
{
    Site site(ON_BOTH_ENGINES, {"throwing_install/throwing_install", "throwing_uninstall/throwing_uninstall"});
    const auto before = site.dump();
    const auto install = site.run({"install", "throwing_install"});
    CHECK(install.exit_code == 1);
    CHECK(contains_all(install.message(), {"throwing_install", "no room at the inn"}));
    CHECK(site.dump() == before);
    CHECK(contains_all(site.module("throwing_install")["reason"],
        {"the last attempt failed at install hook: ", "no room at the inn"}));
    site.ask({"install", "throwing_uninstall"});
    const auto installed = site.dump();
    const auto uninstall = site.run({"uninstall", "throwing_uninstall"});
    CHECK(uninstall.exit_code == 1);
    CHECK(contains_all(uninstall.message(), {"throwing_uninstall", "I will not go"}));
    CHECK(site.dump() == installed);
    // When it never goes of its own accord: without its code, by its record.
    CHECK(site.run({"--safe-mode", "uninstall", "throwing_uninstall"}).exit_code == 0);
    CHECK(site.status("throwing_uninstall") == "available");
}

TEST_CASE("I-14 104 whatever is thrown across the boundary is reported with the module's name and rolled back")
{
    Site site(ON_BOTH_ENGINES, {"non_standard_throw/non_standard_throw", "good/good", "fragile/fragile"});
    site.ask({"install", "non_standard_throw", "good", "fragile"});
    const auto before = site.dump();
    const auto command = site.run({"odd:throw"});
    CHECK(command.exit_code == 1);
    CHECK(command.code() == "module_failed");
    CHECK(contains_all(command.message(), {"non_standard_throw", "command"}));
    const auto hook = site.run({"entity", "save", "good_note", R"({"name":"odd"})"});
    CHECK(hook.exit_code == 1);
    CHECK(contains_all(hook.message(), {"non_standard_throw", "presave hook"}));
    CHECK(site.dump() == before);
    // In cron alone it is logged, and the next one runs.
    const auto cron = site.run({"--set", "fragile.fail=cron", "cron", "--force"});
    CHECK(cron.exit_code == 5);
    std::map<std::string, std::string> results;
    for (const auto& job : cron.json)
        results[job["job"]] = job["result"];
    CHECK(results["fragile.first"] == "failed");
    CHECK(results["fragile.second"] == "done");
    CHECK(results["good.tick"] == "done");
    CHECK(contains_all(joined(site.log("fragile.first")), {"broken at cron"}));
    const auto status = site.run({"--set", "fragile.fail=status", "status"});
    CHECK(status.exit_code == 1);
    CHECK(contains_all(status.out, {"broken at status"}));
}

TEST_CASE("I-6 of two installers one proceeds and the other exits 4 naming the holder, a killed one leaves no lock")
{
    Site site(ON_BOTH_ENGINES, {"fragile/fragile", "good/good"});
    site.ask({"module", "list"});
    const bool kill = GENERATE(false, true);
    const auto gate = site.path("gate");
    auto first = site.start({"--set", "fragile.wait=install", "--set", "fragile.file=" + gate, "install", "fragile"});
    site.wait_until([&] { return !first->running() || std::filesystem::exists(gate + ".reached"); });
    INFO(first->output());
    REQUIRE(std::filesystem::exists(gate + ".reached"));
    for (const auto& words : {Words{"install", "good"}, Words{"--yes", "uninstall", "fragile"}, Words{"update"},
             Words{"--set", "modules.enabled=[good]", "apply"}}) {
        const auto second = site.run(words);
        INFO(joined(words, " ") << second.out << second.err);
        CHECK(second.exit_code == 4);
        CHECK(second.code() == "locked");
        CHECK(contains_all(second.message(), {"pid " + std::to_string(first->pid()), "install fragile"}));
    }
    CHECK(site.ask({"module", "list"}).size() == 2); // reading does not wait
    if (kill) {
        first->kill(SIGKILL);
        first->wait();
        site.wait_until_unlocked();
        const auto next = site.run({"install", "good"});
        CHECK(next.exit_code == 0);
        CHECK(contains_all(next.err, {"was cut short", "before it finished", "Run it again to change fragile"}));
        CHECK(site.status("fragile") == "available");
        return;
    }
    write_file(gate, "");
    CHECK(first->wait().exit_code == 0);
    CHECK(site.status("fragile") == "installed");
    CHECK(site.run({"install", "good"}).exit_code == 0);
}
