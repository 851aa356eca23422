// State, queues, cron and log from the command line.
#include "site.hpp"

using namespace cli_test;

TEST_CASE("state is listed, read, set and deleted")
{
    Site site(ON_BOTH_ENGINES, {"good/good"});
    site.ask({"install", "good"});
    CHECK(site.ask({"state", "get", "good.installed"}) == true);
    CHECK(site.ask({"state", "set", "my.flag", R"({"a":[1,null]})"})["value"] == Json::parse(R"({"a":[1,null]})"));
    CHECK(site.ask({"state", "get", "my.flag"}) == Json::parse(R"({"a":[1,null]})"));
    CHECK(site.ask({"state", "set", "my.word", "plain text"})["value"] == "plain text");
    for (const auto* nothing : {"null", "false", "0", "\"\""}) {
        site.ask({"state", "set", "my.nothing", nothing});
        CHECK(site.ask({"state", "get", "my.nothing"}) == Json::parse(nothing));
    }
    const auto listed = site.ask({"state", "list", "my."});
    CHECK(listed.size() == 3);
    CHECK(site.ask({"state", "list"}).dump().find("good.installed") != std::string::npos);
    site.ask({"--dry-run", "state", "set", "my.flag", "1"});
    CHECK(site.ask({"state", "get", "my.flag"}).is_object());
    CHECK(site.ask({"--dry-run", "state", "delete", "my.flag"})["deleted"] == 1);
    CHECK(site.ask({"state", "delete", "my.flag"})["deleted"] == 1);
    CHECK(site.ask({"state", "delete", "my.flag"})["deleted"] == 0);
    const auto gone = site.run({"state", "get", "my.flag"});
    CHECK(gone.exit_code == 1);
    CHECK(gone.code() == "not_found");
    CHECK(contains_all(gone.message(), {"there is no state \"my.flag\"", "`wowhost state list`"}));
}

TEST_CASE("queues are listed and worked on, in part and by a worker until they are empty")
{
    Site site(ON_BOTH_ENGINES, {"good/good"});
    site.ask({"install", "good"});
    const auto queue = [&] { return site.ask({"queue", "list"})[0]; };
    CHECK(
        queue() == Json::parse(R"({"name":"good_jobs","module":"good","pending":0,"claimed":0,"failed":0,"done":0})"));
    site.ask({"good:fill", "25"});
    CHECK(queue()["pending"] == 25);
    const auto part = site.ask({"queue", "run", "good_jobs", "--limit", "10"});
    CHECK(part == Json({{"name", "good_jobs"}, {"done", 10}, {"failed", 0}}));
    CHECK(site.ask({"worker", "--queue", "good_jobs", "--threads", "2", "--until-empty"})
        == Json({{"done", 15}, {"failed", 0}}));
    CHECK(queue()["done"] == 25);
    CHECK(site.ask({"entity", "count", "good_note"})["count"] == 26);
    CHECK(site.ask({"queue", "run", "good_jobs"})["done"] == 0);
    CHECK(site.ask({"queue", "retry", "good_jobs"})["retried"] == 0);
    const auto unknown = site.run({"queue", "run", "god_jobs"});
    CHECK(unknown.exit_code == 2);
    CHECK(contains_all(unknown.message(), {"god_jobs", "good_jobs"}));
    CHECK(site.run({"queue", "retry", "god_jobs"}).exit_code == 2);
    CHECK(site.run({"worker", "--queue", "god_jobs", "--until-empty"}).exit_code == 2);
}

TEST_CASE("cron lists its jobs, runs what is due, and all when forced")
{
    Site site(ON_BOTH_ENGINES, {"good/good"});
    site.ask({"install", "good"});
    const auto result_of = [&](const Json& rows, const std::string& job) {
        for (const auto& row : rows)
            if (row["job"] == job)
                return row;
        return Json();
    };
    CHECK(result_of(site.ask({"cron", "--list"}), "good.tick")["module"] == "good");
    CHECK(site.run({"state", "get", "good.ticks"}).exit_code == 1);
    const auto ran = result_of(site.ask({"cron"}), "good.tick");
    CHECK(ran["message"] == "ticked");
    CHECK(site.ask({"state", "get", "good.ticks"}) == 1);
    site.ask({"cron", "--force"});
    CHECK(site.ask({"state", "get", "good.ticks"}) == 2);
    site.ask({"--dry-run", "cron", "--force"});
    CHECK(site.ask({"state", "get", "good.ticks"}) == 2);
}

TEST_CASE("the log is filtered by module and level, newest first, and holds no secret")
{
    Site site(ON_BOTH_ENGINES, {"good/good", "fragile/fragile"});
    site.configure("fragile: { word: hunter22 }\n");
    site.ask({"install", "good", "fragile"});
    site.run({"fragile:say"});
    const auto errors = site.ask({"log", "show", "--module", "fragile", "--level", "error"});
    REQUIRE(errors.size() == 1);
    CHECK(errors[0]["message"] == "the word is ***");
    CHECK(errors[0]["module"] == "fragile");
    CHECK(errors[0]["level"] == "error");
    const auto all = site.ask({"log", "show", "--limit", "2"});
    REQUIRE(all.size() == 2);
    CHECK(all[0]["time"].get<std::string>() >= all[1]["time"].get<std::string>());
    CHECK(site.ask({"config", "get", "fragile.word"}) == "********");
    const auto wrong = site.run({"log", "show", "--level", "loud"});
    CHECK(wrong.exit_code == 2);
    CHECK(contains_all(wrong.message(), {"there is no level \"loud\"", "warning"}));
}
