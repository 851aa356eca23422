// The host of the kit: everything an author asks of it, on modules that are there for it.
#include <wowhost/testing/host.hpp>

#include <catch2/catch.hpp>

#include <filesystem>

using namespace wowhost;
using wowhost::testing::Host;
using wowhost::testing::HostOptions;
using wowhost::testing::Visit;

TEST_CASE("a module is installed by name and its commands run in the process")
{
    Host host("good");
    CHECK(host.ask({"good:greet", "Thrall"}) == Value("hello, Thrall"));
    CHECK(host.run({"gg", "Thrall", "--format", "table"}).out == "hello, Thrall\n");
    const auto refused = host.run({"good:greet"});
    CHECK(refused.exit_code == 2);
    CHECK(refused.message().find("name") != std::string::npos);
    CHECK_THROWS_WITH(host.ask({"good:greet", ""}), Catch::Contains("nobody to greet"));
    CHECK_THROWS_WITH(host.ask({"good:gret", "x"}), Catch::Contains("did you mean `wowhost good:greet`"));
    CHECK_THROWS_WITH(host.run({"--config", "x", "status"}), Catch::Contains("HostOptions::configure"));
}

TEST_CASE("the configuration is the test's own and is checked")
{
    Host host("good", HostOptions().configure("good: { greeting: hail }"));
    CHECK(host.ask({"good:greet", "Thrall"}) == Value("hail, Thrall"));
    CHECK_THROWS_WITH(Host("good", HostOptions().configure("good: { greetin: hail }")), Catch::Contains("greeting"));
}

TEST_CASE("rows, state, queues and plugins are at hand")
{
    Host host("good");
    CHECK(host.entities().count(Query("good_note")) == 1);
    CHECK(host.services("good").state().get("good.installed") == Value(true));
    CHECK(host.ask({"good:fill", "25"}) == Value(25));
    CHECK(host.services().queue().counts("good_jobs").pending == 25);
    CHECK(host.work() == Value::object({{"done", 25}, {"failed", 0}}));
    CHECK(host.entities().count(Query("good_note")) == 26);
    const auto jobs = host.cron();
    bool ticked = false;
    for (const auto& job : jobs.items())
        ticked = ticked || job["message"].text() == "ticked";
    CHECK(ticked);
    CHECK(host.services().plugin_slots("good.greeter/1").size() == 1);
}

TEST_CASE("uninstall takes everything and installing again begins anew")
{
    Host host("good");
    host.ask({"good:fill", "3"});
    CHECK(host.uninstall({"good"}) == std::vector<std::string>{"good"});
    CHECK_FALSE(host.entities().has_type("good_note"));
    CHECK(host.install({"good"}) == std::vector<std::string>{"good"});
    CHECK(host.install({"good"}).empty());
    CHECK(host.services().queue().counts("good_jobs").pending == 0);
}

TEST_CASE("what is stored outlasts a restart and what is not does not")
{
    Host host("good");
    host.services().cache().set("key", 1, std::chrono::seconds(600));
    CHECK(host.services().cache().get("key"));
    host.restart();
    CHECK_FALSE(host.services().cache().get("key"));
    CHECK(host.entities().count(Query("good_note")) == 1);
    CHECK(host.ask({"good:greet", "you"}) == Value("hello, you"));
}

TEST_CASE("the clock begins where it is put and goes where the test wants it")
{
    HostOptions options;
    options.start = 1'000'000;
    Host host("good", options);
    CHECK(host.services().now() - 1'000'000 < 60);
    host.advance(std::chrono::hours(24 * 30));
    CHECK(host.now() - 1'000'000 - 86400 * 30 < 60);
    CHECK(host.services().locks().acquire("a", std::chrono::seconds(60)));
    host.set_time(5'000'000);
    CHECK(host.services().now() - 5'000'000 < 60);
    const auto row = host.entities().find("good_note", {});
    CHECK((*row)["last_fetched"].integer() - 1'000'000 < 60);
}

