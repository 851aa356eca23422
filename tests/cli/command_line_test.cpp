// The command line itself: streams, formats, exit codes, help, hints, completion, configuration.
#include "site.hpp"

#include <set>
#include <sstream>

using namespace cli_test;
using wowhost::test::write_file;

TEST_CASE("136 data goes to stdout and messages to stderr in every format")
{
    Site site(ON_BOTH_ENGINES, {"good/good"});
    const auto nothing = site.run({"uninstall", "good"});
    CHECK(nothing.json.is_object());
    CHECK(contains_all(nothing.err, {"Nothing to do."}));
    CHECK(site.run({"-q", "uninstall", "good"}).err.empty());
    site.ask({"install", "good"});
    site.ask({"entity", "save", "good_note", R"({"name":"a,\"b\"","count":7,"extra":{"x":[1]}})"});
    CHECK(site.print("csv", {"entity", "list", "good_note", "--fields", "id,name,count,extra", "--where", "count = 7"})
        == "id,name,count,extra\r\n2,\"a,\"\"b\"\"\",7,\"{\"\"x\"\":[1]}\"\r\n");
    CHECK(site.print("yaml", {"entity", "list", "good_note", "--fields", "name,count", "--where", "count = 7"})
        == "- count: 7\n  name: a,\"b\"\n");
    CHECK(site.print("table", {"entity", "list", "good_note", "--fields", "id,name,count", "--sort", "id"})
        == "id  name       count\n--  ---------  -----\n1   installed\n2   a,\"b\"      7\n");
    CHECK(contains_all(site.print("table", {"module", "list"}), {"name", "status", "good", "installed", "1.0.0"}));
    CHECK(site.print("table", {"good:greet", "you"}) == "hello, you\n");
    CHECK(contains_all(site.print("table", {"module", "info", "good"}), {"good_note", "good:greet", "use good"}));
}

TEST_CASE("an error is one JSON document with code, message and reasons, or one line on stderr")
{
    Site site("sqlite", {"good/good"});
    const auto answer = site.run({"module", "info", "goood"});
    CHECK(answer.exit_code == 2);
    CHECK(answer.code() == "invalid_argument");
    CHECK(answer.json["error"]["reasons"].is_array());
    CHECK(answer.err.empty());
    for (const auto* format : {"table", "csv", "yaml"}) {
        const auto plain = wowhost::test::run_program(site.command_line({"module", "info", "goood"}, format));
        CHECK(plain.exit_code == 2);
        CHECK(plain.out.empty());
        CHECK(plain.err == "wowhost: " + answer.message() + "\n");
    }
    const auto usage = run_wowhost({"--format", "json", "--format", "xml", "status"});
    CHECK(usage.exit_code == 2);
    CHECK(contains_all(usage.out + usage.err, {"there is no format \"xml\"; --format takes table, json, yaml or csv"}));
}

TEST_CASE("a mistyped command gets the nearest one, and one of a module that is not installed is told from it")
{
    Site site("sqlite", {"good/good", "good/helper", "other_fingerprint/other_fingerprint"});
    const auto message = [&](const Words& words) {
        const auto answer = site.run(words);
        CHECK(answer.exit_code == 2);
        return answer.message();
    };
    CHECK(
        contains_all(message({"instal", "good"}), {"there is no command \"instal\"; did you mean `wowhost install`?"}));
    CHECK(contains_all(
        message({"entity", "lst"}), {"`wowhost entity` needs one of: count, delete", "(there is no \"lst\")"}));
    CHECK(contains_all(message({"modul", "list"}), {"did you mean `wowhost module list`?"}));
    CHECK(contains_all(message({"module"}), {"`wowhost module` needs one of: ", "info, list"}));
    CHECK(contains_all(message({"good:greet", "you"}), {"Module good is not installed (`wowhost install good`)."}));
    CHECK(contains_all(message({"zz:greet", "you"}),
        {"`wowhost --help` lists all commands", "`wowhost module list --status available`"}));
    CHECK(contains_all(message({"other_fingerprint:x"}), {"Module other_fingerprint is incompatible: "}));
    site.ask({"install", "good"});
    CHECK(contains_all(message({"good:gret", "you"}), {"did you mean `wowhost good:greet`?"}));
    CHECK(contains_all(message({"good:greet"}), {"name is required", "wowhost good:greet --help"}));
    CHECK(contains_all(message({"good:greet", "you", "--loud"}), {"good:greet has no option --loud"}));
    CHECK(contains_all(
        message({"module", "list", "--status", "instaled"}), {"there is no status \"instaled\"", "installed"}));
    CHECK(site.ask({"gg", "you"}) == "hello, you");
}

