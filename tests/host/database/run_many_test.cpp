#include "dialect.hpp"
#include "support/test_database.hpp"

#include <catch2/catch.hpp>

#include <vector>

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
        connection.script("CREATE TABLE t (n " + sql.integer + " PRIMARY KEY, r " + sql.real + ", s " + sql.text + ")"
            + sql.end_of_table);
    }

    TestDatabase test;
    std::unique_ptr<Database> database;
    Connection& connection;
    Dialect sql;
};

const std::string upsert =
    "INSERT INTO t (n, r, s) VALUES (?, ?, ?) ON CONFLICT (n) DO UPDATE SET r = excluded.r, s = excluded.s RETURNING n";

} // namespace

TEST_CASE("run_many runs a statement for each row, and what it returns comes in order")
{
    Fixture it(GENERATE(from_range(engines())));
    constexpr std::int64_t rows = 3000;
    std::vector<Bound> flat;
    for (std::int64_t row = 0; row < rows; ++row) {
        flat.emplace_back((row * 7919) % rows);
        flat.push_back(row % 3 == 0 ? Bound() : row % 3 == 1 ? Bound(0.5) : Bound(std::int64_t{4}));
        flat.push_back(row % 5 == 0 ? Bound() : Bound(std::string_view("text")));
    }
    std::vector<std::int64_t> returned;
    CHECK(it.connection.run_many(upsert, 3, flat, [&](const Row& row) { returned.push_back(row.integer(0)); }) == rows);
    REQUIRE(returned.size() == static_cast<std::size_t>(rows));
    for (std::int64_t row = 0; row < rows; ++row) {
        REQUIRE(returned[static_cast<std::size_t>(row)] == (row * 7919) % rows);
    }
    CHECK(it.connection.run_many(upsert, 3, flat) == rows);
    CHECK(number(it.connection, "SELECT count(*) FROM t") == rows);
    CHECK(number(it.connection, "SELECT count(*) FROM t WHERE r IS NULL") == rows / 3);
    CHECK(number(it.connection, "SELECT count(*) FROM t WHERE r = 4") == rows / 3);
    CHECK(number(it.connection, "SELECT count(*) FROM t WHERE s IS NULL") == rows / 5);
    CHECK(it.connection.run_many(
              "DELETE FROM t WHERE n = ?", 1, std::vector<Bound>{std::int64_t{1}, std::int64_t{1}, std::int64_t{2}})
        == 2);
}

TEST_CASE("run_many is all or nothing")
{
    Fixture it(GENERATE(from_range(engines())));
    std::vector<Bound> flat;
    for (std::int64_t row = 0; row < 1000; ++row) {
        flat.emplace_back(row == 700 ? std::int64_t{5} : row);
    }
    const std::string insert = "INSERT INTO t (n) VALUES (?)";

    SECTION("outside a transaction")
    {
        try {
            it.connection.run_many(insert, 1, flat);
            FAIL("the duplicate was accepted");
        } catch (const wowhost::Error& error) {
            CHECK(error.code() == wowhost::ErrorCode::conflict);
        }
        CHECK(it.connection.transaction_depth() == 0);
    }
    SECTION("inside one, whose savepoint saves the rest")
    {
        Transaction outer(it.connection);
        CHECK_THROWS_AS(transact(it.connection, [&] { it.connection.run_many(insert, 1, flat); }), wowhost::Error);
        it.connection.run("SELECT 1");
        outer.commit();
    }
    SECTION("a text with a NUL byte in a later row")
    {
        const std::vector<Bound> texts{
            std::int64_t{1}, std::string_view("fine"), std::int64_t{2}, std::string_view("a\0b", 3)};
        CHECK_THROWS_WITH(
            it.connection.run_many("INSERT INTO t (n, s) VALUES (?, ?)", 2, texts), Catch::Contains("NUL"));
    }
    CHECK(number(it.connection, "SELECT count(*) FROM t") == 0);
    CHECK(it.connection.run(insert, {std::int64_t{1}}) == 1);
}

TEST_CASE("run_many gives its rows to a function that may run statements and throw")
{
    Fixture it(GENERATE(from_range(engines())));
    std::vector<Bound> flat;
    for (std::int64_t row = 0; row < 600; ++row) {
        flat.emplace_back(row);
    }
    const std::string insert = "INSERT INTO t (n) VALUES (?) RETURNING n";
    Transaction transaction(it.connection);
    it.connection.run_many(insert, 1, flat,
        [&](const Row& row) { it.connection.run("UPDATE t SET r = 1 WHERE n = ?", {row.integer(0)}); });
    CHECK(number(it.connection, "SELECT count(*) FROM t WHERE r = 1") == 600);
    it.connection.run("DELETE FROM t");
    CHECK_THROWS_AS(it.connection.run_many(insert, 1, flat, [](const Row&) { throw std::runtime_error("enough"); }),
        std::runtime_error);
    it.connection.run("DELETE FROM t");
    transaction.commit();
}

TEST_CASE("run_many with large texts keeps within bounds")
{
    Fixture it(GENERATE(from_range(engines())));
    const std::string large(100'000, 'x');
    std::vector<Bound> flat;
    for (std::int64_t row = 0; row < 300; ++row) {
        flat.emplace_back(row);
        flat.emplace_back(std::string_view(large));
    }
    std::int64_t bytes = 0;
    it.connection.run_many("INSERT INTO t (n, s) VALUES (?, ?) RETURNING s", 2, flat,
        [&](const Row& row) { bytes += static_cast<std::int64_t>(row.text(0).size()); });
    CHECK(bytes == 30'000'000);
}

TEST_CASE("run_many refuses rows that are not whole")
{
    Fixture it(GENERATE(from_range(engines())));
    const std::vector<Bound> flat(5, std::int64_t{1});
    CHECK_THROWS_AS(it.connection.run_many(upsert, 3, flat), wowhost::Error);
    CHECK_THROWS_AS(it.connection.run_many(upsert, 5, flat), wowhost::Error);
    CHECK(it.connection.run_many(upsert, 3, {}) == 0);
    CHECK(it.connection.transaction_depth() == 0);
}
