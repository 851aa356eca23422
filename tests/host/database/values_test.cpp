#include "dialect.hpp"
#include "support/test_database.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace wowhost::database;
using namespace wowhost::test;

TEST_CASE("values come back as they were stored")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase test(engine);
    const auto database = test.open();
    Connection& connection = database->main();
    const Dialect sql(database->engine());
    connection.script("CREATE TABLE t (id " + sql.identity + ", i " + sql.integer + ", r " + sql.real + ", s "
        + sql.text + ", b " + sql.boolean + ", j " + sql.json + ")" + sql.end_of_table);
    const std::string insert =
        "INSERT INTO t (i, r, s, b, j) VALUES (?, ?, ?, ?, " + sql.as_json + ") RETURNING id, i, r, s, b, j";
    using Limits = std::numeric_limits<std::int64_t>;

    const auto stored = [&](std::initializer_list<Bound> values, const RowFunction& check) {
        int rows = 0;
        CHECK(connection.run(insert, values, [&](const Row& row) {
            ++rows;
            REQUIRE(row.size() == 6);
            check(row);
        }) == 1);
        CHECK(rows == 1);
    };

    SECTION("integers of 64 bits")
    {
        for (const std::int64_t value :
            {Limits::min(), std::int64_t{-1}, std::int64_t{0}, std::int64_t{9007199254740993}, Limits::max()}) {
            stored({value, {}, {}, {}, {}}, [&](const Row& row) {
                CHECK(row.integer(1) == value);
                CHECK(row.text(1) == std::to_string(value));
            });
        }
    }
    SECTION("reals")
    {
        for (const double value : {0.0, -0.1, 1.0 / 3.0, 1e300, std::numeric_limits<double>::denorm_min(),
                 std::numeric_limits<double>::infinity()}) {
            stored({{}, value, {}, {}, {}}, [&](const Row& row) { CHECK(row.real(2) == value); });
        }
        stored({{}, std::nan(""), {}, {}, {}}, [](const Row& row) { CHECK(row.is_null(2)); });
    }
    SECTION("texts")
    {
        const std::string large(3'000'000, 'x');
        for (const std::string_view value : {std::string_view("Альвеоняша"),
                 std::string_view("Ñandú 🐉 'quoted' \"?\" \\ \n"), std::string_view(large)}) {
            stored({{}, {}, value, {}, {}}, [&](const Row& row) { CHECK((row.text(3) == value)); });
        }
    }
    SECTION("an empty text is no null, with or without an address")
    {
        for (const std::string_view value : {std::string_view(""), std::string_view()}) {
            stored({{}, {}, value, {}, {}}, [&](const Row& row) {
                CHECK_FALSE(row.is_null(3));
                CHECK(row.text(3).empty());
            });
        }
    }
    SECTION("booleans")
    {
        stored({{}, {}, {}, true, {}}, [](const Row& row) {
            CHECK(row.integer(4) == 1);
            CHECK(row.text(4) == "1");
        });
        stored({{}, {}, {}, false, {}}, [](const Row& row) {
            CHECK(row.integer(4) == 0);
            CHECK_FALSE(row.is_null(4));
        });
    }
    SECTION("json")
    {
        stored({{}, {}, {}, {}, std::string_view(R"(["ä", 1, null])")},
            [](const Row& row) { CHECK(row.text(5) == R"(["ä", 1, null])"); });
        CHECK(number(connection, "SELECT count(*) FROM t WHERE j->>0 = 'ä'") == 1);
    }
    SECTION("nulls")
    {
        stored({{}, {}, {}, {}, {}}, [](const Row& row) {
            CHECK_FALSE(row.is_null(0));
            for (std::size_t column = 1; column < 6; ++column) {
                CHECK(row.is_null(column));
                CHECK(row.integer(column) == 0);
                CHECK(row.real(column) == 0.0);
                CHECK(row.text(column).empty());
            }
        });
    }
    SECTION("the same statement with null first, then values of either kind, then null again")
    {
        stored({{}, {}, {}, {}, {}}, [](const Row& row) { CHECK(row.is_null(1)); });
        stored({std::int64_t{7}, std::int64_t{2}, std::string_view("a"), true, {}}, [](const Row& row) {
            CHECK(row.integer(1) == 7);
            CHECK(row.real(2) == 2.0);
        });
        stored({std::int64_t{8}, 2.5, {}, {}, std::string_view("1")}, [](const Row& row) {
            CHECK(row.integer(1) == 8);
            CHECK(row.real(2) == 2.5);
        });
        stored({{}, {}, {}, {}, {}}, [](const Row& row) { CHECK(row.is_null(2)); });
    }
}