TEST_CASE("every command has help with an example, and help needs no configuration")
{
    Site site("sqlite", {"good/good"});
    site.ask({"install", "good"});
    const auto overview = run_wowhost({"--help"}, {{"WOWHOST_CONFIG", "/nowhere/wowhost.yml"}});
    CHECK(overview.exit_code == 0);
    CHECK(overview.err.empty());
    std::set<std::string> commands;
    std::istringstream lines(overview.out);
    bool listing = false;
    for (std::string line; std::getline(lines, line);) {
        if (listing && line.starts_with("  "))
            commands.insert(line.substr(2, line.find("  ", 2) - 2));
        listing = listing || line.starts_with("Commands");
    }
    CHECK(commands.size() >= 30);
    for (const auto* name : {"module verify", "install", "apply", "entity export", "cron", "serve", "worker"})
        CHECK(commands.count(name) == 1);
    for (const auto& command : commands) {
        Words words;
        std::istringstream parts(command);
        for (std::string word; parts >> word;)
            words.push_back(word);
        words.push_back("--help");
        const auto help = run_wowhost(words, {{"WOWHOST_CONFIG", "/nowhere/wowhost.yml"}});
        INFO(command << "\n" << help.out << help.err);
        CHECK(help.exit_code == 0);
        CHECK(contains_all(help.out, {"Usage: wowhost " + command, "Example:", "wowhost "}));
    }
    CHECK(contains_all(run_wowhost({"help", "install"}).out, {"Usage: wowhost install"}));
    CHECK(contains_all(site.print("table", {"--help"}), {"good:greet", "Greets NAME"}));
    CHECK(contains_all(site.print("table", {"good:greet", "--help"}), {"wowhost good:greet you", "Also: gg"}));
    const auto none = run_wowhost({}, {{"WOWHOST_CONFIG", "/nowhere/wowhost.yml"}});
    CHECK(none.exit_code == 2);
    CHECK(contains_all(none.out, {"Usage: wowhost"}));
    CHECK(contains_all(run_wowhost({"--version"}).out, {"wowhost "}));
}

TEST_CASE("completion knows commands, their words and options, and its scripts are taken by the shells")
{
    Site site("sqlite", {"good/good"});
    site.ask({"install", "good"});
    const auto next = [&](const Words& words) {
        Words line{"complete", "--"};
        line.insert(line.end(), words.begin(), words.end());
        const auto list = site.ask(line).get<Words>();
        return std::set<std::string>(list.begin(), list.end());
    };
    CHECK(next({}).count("entity") == 1);
    CHECK(next({}).count("good:greet") == 1);
    CHECK(next({"entity"})
        == std::set<std::string>{"types", "schema", "list", "get", "count", "save", "delete", "export"});
    CHECK(next({"entity", "list"}).count("--where") == 1);
    CHECK(next({"module", "info", "go"}).count("--load") == 1);
    CHECK(next({"install"}).count("good") == 1);
    const auto elsewhere = run_wowhost({"complete", "--", "module"}, {{"WOWHOST_CONFIG", "/nowhere/wowhost.yml"}});
    CHECK(contains_all(elsewhere.out, {"list", "verify"}));

    const auto bash = run_wowhost({"completion", "bash"}, {{"WOWHOST_CONFIG", "/nowhere/wowhost.yml"}});
    CHECK(bash.exit_code == 0);
    write_file(site.path("completion.bash"),
        bash.out + "COMP_WORDS=(\""
            + WOWHOST_PROGRAM "\" entity ex); COMP_CWORD=2; _wowhost; echo \"<${COMPREPLY[*]}>\"\n");
    CHECK(wowhost::test::run_program({"bash", site.path("completion.bash")}).out == "<export>\n");
    CHECK(contains_all(run_wowhost({"completion", "zsh"}).out, {"#compdef wowhost", "wowhost complete --"}));
    CHECK(contains_all(run_wowhost({"completion", "fish"}).out, {"complete -c wowhost", "wowhost complete --"}));
    CHECK(run_wowhost({"completion", "powershell"}).exit_code == 2);
}

