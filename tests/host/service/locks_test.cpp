#include "host/service/locks.hpp"
#include "site.hpp"

#include <csignal>

using namespace wowhost;
using namespace wowhost::service;
using namespace std::chrono_literals;
using wowhost::test::Process;
using wowhost::test::Site;
using wowhost::test::worker;

TEST_CASE("109 a lock of one process cannot be acquired by another until released")
{
    Site site(ON_BOTH_ENGINES);
    LockService one(*site.database, site.clock);
    LockService other(*site.database, site.clock);
    CHECK(one.acquire("wow", "a", 1min));
    CHECK_FALSE(other.acquire("wow", "a", 1min));
    CHECK(other.acquire("wow", "b", 1min));
    other.release("a"); // not its own
    CHECK_FALSE(other.acquire("wow", "a", 1min));
    one.release("a");
    CHECK(other.acquire("wow", "a", 1min));
}

TEST_CASE("109 a lock can be acquired by another when it has expired")
{
    Site site(ON_BOTH_ENGINES);
    LockService one(*site.database, site.clock);
    LockService other(*site.database, site.clock);
    CHECK(one.acquire("wow", "a", 60s));
    site.clock.advance_seconds(59);
    CHECK_FALSE(other.acquire("wow", "a", 60s));
    site.clock.advance_seconds(2);
    CHECK(other.acquire("wow", "a", 60s));
}

TEST_CASE("109 two threads of one process exclude each other")
{
    Site site(ON_BOTH_ENGINES);
    LockService locks(*site.database, site.clock);
    CHECK(locks.acquire("wow", "a", 1min));
    bool got = true;
    std::thread([&] { got = locks.acquire("wow", "a", 1min); }).join();
    CHECK_FALSE(got);
}

TEST_CASE("110 the holder acquires again and so extends")
{
    Site site(ON_BOTH_ENGINES);
    LockService one(*site.database, site.clock);
    LockService other(*site.database, site.clock);
    CHECK(one.acquire("wow", "a", 60s));
    site.clock.advance_seconds(50);
    CHECK(one.acquire("wow", "a", 60s));
    site.clock.advance_seconds(50);
    CHECK_FALSE(other.acquire("wow", "a", 60s));
    site.clock.advance_seconds(20);
    CHECK(one.acquire("wow", "a", 60s)); // expired, but nobody took it
}

TEST_CASE("110 extending fails when another has taken the lock after it expired")
{
    Site site(ON_BOTH_ENGINES);
    LockService one(*site.database, site.clock);
    LockService other(*site.database, site.clock);
    CHECK(one.acquire("wow", "a", 60s));
    site.clock.advance_seconds(61);
    CHECK(other.acquire("wow", "a", 60s));
    CHECK_FALSE(one.acquire("wow", "a", 60s));
    one.release("a"); // not its own any more
    LockService third(*site.database, site.clock);
    CHECK_FALSE(third.acquire("wow", "a", 60s));
}

TEST_CASE("111 a lock is free when its process has been killed")
{
    Site site(ON_BOTH_ENGINES);
    LockService locks(*site.database, site.clock);
    Process holder(worker({site.test.url(), "lock", "a", "3600"}));
    holder.wait_for_line("acquired");
    CHECK_FALSE(locks.acquire("wow", "a", 1min));
    holder.kill(SIGKILL);
    holder.wait();
    wowhost::test::wait_until([&] { return locks.acquire("wow", "a", 1min); });
    Process second(worker({site.test.url(), "lock", "a", "3600"}));
    second.wait_for_line("refused");
}

TEST_CASE("111 a lock is free when its process has ended")
{
    Site site(ON_BOTH_ENGINES);
    LockService locks(*site.database, site.clock);
    Process holder(worker({site.test.url(), "lock-and-end", "a"}));
    const auto result = holder.wait();
    CHECK(result.out == "acquired\n");
    CHECK(locks.acquire("wow", "a", 1min));
}

TEST_CASE("111 the next process that takes a killed one's place does not keep its locks alive")
{
    Site site(ON_BOTH_ENGINES);
    {
        Process first(worker({site.test.url(), "lock", "a", "3600"}));
        first.wait_for_line("acquired");
    }
    Process second(worker({site.test.url(), "lock", "b", "3600"}));
    second.wait_for_line("acquired");
    LockService locks(*site.database, site.clock);
    wowhost::test::wait_until([&] { return locks.acquire("wow", "a", 1min); });
    CHECK_FALSE(locks.acquire("wow", "b", 1min));
}

TEST_CASE("112 a lock name of any length works")
{
    Site site(ON_BOTH_ENGINES);
    LockService one(*site.database, site.clock);
    LockService other(*site.database, site.clock);
    const std::string names[] = {"", "é \n ', \"", std::string(100'000, 'x'), std::string(100'000, 'x') + "y",
        std::string("a\0b", 3), "\xFF\xFE"};
    for (const auto& name : names)
        CHECK(one.acquire("wow", name, 1min));
    for (const auto& name : names)
        CHECK_FALSE(other.acquire("wow", name, 1min));
}

TEST_CASE("108 expired locks are physically gone after housekeeping")
{
    Site site(ON_BOTH_ENGINES);
    LockService locks(*site.database, site.clock);
    CHECK(locks.acquire("wow", "a", 10s));
    CHECK(locks.acquire("wow", "b", 1h));
    site.clock.advance_seconds(11);
    CHECK(locks.remove_expired() == 1);
    CHECK(locks.remove_expired() == 0);
}

TEST_CASE("a lock of one of many racing processes is held by exactly one")
{
    Site site(ON_BOTH_ENGINES);
    std::vector<std::unique_ptr<Process>> processes;
    for (int i = 0; i < 6; ++i)
        processes.push_back(std::make_unique<Process>(worker({site.test.url(), "lock", "a", "3600"})));
    int acquired = 0;
    for (auto& process : processes)
        acquired += process->wait_for_line("ed") == "acquired" ? 1 : 0; // acquired or refused
    CHECK(acquired == 1);
}