TEST_CASE("expressions have readable types")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase test(engine);
    const auto database = test.open();
    Connection& connection = database->main();
    const Dialect sql(database->engine());
    connection.script("CREATE TABLE t (n " + sql.integer + ")" + sql.end_of_table
        + "; INSERT INTO t VALUES (9007199254740993), (-5)");

    SECTION("counts, sums and averages")
    {
        connection.run("SELECT count(*), sum(n), avg(n), max(n) > 0, 'literal ?' FROM t", {}, [](const Row& row) {
            CHECK(row.integer(0) == 2);
            CHECK(row.integer(1) == 9007199254740988);
            CHECK(row.text(1) == "9007199254740988");
            CHECK(row.real(2) == Approx(4503599627370494.0));
            CHECK(row.integer(3) == 1);
            CHECK(row.text(4) == "literal ?");
        });
    }
    SECTION("a column that is not there is an error")
    {
        CHECK_THROWS_AS(connection.run("SELECT n FROM t", {}, [](const Row& row) { row.integer(1); }), wowhost::Error);
    }
    SECTION("numbers of PostgreSQL's other types")
    {
        if (sql.postgresql) {
            connection.run(
                "SELECT 1::int2, -2::int4, 1.5::float4, 12345678.0001::numeric, -0.05::numeric, 100000000::numeric, "
                "'x'::name, 'c'::\"char\", 5::oid, '{}'::json, 0::numeric(5,2), pg_sleep(0)",
                {}, [](const Row& row) {
                    CHECK(row.integer(0) == 1);
                    CHECK(row.integer(1) == -2);
                    CHECK(row.real(2) == 1.5);
                    CHECK(row.text(3) == "12345678.0001");
                    CHECK(row.text(4) == "-0.05");
                    CHECK(row.real(4) == -0.05);
                    CHECK(row.text(5) == "100000000");
                    CHECK(row.integer(5) == 100000000);
                    CHECK(row.text(6) == "x");
                    CHECK(row.text(7) == "c");
                    CHECK(row.integer(8) == 5);
                    CHECK(row.text(9) == "{}");
                    CHECK(row.text(10) == "0.00");
                    CHECK(row.text(11).empty());
                });
            CHECK_THROWS_WITH(connection.run("SELECT ARRAY[1] AS list", {}, [](const Row& row) { row.text(0); }),
                Catch::Contains("'list'"));
        }
    }
}

TEST_CASE("the count of rows is what the statement did")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase test(engine);
    const auto database = test.open();
    Connection& connection = database->main();
    const Dialect sql(database->engine());
    connection.run("CREATE TABLE t (n " + sql.integer + " PRIMARY KEY)" + sql.end_of_table);
    CHECK(connection.run("INSERT INTO t VALUES (1), (2), (3)") == 3);
    CHECK(connection.run("CREATE TABLE u (n " + sql.integer + ")" + sql.end_of_table) == 0);
    CHECK(connection.run("UPDATE t SET n = n + 10 WHERE n > ?", {std::int64_t{1}}) == 2);
    CHECK(connection.run("UPDATE t SET n = 1 WHERE n > 100") == 0);
    CHECK(connection.run("SELECT n FROM t") == 3);
    CHECK(connection.run("DELETE FROM t WHERE n > 1 RETURNING n") == 2);
    CHECK(connection.run("INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING") == 0);
}

TEST_CASE("a row function may run other statements, the same one too, and may throw")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase test(engine);
    const auto database = test.open();
    Connection& connection = database->main();
    const Dialect sql(database->engine());
    connection.script(
        "CREATE TABLE t (n " + sql.integer + ")" + sql.end_of_table + "; INSERT INTO t VALUES (1), (2), (3)");
    const std::string select = "SELECT n FROM t ORDER BY n";

    int inner = 0;
    Transaction transaction(connection);
    connection.run(select, {}, [&](const Row& row) {
        connection.run(select, {}, [&](const Row&) { ++inner; });
        connection.run("UPDATE t SET n = n WHERE n = ?", {row.integer(0)});
    });
    CHECK(inner == 9);
    CHECK_THROWS_AS(
        connection.run(select, {}, [](const Row&) { throw std::runtime_error("enough"); }), std::runtime_error);
    CHECK(connection.run("DELETE FROM t") == 3); // the transaction goes on
    transaction.commit();
    connection.script("DROP TABLE t"); // no statement has stayed open
}
