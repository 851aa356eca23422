#include "dialect.hpp"
#include "support/test_database.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <set>
#include <thread>

using namespace wowhost::database;
using namespace wowhost::test;

TEST_CASE("each thread has connections of its own and writes get along")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase test(engine);
    const auto database = test.open();
    const Dialect sql(database->engine());
    database->main().script("CREATE TABLE counter (id " + sql.integer + " PRIMARY KEY, n " + sql.integer + ")"
        + sql.end_of_table + "; INSERT INTO counter VALUES (1, 0)");
    constexpr int threads = 8;
    constexpr int times = 100;
    std::atomic<int> failures{0};
    std::vector<Connection*> seen(threads);
    std::atomic<int> ready{0};
    std::vector<std::thread> workers;
    for (int worker = 0; worker < threads; ++worker) {
        workers.emplace_back([&, worker] {
            try {
                Connection& connection = database->main();
                seen[static_cast<std::size_t>(worker)] = &connection;
                ++ready;
                while (ready < threads) {
                    std::this_thread::yield();
                }
                for (int time = 0; time < times; ++time) {
                    transact(connection,
                        [&] { connection.run("UPDATE counter SET n = n + ? WHERE id = 1", {std::int64_t{1}}); });
                    failures += &database->main() == &connection && !database->in_transaction() ? 0 : 1;
                }
            } catch (const std::exception&) {
                ++failures;
            }
        });
    }
    for (std::thread& worker : workers) {
        worker.join();
    }
    CHECK(failures == 0);
    CHECK(std::set<Connection*>(seen.begin(), seen.end()).size() == threads);
    CHECK(number(database->main(), "SELECT n FROM counter") == threads * times);
}

TEST_CASE("a connection goes back to the pool when its thread ends, without what the thread left open")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase test(engine);
    const auto database = test.open();
    database->main().script("CREATE TABLE t (n bigint)");
    Connection* first = nullptr;
    Connection* second = nullptr;
    std::thread([&] { first = &database->coordination(); }).join();
    std::thread([&] {
        second = &database->coordination();
        CHECK(second->transaction_depth() == 0);
    }).join();
    CHECK(first == second);
}

TEST_CASE("a database may go before the threads that used it")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase test(engine);
    auto database = test.open();
    std::atomic<int> step{0};
    std::thread thread([&] {
        database->main().run("SELECT 1");
        step = 1;
        while (step != 2) {
            std::this_thread::yield();
        }
        database->coordination().run("SELECT 1"); // another one at the same place
    });
    while (step != 1) {
        std::this_thread::yield();
    }
    database.reset();
    database = test.open();
    step = 2;
    thread.join();
    CHECK(number(database->main(), "SELECT 2") == 2);
}

TEST_CASE("two databases keep their connections apart")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase one(engine);
    const TestDatabase other(engine);
    const auto first = one.open();
    const auto second = other.open();
    first->main().script("CREATE TABLE t (n bigint)");
    CHECK_THROWS_AS(second->main().run("SELECT * FROM t"), wowhost::Error);
    const Transaction transaction(first->main());
    CHECK(first->in_transaction());
    CHECK_FALSE(second->in_transaction());
}

TEST_CASE("the cache of statements stays bounded")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase test(engine);
    const auto database = test.open();
    Connection& connection = database->main();
    for (int round = 0; round < 2; ++round) {
        for (int n = 0; n < 400; ++n) {
            REQUIRE(number(connection, "SELECT " + std::to_string(n)) == n);
        }
    }
    if (connection.engine() == Engine::postgresql) {
        CHECK(number(connection, "SELECT count(*) FROM pg_prepared_statements") <= 256);
    }
}

TEST_CASE("the clock is the time of day in microseconds")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase test(engine);
    const auto database = test.open();
    const auto here = [] {
        return std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::system_clock::now().time_since_epoch())
            .count();
    };
    const std::int64_t before = here();
    const std::int64_t now = database->coordination().now_us();
    CHECK(before <= now);
    CHECK(now <= here());
    const Transaction transaction(database->main()); // and does not stand still in a transaction
    const std::int64_t one = database->main().now_us();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    CHECK(database->main().now_us() > one);
}
