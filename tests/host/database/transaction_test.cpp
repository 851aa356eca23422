#include "dialect.hpp"
#include "host/database/after_commit.hpp"
#include "support/test_database.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

using namespace wowhost::database;
using namespace wowhost::test;

namespace {

struct Fixture {
    explicit Fixture(const std::string& engine)
        : test(engine)
        , database(test.open())
        , connection(database->main())
        , sql(database->engine())
    {
        connection.script("CREATE TABLE t (n " + sql.integer + " PRIMARY KEY)" + sql.end_of_table);
    }
    void insert(std::int64_t n) { connection.run("INSERT INTO t VALUES (?)", {n}); }
    std::int64_t rows() { return number(connection, "SELECT count(*) FROM t"); }

    TestDatabase test;
    std::unique_ptr<Database> database;
    Connection& connection;
    Dialect sql;
};

} // namespace

TEST_CASE("a transaction rolls back unless it is committed")
{
    Fixture it(GENERATE(from_range(engines())));
    {
        const Transaction transaction(it.connection);
        CHECK(it.connection.transaction_depth() == 1);
        CHECK(it.database->in_transaction());
        it.insert(1);
    }
    CHECK(it.rows() == 0);
    CHECK(it.connection.transaction_depth() == 0);
    CHECK_FALSE(it.database->in_transaction());
    {
        Transaction transaction(it.connection);
        it.insert(1);
        transaction.commit();
        CHECK_THROWS_AS(transaction.commit(), wowhost::Error);
    }
    CHECK(it.rows() == 1);
    CHECK_THROWS_AS(transact(it.connection,
                        [&] {
                            it.insert(2);
                            throw std::runtime_error("no");
                        }),
        std::runtime_error);
    CHECK(it.rows() == 1);
    transact(it.connection, [&] { it.insert(2); });
    CHECK(it.rows() == 2);
}

TEST_CASE("nested transactions are savepoints")
{
    Fixture it(GENERATE(from_range(engines())));
    Transaction outer(it.connection);
    it.insert(1);
    {
        const Transaction lost(it.connection);
        CHECK(it.connection.transaction_depth() == 2);
        it.insert(2);
        Transaction within(it.connection);
        it.insert(3);
        within.commit();
    }
    {
        Transaction kept(it.connection);
        it.insert(4);
        CHECK_THROWS_AS(outer.commit(), wowhost::Error); // while a nested one is open
        kept.commit();
    }
    outer.commit();
    CHECK(it.rows() == 2);
    CHECK(number(it.connection, "SELECT sum(n) FROM t") == 5);
}

TEST_CASE("after an error only a rollback of the innermost transaction is possible")
{
    Fixture it(GENERATE(from_range(engines())));
    Transaction outer(it.connection);
    it.insert(1);
    {
        Transaction inner(it.connection);
        it.insert(2);
        CHECK_THROWS_AS(it.insert(1), wowhost::Error);
        CHECK_THROWS_WITH(it.insert(3), Catch::Contains("rolled back"));
        CHECK_THROWS_AS(Transaction(it.connection), wowhost::Error);
        CHECK_THROWS_AS(inner.commit(), wowhost::Error);
    }
    it.insert(4);
    outer.commit();
    CHECK(number(it.connection, "SELECT sum(n) FROM t") == 5);
}

TEST_CASE("a change of the schema rolls back with its transaction, and cached statements follow")
{
    Fixture it(GENERATE(from_range(engines())));
    it.insert(1);
    const auto columns = [&] {
        std::size_t count = 0;
        it.connection.run("SELECT * FROM t", {}, [&](const Row& row) { count = row.size(); });
        return count;
    };
    CHECK(columns() == 1);
    it.connection.run("ALTER TABLE t ADD COLUMN extra " + it.sql.text);
    CHECK(columns() == 2);
    {
        const Transaction transaction(it.connection);
        it.connection.script(
            "ALTER TABLE t ADD COLUMN more " + it.sql.text + "; CREATE TABLE u (n " + it.sql.integer + ")");
        CHECK(columns() == 3);
        it.connection.run("INSERT INTO u VALUES (1)");
    }
    CHECK(columns() == 2);
    CHECK_THROWS_AS(it.connection.run("INSERT INTO u VALUES (1)"), wowhost::Error);
}

