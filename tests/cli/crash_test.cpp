// Modules whose code ends the process: counted, quarantined, released.
#include "site.hpp"

#include <csignal>

using namespace cli_test;

namespace {

void crash(const Site& site, int signal)
{
    const auto answer = site.run({"crash:now", std::to_string(signal)});
    INFO(answer.out << answer.err);
    CHECK(answer.signal == signal);
}

} // namespace

TEST_CASE("a module whose code raises a fatal signal three times in a row is quarantined until it is released")
{
    Site site(ON_BOTH_ENGINES, {"crashing/crashing", "good/good"});
    site.ask({"install", "crashing", "good"});
    crash(site, SIGSEGV);
    const auto told = site.run({"module", "list"});
    CHECK(contains_all(told.err, {"module crashing ended process ", "by SIGSEGV in "}));
    crash(site, SIGABRT);
    CHECK(site.status("crashing") == "installed");
    CHECK(site.ask({"module", "why", "crashing"})["crashes"]["in_a_row"] == 2);
    crash(site, SIGSEGV);
    const auto entry = site.module("crashing");
    CHECK(entry["status"] == "quarantined");
    CHECK(contains_all(entry["reason"],
        {"its code ended the process 3 times in a row, last by SIGSEGV", "`wowhost module release crashing`"}));
    const auto why = site.ask({"module", "why", "crashing"});
    CHECK(why["crashes"]["quarantined"] == true);
    CHECK(why["steps"].back()["step"] == "loaded");
    CHECK(why["steps"].back()["passed"] == false);

    const auto gone = site.run({"crash:now", "11"});
    CHECK(gone.exit_code == 2);
    CHECK(contains_all(gone.message(), {"there is no command \"crash:now\""}));
    CHECK(site.ask({"good:greet", "you"}) == "hello, you");
    CHECK(site.run({"status"}).exit_code == 1);

    CHECK(site.ask({"module", "release", "crashing"}) == Json({{"name", "crashing"}, {"released", true}}));
    CHECK(site.status("crashing") == "installed");
    CHECK(site.ask({"crash:now", "0"}) == "still here");
    CHECK(site.ask({"module", "release", "crashing"})["released"] == false);
}

TEST_CASE("a call that goes well between crashes breaks the row")
{
    Site site("sqlite", {"crashing/crashing"});
    site.ask({"install", "crashing"});
    for (int round = 0; round < 3; ++round) {
        crash(site, SIGSEGV);
        crash(site, SIGFPE);
        CHECK(site.ask({"crash:now", "0"}) == "still here");
    }
    CHECK(site.status("crashing") == "installed");
}

TEST_CASE("SIGKILL and SIGTERM never count as crashes")
{
    Site site(ON_BOTH_ENGINES, {"crashing/crashing"});
    site.ask({"install", "crashing"});
    for (int round = 0; round < 4; ++round)
        crash(site, SIGKILL);
    CHECK(site.status("crashing") == "installed");
    CHECK_FALSE(site.ask({"module", "why", "crashing"}).contains("crashes"));
    CHECK(site.log("ended process").empty());
}

TEST_CASE("safe mode loads no module and everything of the host works")
{
    Site site(ON_BOTH_ENGINES, {"good/good"});
    site.ask({"install", "good"});
    const auto gone = site.run({"--safe-mode", "good:greet", "you"});
    CHECK(gone.exit_code == 2);
    CHECK(contains_all(gone.message(), {"there is no command \"good:greet\"", "Safe mode loads no module"}));
    CHECK(site.ask({"--safe-mode", "module", "list"})[0]["status"] == "installed");
    CHECK(site.ask({"--safe-mode", "entity", "count", "good_note"})["count"] == 1);
    CHECK(site.ask({"--safe-mode", "module", "why", "good"})["steps"].size() >= 7);
    CHECK(site.run({"--safe-mode", "status"}).exit_code == 0);
    CHECK(site.ask({"good:greet", "you"}) == "hello, you");
}
