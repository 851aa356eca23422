#include "dialect.hpp"
#include "support/test_database.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <ctime>
#include <thread>

using namespace wowhost::database;
using namespace wowhost::test;

TEST_CASE("an exclusive process lock excludes, shared ones do not")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase test(engine);
    const auto database = test.open();
    const std::string name = "in/stall ä";

    auto shared = database->lock(name, LockMode::shared, 0, "reader");
    auto also_shared = database->lock(name, LockMode::shared, 0, "reader");
    REQUIRE(shared);
    REQUIRE(also_shared);
    CHECK_FALSE(database->holder(name));
    CHECK_FALSE(database->lock(name, LockMode::exclusive, 0, "writer"));
    shared.reset();
    CHECK_FALSE(database->lock(name, LockMode::exclusive, 20, "writer"));
    also_shared.reset();
    auto exclusive = database->lock(name, LockMode::exclusive, 0, "`writer` — 'it''s' */ me");
    REQUIRE(exclusive);
    CHECK_FALSE(database->lock(name, LockMode::exclusive, 0, "writer"));
    CHECK_FALSE(database->lock(name, LockMode::shared, 0, "reader"));
    CHECK(database->lock("another", LockMode::exclusive, 0, "writer"));

    const auto holder = database->holder(name);
    REQUIRE(holder);
    CHECK(holder->pid == ::getpid());
    CHECK(holder->purpose == "`writer` — 'it''s' */ me");
    CHECK_FALSE(holder->host.empty());
    CHECK(std::abs(holder->since - ::time(nullptr)) < 60);
    CHECK_THAT(holder->describe(), Catch::Contains("pid " + std::to_string(::getpid()) + " on host "));
    CHECK_FALSE(database->holder("another"));
    exclusive.reset();
    CHECK_FALSE(database->holder(name));
}

TEST_CASE("a process lock is waited for, and may be released by another thread")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase test(engine);
    const auto database = test.open();
    auto held = database->lock("l", LockMode::exclusive, 0, "first");
    REQUIRE(held);
    std::thread releaser([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        held.reset();
    });
    CHECK(database->lock("l", LockMode::exclusive, 60'000, "second"));
    releaser.join();
}

TEST_CASE("a process lock dies with its process, even by SIGKILL")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase test(engine);
    const auto database = test.open();
    Process other({WOWHOST_DATABASE_WORKER, "hold", test.url(), "install", "exclusive", "install wow"});
    other.wait_for_line("held");

    CHECK_FALSE(database->lock("install", LockMode::exclusive, 0, "me"));
    CHECK_FALSE(database->lock("install", LockMode::shared, 0, "me"));
    const auto holder = database->holder("install");
    REQUIRE(holder);
    CHECK(holder->pid == other.pid());
    CHECK(holder->purpose == "install wow");

    Process third({WOWHOST_DATABASE_WORKER, "hold", test.url(), "install", "exclusive", "third"});
    third.wait_for_line("refused");
    CHECK(third.wait().exit_code == 4);

    other.kill(SIGKILL);
    CHECK(other.wait().signal == SIGKILL);
    CHECK(database->lock("install", LockMode::exclusive, 60'000, "me"));
    CHECK_FALSE(database->holder("install"));
}

TEST_CASE("shared process locks of several processes keep an exclusive one out")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase test(engine);
    const auto database = test.open();
    Process one({WOWHOST_DATABASE_WORKER, "hold", test.url(), "work", "shared", "serve"});
    Process two({WOWHOST_DATABASE_WORKER, "hold", test.url(), "work", "shared", "worker"});
    one.wait_for_line("held");
    two.wait_for_line("held");
    CHECK(database->lock("work", LockMode::shared, 0, "me"));
    one.kill(SIGKILL);
    one.wait();
    CHECK_FALSE(database->lock("work", LockMode::exclusive, 50, "me"));
    two.kill(SIGKILL);
    two.wait();
    CHECK(database->lock("work", LockMode::exclusive, 60'000, "me"));
}
