// Uninstalling: what goes, what stays, what is asked, and modules whose code is gone.
#include "site.hpp"

#include <filesystem>

using namespace cli_test;
using wowhost::test::write_file;

namespace {

/// A site with books that own pages and notes, and rows in all of them.
void fill(const Site& site)
{
    site.ask({"install", "content", "owner", "good"});
    site.ask({"entity", "save", "content_kind", R"({"name":"prose"})"});
    const auto book = site.ask({"entity", "save", "owner_book", R"({"title":"First"})"})["id"].get<int>();
    for (int number = 1; number <= 3; ++number)
        site.ask({"entity", "save", "content_page",
            Json({{"number", number}, {"kind", 1}, {"text", "owned"}, {"book", book}}).dump()});
    site.ask({"entity", "save", "content_page", R"({"number":1,"kind":1,"text":"nobody's"})"});
    site.ask({"entity", "save", "good_note", Json({{"name", "owned"}, {"book", book}}).dump()});
}

Json rows(const Site& site, const std::string& type) { return site.ask({"entity", "list", type, "--sort", "id"}); }

} // namespace

TEST_CASE("42 137 uninstalling what is not installed succeeds without effect and an unknown name fails")
{
    Site site(ON_BOTH_ENGINES, {"good/good"});
    const auto before = site.dump();
    const auto nothing = site.run({"uninstall", "good"});
    CHECK(nothing.exit_code == 0);
    CHECK(nothing.json["steps"] == Json::array());
    const auto unknown = site.run({"uninstall", "goood"});
    CHECK(unknown.exit_code == 2);
    CHECK(contains_all(unknown.message(), {"there is no module \"goood\"", "did you mean good?"}));
    CHECK(site.dump() == before);
}

TEST_CASE("44 47 140 a required module is not uninstalled, every reason is printed, and --yes does not help")
{
    Site site(ON_BOTH_ENGINES, {"kinds/essential", "kinds/essential_too", "kinds/needs_essential", "good/good"});
    site.ask({"install", "needs_essential", "essential_too", "good"});
    const auto before = site.dump();
    const auto answer = site.run({"--yes", "uninstall", "good", "essential_too", "essential"});
    CHECK(answer.exit_code == 3);
    CHECK(answer.code() == "refused");
    CHECK(contains_all(
        joined(answer.reasons()), {"The essential module is required", "The essential_too module is required"}));
    CHECK(answer.reasons().size() == 2);
    CHECK(site.dump() == before);
    CHECK(site.status("good") == "installed");
    const auto table = wowhost::test::run_program(site.command_line({"--yes", "uninstall", "essential"}, "table"));
    CHECK(table.exit_code == 3);
    CHECK(table.out.empty());
    CHECK(contains_all(table.err, {"The essential module is required"}));
}

TEST_CASE("45 46 138 rows and dependents that go are named with their numbers, and without a yes nothing happens")
{
    Site site(ON_BOTH_ENGINES, {"content/content", "content/owner", "good/good", "good/helper"});
    fill(site);
    site.ask({"install", "helper"});
    const auto before = site.dump();
    const auto refused = site.run({"uninstall", "good", "owner"});
    CHECK(refused.exit_code == 3);
    CHECK(refused.code() == "refused");
    CHECK(contains_all(refused.message(),
        {"This uninstalls ", "(helper because it depends on what you named)", "2 rows of good_note",
            "1 row of owner_book", "3 rows of content_page", "--yes", "Nothing was changed"}));
    CHECK(site.dump() == before);
    CHECK(site.run({"--yes", "uninstall", "good", "owner"}).exit_code == 0);
    CHECK(rows(site, "content_page").size() == 1);
    // Without rows and dependents nothing is asked.
    site.ask({"install", "owner"});
    CHECK(site.run({"uninstall", "owner"}).exit_code == 0);
}

TEST_CASE("49 50 51 55 58 after an uninstall nothing of the module is left")
{
    Site site(ON_BOTH_ENGINES, {"chain/chain_other", "good/good", "fragile/fragile"});
    site.ask({"install", "chain_other"});
    const auto before = site.dump();
    const auto schema = site.schema();
    site.ask({"install", "good", "fragile"});
    site.ask({"good:fill", "3"});
    site.ask({"queue", "run", "good_jobs"});
    site.ask({"cron", "--force"});
    CHECK(site.dump() != before);
    site.ask({"--yes", "uninstall", "good", "fragile"});
    CHECK(site.schema() == schema);
    auto after = site.dump();
    // The housekeeping of the host's own cron run stays.
    const auto without_cron = [](std::string text) {
        const auto begin = text.find("rows of wowhost_cron\n");
        if (begin == std::string::npos)
            return text;
        return text.erase(begin, text.find("rows of ", begin + 1) - begin);
    };
    CHECK(without_cron(after) == without_cron(before));
    CHECK(contains_all(joined(site.log()), {"good goes with 4 notes"}));
    CHECK(after.find("good") == std::string::npos);
    CHECK(after.find("fragile") == std::string::npos);
}

TEST_CASE("50 52 I-19 rows of others are unchanged by install, data and uninstall of an owner, again and again")
{
    Site site(ON_BOTH_ENGINES, {"content/content", "content/owner"});
    site.ask({"install", "content"});
    site.ask({"entity", "save", "content_kind", R"({"name":"prose"})"});
    site.ask({"entity", "save", "content_page", R"({"number":1,"kind":1,"text":"nobody's"})"});
    const auto pages = rows(site, "content_page");
    const auto schema = site.schema();
    const auto catalogue = site.catalogue();
    std::string schema_with_owner;
    for (int round = 0; round < 3; ++round) {
        site.ask({"install", "owner"});
        if (round > 0)
            CHECK(site.schema() == schema_with_owner);
        schema_with_owner = site.schema();
        CHECK(site.ask({"entity", "count", "owner_book"})["count"] == 0); // 57: empty and complete
        const auto book = site.ask({"entity", "save", "owner_book", R"({"title":"First"})"})["id"].get<int>();
        site.ask({"entity", "save", "content_page", Json({{"number", 1}, {"book", book}}).dump()});
        CHECK(site.ask({"entity", "count", "content_page"})["count"] == 2);
        const auto plan = site.ask({"--yes", "uninstall", "owner"});
        CHECK(
            contains_all(plan.dump(), {R"("action":"purge_rows","module":"owner","rows":1,"target":"content_page")"}));
        CHECK(rows(site, "content_page") == pages);
        CHECK(site.schema() == schema);
        CHECK(site.catalogue() == catalogue);
    }
}

TEST_CASE("I-9 uninstall works when the file is deleted or damaged, from the record alone")
{
    Site site(ON_BOTH_ENGINES, {"content/content", "content/owner", "good/good"});
    site.ask({"install", "content", "good"});
    const auto schema = site.schema();
    const auto catalogue = site.catalogue();
    site.ask({"--yes", "uninstall", "content", "good"});
    fill(site);
    bool damaged = GENERATE(false, true);
    for (const auto* name : {"owner", "content"}) {
        site.remove_file(name);
        if (damaged)
            write_file(site.module_file(name), "rubbish");
        CHECK(site.status(name) == (damaged ? "broken" : "missing"));
    }
    const auto answer = site.run({"--yes", "uninstall", "owner"});
    CHECK(answer.exit_code == 0);
    CHECK(contains_all(
        answer.err, {"owner is not loaded: it is uninstalled from its record, without its own uninstall hook"}));
    CHECK(site.schema() == schema);
    CHECK(site.catalogue() == catalogue);
    CHECK(rows(site, "content_page").size() == 1);
    CHECK(rows(site, "good_note").size() == 1);
    CHECK(site.ask({"--yes", "uninstall", "content"})["uninstalled"] == Json{"content"});
    CHECK(site.ask({"module", "list", "--status", "installed"}).size() == 1);
    CHECK(site.run({"install", "owner"}).exit_code == (damaged ? 3 : 2));
}

TEST_CASE("102 105 hooks and plugins of a module that is not installed are not there")
{
    Site site(
        ON_BOTH_ENGINES, {"good/good", "good/helper", "chain/chain_other", "non_standard_throw/non_standard_throw"});
    site.ask({"install", "good"});
    const auto save_odd = [&] { return site.run({"entity", "save", "good_note", R"({"name":"odd"})"}); };
    CHECK(save_odd().exit_code == 0);
    site.ask({"install", "helper", "non_standard_throw"});
    CHECK(save_odd().exit_code == 1);
    CHECK(site.ask({"helper:greet", "you"}) == Json({{"plain", "hello, you"}, {"loud", "HELLO, you"}}));
    CHECK(site.ask({"helper:ask", "loud", "you"}) == "HELLO, you");
    const auto unknown = site.run({"helper:ask", "lout", "you"});
    CHECK(unknown.exit_code == 1);
    CHECK(
        contains_all(unknown.message(), {"no plugin \"lout\" of good.greeter/1 is installed; there are: plain, loud"}));
    site.ask({"uninstall", "non_standard_throw"});
    CHECK(site.run({"entity", "save", "good_note", R"({"name":"even"})"}).exit_code == 0);
    site.ask({"uninstall", "helper"});
    const auto gone = site.run({"helper:greet", "you"});
    CHECK(gone.exit_code == 2);
    CHECK(contains_all(gone.message(),
        {"there is no command \"helper:greet\"", "Module helper is not installed (`wowhost install helper`)."}));
    CHECK(site.run({"good:greet", "you"}).exit_code == 0);
}

TEST_CASE("a module that leaves objects on threads of the host is uninstalled without harm")
{
    Site site("sqlite", {"thread_local_state/thread_local_state"});
    site.ask({"install", "thread_local_state"});
    CHECK(site.ask({"thread:touch"}) == std::string(100, 'x'));
    CHECK(site.ask({"uninstall", "thread_local_state"})["uninstalled"] == Json{"thread_local_state"});
}

TEST_CASE("a change of modules waits for a call that is under way and lets it end")
{
    Site site(ON_BOTH_ENGINES, {"fragile/fragile", "good/good"});
    site.ask({"install", "fragile"});
    const auto gate = site.path("gate");
    auto call = site.start({"--set", "fragile.wait=command", "--set", "fragile.file=" + gate, "fragile:say"});
    site.wait_until([&] { return !call->running() || std::filesystem::exists(gate + ".reached"); });
    auto change = site.start({"install", "good"});
    const auto opened = site.database().open();
    site.wait_until([&] { return !change->running() || opened->holder("install"); });
    write_file(gate, "");
    CHECK(call->wait().exit_code == 0);
    CHECK(change->wait().exit_code == 0);
    const auto log = joined(site.log());
    REQUIRE(log.find("the word is") != std::string::npos);
    CHECK(log.find("the word is") < log.find("good module installed."));
}