TEST_CASE("cached statements follow a change of the schema by another connection")
{
    Fixture it(GENERATE(from_range(engines())));
    it.insert(1);
    std::size_t count = 0;
    const auto look = [&] { it.connection.run("SELECT * FROM t", {}, [&](const Row& row) { count = row.size(); }); };
    look();
    CHECK(count == 1);
    const auto change = [&](const std::string& column) {
        std::thread([&] { it.database->main().run("ALTER TABLE t ADD COLUMN " + column + " " + it.sql.text); }).join();
    };
    change("one");
    look();
    CHECK(count == 2);
    change("two");
    transact(it.connection, look); // where a statement cannot just be run again
    CHECK(count == 3);
}

TEST_CASE("coordination neither waits for a transaction nor rolls back with it")
{
    Fixture it(GENERATE(from_range(engines())));
    it.database->coordination().script("CREATE TABLE c (n " + it.sql.integer + ")" + it.sql.end_of_table);
    {
        const Transaction transaction(it.connection);
        it.insert(1);
        it.database->coordination().run("INSERT INTO c VALUES (1)");
        std::thread([&] { // seen by others while the transaction is still open
            CHECK(number(it.database->coordination(), "SELECT count(*) FROM c") == 1);
            CHECK(it.rows() >= 0);
            it.database->coordination().run("INSERT INTO c VALUES (2)");
        })
            .join();
    }
    CHECK(it.rows() == 0);
    CHECK(number(it.database->coordination(), "SELECT count(*) FROM c") == 2);
    const Transaction transaction(it.database->coordination());
    CHECK(it.database->in_transaction());
    CHECK(it.connection.transaction_depth() == 0);
}

TEST_CASE("a deadlock's victim is run again")
{
    Fixture it("postgresql");
    it.insert(1);
    it.insert(2);
    it.connection.script("ALTER TABLE t ADD COLUMN hits bigint NOT NULL DEFAULT 0");
    std::atomic<int> first_steps{0};
    const auto cross = [&](std::int64_t one, std::int64_t other) {
        int attempts = 0;
        transact(it.database->main(), [&] {
            ++attempts;
            it.database->main().run("UPDATE t SET hits = hits + 1 WHERE n = ?", {one});
            ++first_steps;
            while (first_steps < 2) {
                std::this_thread::yield();
            }
            it.database->main().run("UPDATE t SET hits = hits + 1 WHERE n = ?", {other});
        });
        return attempts;
    };
    int there = 0;
    std::thread thread([&] { there = cross(2, 1); });
    const int here = cross(1, 2);
    thread.join();
    CHECK(here + there == 3);
    CHECK(number(it.connection, "SELECT sum(hits) FROM t") == 4);
}

TEST_CASE("what is to be done after a commit is done once the outermost transaction stands, and only then")
{
    Fixture it(GENERATE(from_range(engines())));
    std::string done;
    const auto later = [&](const char* what) {
        after_commit(it.connection, [&, what] {
            CHECK(it.connection.transaction_depth() == 0);
            done += what;
        });
    };
    later("a"); // at once: there is no transaction
    CHECK(done == "a");
    transact(it.connection, [&] {
        later("b");
        transact(it.connection, [&] { later("c"); });
        CHECK_THROWS(transact(it.connection, [&] {
            transact(it.connection, [&] { later("x"); });
            later("x");
            throw std::runtime_error("no");
        }));
        later("d");
        CHECK(done == "a");
    });
    CHECK(done == "abcd");
    CHECK_THROWS(transact(it.connection, [&] {
        later("x");
        throw std::runtime_error("no");
    }));
    transact(it.connection, [&] {
        after_commit(it.connection, [] { throw std::runtime_error("nobody hears it"); });
        later("e");
        after_commit(it.connection, [&] { transact(it.connection, [&] { it.insert(1); }); });
    });
    CHECK(done == "abcde");
    CHECK(it.rows() == 1);
}