TEST_CASE("a frozen clock stands still for host, rows and cache until it is moved or goes on")
{
    Host host;
    host.set_time(2'000'000);
    host.freeze_time();
    host.install({"good"});
    const auto stored = [&] { return (*host.entities().find("good_note", {}))["last_fetched"].integer(); };
    CHECK(host.now() == 2'000'000);
    CHECK(host.services().now() == 2'000'000);
    CHECK(stored() == 2'000'000);
    const auto& cache = host.services().cache();
    cache.set("frozen", 1, std::chrono::seconds(60));
    host.advance(std::chrono::seconds(59));
    CHECK(host.now() == 2'000'059);
    CHECK(cache.get("frozen"));
    host.advance(std::chrono::seconds(2));
    CHECK_FALSE(cache.get("frozen"));
    host.restart();
    CHECK(host.now() == 2'000'061);
    host.set_time(3'000'000);
    CHECK(host.now() == 3'000'000);
    host.freeze_time(false);
    CHECK(host.now() - 3'000'000 < 60);
    const auto begin = host.services().now_ms();
    while (host.services().now_ms() == begin) // it goes on
        continue;
}

TEST_CASE("the database is in memory where the machine has a place for it")
{
    Host host;
    host.services();
    CHECK((host.folder().starts_with("/dev/shm/") || !std::filesystem::exists("/dev/shm")));
    CHECK(std::filesystem::exists(host.folder() + "/site.db"));
}

TEST_CASE("newer files of a module are found after a restart")
{
    const std::string fixtures = KIT_FIXTURES;
    Host host("evolving", HostOptions().with_modules(fixtures + "/evolving_1"));
    host.ask({"entity", "save", "evolving_thing", R"({"name": "stone"})"});
    host.restart(fixtures + "/evolving_2");
    CHECK(host.ask({"update"}).items().size() == 1);
    CHECK((*host.entities().find("evolving_thing", {}))["length"] == Value(5));
}

TEST_CASE("what is logged is kept and what a command says goes to its outcome")
{
    Host host("fragile", HostOptions().configure("fragile: { fail: nothing }"));
    const auto said = host.run({"fragile:say"});
    CHECK(said.err.find("the word is ") != std::string::npos);
    CHECK(host.logged("the word is "));
    const auto lines = host.log("fragile");
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].level == LogLevel::error);
    CHECK(host.log("good").empty());
}

TEST_CASE("visits are answered as the site answers them")
{
    Host host("web_probe");
    const auto echo = host.get("/probe/echo/%C3%84?q=1%202");
    CHECK(echo.status == 200);
    CHECK(echo.json()["what"] == Value("Ä"));
    CHECK(echo.json()["query"] == Value("1 2"));
    CHECK(echo.route == "/probe/echo/{what}");
    CHECK(host.get("/nowhere").status == 404);
    const auto refused = host.fetch(Visit("/probe/needs").header("Accept", "application/json"));
    CHECK(refused.status == 403);
    CHECK(refused.json().is_object());
    CHECK(host.fetch(Visit("/probe/needs").may({"use probe"})).status == 200);
    CHECK(host.fetch(Visit("/probe/needs").as(7, "Jaina").may({"use probe"})).json() == Value("Jaina"));
    CHECK(host.fetch(Visit("/probe/form").form({{"text", "a&b"}})).json()["text"] == Value("a&b"));
    CHECK(host.fetch(Visit("/probe/form").as(7, "Jaina").form({{"text", "c"}})).json()["text"] == Value("c"));
    CHECK(host.fetch(Visit("/probe/form").form({{"text", "x"}}).without_token()).status == 403);
    CHECK(host.fetch(Visit("/probe/open").json(Value::array({1, 2}))).json() == Value(5));
    CHECK(host.get("/probe/throw/other").status == 500);
    CHECK(host.logged("secret reason"));
    CHECK(host.get("/probe").contains("Probe"));
}

TEST_CASE("several hosts live beside each other and leave no folder")
{
    std::string folder;
    {
        Host one("good");
        Host other("good", HostOptions().configure("good: { greeting: hail }"));
        one.ask({"good:fill", "2"});
        CHECK(other.services().queue().counts("good_jobs").pending == 0);
        CHECK(other.ask({"good:greet", "you"}) == Value("hail, you"));
        CHECK(one.ask({"good:greet", "you"}) == Value("hello, you"));
        folder = one.folder();
        CHECK(std::filesystem::exists(folder));
    }
    CHECK_FALSE(std::filesystem::exists(folder));
}

TEST_CASE("a host that cannot be says what to do")
{
    HostOptions nowhere;
    nowhere.modules_path.clear();
    CHECK_THROWS_WITH(Host("good", nowhere), Catch::Contains("HostOptions::with_modules"));
    CHECK_THROWS_WITH(Host("goood"), Catch::Contains("did you mean good"));
}
