#include "dialect.hpp"
#include "support/test_database.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <optional>
#include <set>
#include <thread>
#include <utility>

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

TEST_CASE("a connection's stamp stays while no row changes, whoever might have changed one")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase test(engine);
    const auto database = test.open();
    auto& connection = database->main();
    connection.script("CREATE TABLE t (n bigint)");
    if (database->engine() == Engine::postgresql) {
        CHECK_FALSE(connection.change_stamp()); // it has no such thing
        return;
    }
    const auto elsewhere = [&](const std::string& sql) {
        std::thread([&] { test.open()->main().run(sql); }).join(); // as another process does
        std::thread([&] { database->main().run(sql); }).join();
    };
    auto last = connection.change_stamp();
    REQUIRE(last);
    const auto changed = [&] {
        const auto now = connection.change_stamp();
        return std::exchange(last, now) != now;
    };
    CHECK_FALSE(changed());
    connection.run("SELECT n FROM t");
    elsewhere("SELECT n FROM t");
    CHECK_FALSE(changed());
    for (const auto* sql : {"INSERT INTO t VALUES (1)", "UPDATE t SET n = n + 1", "DELETE FROM t WHERE rowid = 1"}) {
        INFO(sql);
        connection.run(sql);
        CHECK(changed());
        connection.run("INSERT INTO t (rowid, n) VALUES (1, 7) ON CONFLICT (rowid) DO NOTHING");
        changed();
        elsewhere(sql);
        CHECK(changed());
    }
    elsewhere("DELETE FROM t");
    CHECK(changed());
    CHECK_FALSE(changed());
    transact(connection, [&] {
        connection.run("INSERT INTO t VALUES (2)");
        CHECK_FALSE(connection.change_stamp()); // nothing of it is committed
    });
    CHECK(changed());
    std::optional<ChangeStamp> other;
    std::thread([&] { other = database->main().change_stamp(); }).join();
    CHECK(other);
    CHECK(other != last);
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