TEST_CASE("errors of the configuration name file, line and the nearest key, and stop every command that reads it")
{
    Site site("sqlite", {"good/good"});
    const auto refused = [&](const std::string& yaml, const Words& sentence) {
        site.configure(yaml);
        INFO(yaml);
        for (const auto& words : {Words{"module", "list"}, Words{"install", "good"}, Words{"good:greet", "x"}}) {
            const auto answer = site.run(words);
            CHECK(answer.exit_code == 2);
            CHECK(contains_all(answer.message(), sentence));
        }
    };
    refused("sites: { name: x }\n", {"wowhost.yml:4:", "there is no section \"sites\"", "did you mean \"site\"?"});
    refused("site: { nme: x }\n", {"wowhost.yml:4:", "there is no key \"site.nme\"", "did you mean \"name\"?"});
    refused("good: { greting: hi }\n", {"wowhost.yml:4:", "good.greting", "did you mean \"greeting\"?"});
    refused("worker: { threads: many }\n", {"wowhost.yml:4:", "worker.threads", "an integer"});
    refused("log: { level: [\n", {"wowhost.yml:"});
    const auto checked = site.run({"config", "check"});
    CHECK(checked.exit_code != 0);
    site.configure("good: { greeting: hi }\n");
    CHECK(site.ask({"config", "check"}) == Json::array());
    CHECK(site.ask({"config", "get", "good.greeting"}) == "hi");
    CHECK(site.ask({"config", "get"})["good"]["greeting"] == "hi");
    CHECK(site.ask({"install", "good"})["installed"].size() == 1);
    CHECK(site.ask({"good:greet", "you"}) == "hi, you");
    CHECK(site.ask({"--set", "good.greeting=hey", "good:greet", "you"}) == "hey, you");
    CHECK(contains_all(
        site.run({"config", "get", "good.greting"}).message(), {"good.greting", "did you mean \"greeting\"?"}));
    const auto set = site.run({"--set", "good.greting=x", "good:greet", "you"});
    CHECK(set.exit_code == 2);
    CHECK(contains_all(set.message(), {"--set good.greting", "did you mean \"greeting\"?"}));
    const auto absent = run_wowhost({"--format", "json", "--config", "/nowhere/wowhost.yml", "status"});
    CHECK(absent.exit_code == 2);
    CHECK(contains_all(absent.message(), {"/nowhere/wowhost.yml cannot be read"}));
}

TEST_CASE("module verify, help and completion need no configuration")
{
    const wowhost::test::Environment nowhere{{"WOWHOST_CONFIG", "/nowhere/wowhost.yml"}};
    CHECK(run_wowhost({"module", "verify", fixture_file("good/good")}, nowhere).exit_code == 0);
    CHECK(run_wowhost({"completion", "bash"}, nowhere).exit_code == 0);
}

TEST_CASE("module info shows the info file, and what an installed or loaded module provides")
{
    Site site(
        ON_BOTH_ENGINES, {"good/good", "good/helper", "fragile/fragile", "non_standard_throw/non_standard_throw"});
    const auto available = site.ask({"module", "info", "good"});
    CHECK(available["status"] == "available");
    CHECK(available["permissions"] == Json::parse(R"([{"name":"use good","label":"Use the good module"}])"));
    CHECK(available["config"][0]["key"] == "greeting");
    CHECK_FALSE(available.contains("commands"));
    const auto loaded = site.ask({"module", "info", "good", "--load"});
    site.ask({"install", "good"});
    const auto installed = site.ask({"module", "info", "good"});
    for (const auto& info : {loaded, installed}) {
        CHECK(info["entity_types"] == Json{"good_note"});
        CHECK(info["commands"] == Json({"good:greet", "good:fill"}));
        CHECK(info["plugins"] == Json::parse(R"([{"interface":"good.greeter/1","id":"plain"}])"));
        CHECK(info["routes"] == Json::array());
        CHECK(info["vocabularies"] == Json::array());
        CHECK(info["queues"] == Json{"good_jobs"});
        CHECK(info["cron"] == Json::parse(R"([{"job":"good.tick","every_seconds":0}])"));
        CHECK(info["updates"] == Json::parse(R"([{"number":1,"label":"never needed on a fresh install"}])"));
        CHECK(contains_all(info["hooks"].dump(), {"preinstall", "uninstalled"}));
        CHECK(info["hooks"].size() == 4);
        CHECK(info["requirement_checks"] == 0);
        CHECK(info["status_reports"] == 0);
    }
    const auto hooked = site.ask({"module", "info", "fragile", "--load"});
    CHECK(hooked["requirement_checks"] == 1);
    CHECK(hooked["status_reports"] == 1);
    const auto observed = site.ask({"module", "info", "non_standard_throw", "--load"});
    CHECK(observed["hooks"] == Json::parse(R"([{"event":"presave","entity_type":""}])"));
    CHECK(contains_all(
        site.ask({"module", "info", "fragile", "--load"})["projections"].dump(), {"fragile_mark", "good_note"}));
    CHECK(site.ask({"module", "info", "helper"})["dependencies"] == Json{"good (>=1.0)"});
    Words steps;
    const auto why = site.ask({"module", "why", "good"});
    for (const auto& step : why["steps"]) {
        steps.push_back(step["step"]);
        CHECK(step["passed"] == true);
    }
    CHECK(steps
        == Words{"found", "readable", "info ok", "fingerprint ok", "trusted", "dependencies ok", "loaded", "set up"});
}
