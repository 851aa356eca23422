#include "dialect.hpp"
#include "support/test_database.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace wowhost::database;
using namespace wowhost::test;
using wowhost::ErrorCode;

namespace {

wowhost::Error error_of(const std::function<void()>& work)
{
    try {
        work();
    } catch (const wowhost::Error& error) {
        return error;
    }
    throw std::runtime_error("no error came");
}

} // namespace

TEST_CASE("errors have the code of their cause and name the statement")
{
    const auto engine = GENERATE(from_range(engines()));
    const TestDatabase test(engine);
    const auto database = test.open();
    Connection& connection = database->main();
    const Dialect sql(database->engine());
    connection.script("CREATE TABLE parent (id " + sql.integer + " PRIMARY KEY, name " + sql.text + " NOT NULL UNIQUE)"
        + sql.end_of_table + "; CREATE TABLE child (parent " + sql.integer + " REFERENCES parent (id), n " + sql.integer
        + " CHECK (n > 0))" + sql.end_of_table + "; INSERT INTO parent VALUES (1, 'one')");

    SECTION("unique key")
    {
        const auto error = error_of([&] {
            connection.run("INSERT INTO parent VALUES (?, ?)", {std::int64_t{2}, std::string_view("one")});
        });
        CHECK(error.code() == ErrorCode::conflict);
        CHECK_THAT(error.what(), Catch::Contains("INSERT INTO parent"));
    }
    SECTION("primary key")
    {
        CHECK(error_of([&] { connection.run("INSERT INTO parent VALUES (1, 'two')"); }).code() == ErrorCode::conflict);
    }
    SECTION("foreign key")
    {
        CHECK(error_of([&] { connection.run("INSERT INTO child VALUES (9, 1)"); }).code() == ErrorCode::conflict);
    }
    SECTION("check")
    {
        CHECK(error_of([&] { connection.run("INSERT INTO child VALUES (1, 0)"); }).code() == ErrorCode::conflict);
    }
    SECTION("not null")
    {
        CHECK(error_of([&] { connection.run("INSERT INTO parent VALUES (3, NULL)"); }).code() == ErrorCode::storage);
    }
    SECTION("wrong SQL")
    {
        CHECK(error_of([&] { connection.run("SELECT nothing FROM nowhere"); }).code() == ErrorCode::storage);
    }
    SECTION("wrong SQL in a script")
    {
        CHECK(error_of([&] { connection.script("SELECT 1; SELEKT 2"); }).code() == ErrorCode::storage);
    }
    SECTION("too few and too many values")
    {
        CHECK_THAT(
            error_of([&] { connection.run("SELECT ?", {}); }).what(), Catch::Contains("1 placeholders, but 0 values"));
        CHECK_THAT(
            error_of([&] { connection.run("SELECT 1", {std::int64_t{1}}); }).what(), Catch::Contains("0 placeholders"));
    }
    SECTION("a NUL byte")
    {
        CHECK_THAT(
            error_of([&] { connection.run("INSERT INTO parent VALUES (4, ?)", {std::string_view("a\0b", 3)}); }).what(),
            Catch::Contains("NUL byte"));
    }
    SECTION("several statements where one is wanted")
    {
        CHECK(error_of([&] { connection.run("SELECT 1; SELECT 2"); }).code() == ErrorCode::storage);
    }
    CHECK(number(connection, "SELECT count(*) FROM parent") == 1);
    CHECK(number(connection, "SELECT count(*) FROM child") == 0);
}
