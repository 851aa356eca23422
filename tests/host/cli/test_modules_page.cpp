// The page of the modules: its views, fingerprints of plans, and the change that is under way.
#include "host/cli/module_change.hpp"
#include "host/cli/modules_page.hpp"
#include "host/cli/own_program.hpp"
#include "host/service/clock.hpp"
#include "host/service/tables.hpp"
#include "support/test_database.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

using namespace wowhost;
using namespace wowhost::cli;

namespace {

Value step(const char* action, const char* target, std::int64_t rows)
{
    return Value::object({{"action", action}, {"module", "content"}, {"target", target}, {"rows", rows}});
}

Value plan_of(Value::Array steps)
{
    return Value::object({{"steps", std::move(steps)}, {"installed", Value::Array{}},
        {"uninstalled", Value::array({"owner", "content"})}});
}

Value module_row(const char* name, const char* status)
{
    return Value::object({{"name", name}, {"label", "A"}, {"package", ""}, {"version", "1.0"}, {"status", status},
        {"reason", ""}, {"requires", Value::array({"x", "y"})}, {"required_by", Value::Array{}}});
}

ModuleChange change_of(const std::string& id, const std::string& state, std::int64_t process)
{
    ModuleChange change;
    change.id = id;
    change.action = "install";
    change.names = {"good"};
    change.by = "Ann";
    change.state = state;
    change.asked = 1000;
    change.process = process;
    return change;
}

} // namespace

TEST_CASE("a plan is the same whatever the number of rows, and another one with another step")
{
    const auto one = plan_fingerprint(plan_of({step("drop_type", "page", 3)}));
    CHECK(one.size() == 16);
    CHECK(one == plan_fingerprint(plan_of({step("drop_type", "page", 4)})));
    CHECK(one != plan_fingerprint(plan_of({step("drop_type", "pages", 3)})));
    CHECK(one != plan_fingerprint(plan_of({step("drop_column", "page", 3)})));
    CHECK(one != plan_fingerprint(plan_of({})));
    CHECK(one != plan_fingerprint(Value()));
}

TEST_CASE("a plan says how many rows go, and when there is nothing to do")
{
    const auto view = plan_view(plan_of({step("purge_rows", "page", 3), step("drop_type", "page", 2)}));
    CHECK(view["lost"].integer() == 5);
    CHECK(view["uninstalled"].text() == "owner, content");
    CHECK_FALSE(view["nothing"].boolean());
    CHECK(view["steps"].items().at(0)["action"].text() == "purge rows");
    CHECK(plan_view(Value::object({{"steps", Value::Array{}}}))["nothing"].boolean());
}

TEST_CASE("what can be done with a module follows from its status")
{
    const auto rows = Value::array({module_row("a", "installed"), module_row("b", "available"),
        module_row("c", "broken"), module_row("d", "failed"), module_row("e", "missing"), module_row("f", "installed"),
        module_row("not a name", "available")});
    const auto view = packages_view(rows, {{"f", "its setup threw"}, {"b", "not installed at all"}});
    REQUIRE(view.items().size() == 1);
    CHECK(view.items()[0]["package"].text() == "Other");
    const auto& modules = view.items()[0]["modules"].items();
    REQUIRE(modules.size() == 7);
    const std::pair<bool, bool> expected[] = {
        {false, true}, {true, false}, {false, false}, {true, false}, {false, true}, {false, true}, {false, false}};
    for (std::size_t i = 0; i < modules.size(); ++i) {
        INFO(modules[i]["name"].text());
        CHECK(modules[i]["can_install"].boolean() == expected[i].first);
        CHECK(modules[i]["can_uninstall"].boolean() == expected[i].second);
    }
    CHECK(modules[0]["requires"].text() == "x, y");
    CHECK(modules[0]["severity"].text() == "ok");
    CHECK(modules[5]["status"].text() == "not loaded");
    CHECK(modules[5]["reason"].text() == "its setup threw");
    CHECK(modules[5]["severity"].text() == "error");
    CHECK(modules[1]["reason"].text().empty());
}

TEST_CASE("one change of modules is under way at a time, and one whose process is gone stands in nobody's way")
{
    const test::TestDatabase test(GENERATE(from_range(test::engines())));
    const auto database = test.open();
    service::ensure_tables(*database);
    service::MovableClock clock;
    const service::StateStore state(*database, clock);
    CHECK(last_change(state, 1000).id.empty());
    CHECK(begin_change(state, change_of("one", "asked", 0), 1000));
    CHECK_FALSE(begin_change(state, change_of("two", "asked", 0), 1010));
    // It has not said a word for a minute.
    CHECK(last_change(state, 1100).state == "failed");
    note_change(state, change_of("one", "running", getpid()));
    CHECK(last_change(state, 5000).state == "running");
    CHECK_FALSE(begin_change(state, change_of("two", "asked", 0), 5000));
    // A process of that number is no more.
    note_change(state, change_of("one", "running", 1 << 30));
    CHECK(last_change(state, 5000).state == "failed");
    CHECK(begin_change(state, change_of("two", "asked", 0), 5000));
    // The first comes late, and changes nothing of what is said of the second.
    note_change(state, change_of("one", "done", getpid()));
    CHECK(last_change(state, 1010).id == "two");
    const auto again = ModuleChange::from_value(last_change(state, 1010).to_value());
    CHECK(again.names == std::vector<std::string>{"good"});
    CHECK(again.by == "Ann");
}

TEST_CASE("another process gets the options of this one, and is never asked anything")
{
    GlobalOptions options;
    options.config_file = "/etc/site.yml";
    options.settings = {"a.b=c d", "x.y=1"};
    options.safe_mode = true;
    CHECK(own_options(options)
        == std::vector<std::string>{"--format", "json", "--yes", "-q", "--config", "/etc/site.yml", "--set", "a.b=c d",
            "--set", "x.y=1", "--safe-mode"});
}
