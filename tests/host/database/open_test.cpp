#include "dialect.hpp"
#include "support/test_database.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <filesystem>

using namespace wowhost::database;
using namespace wowhost::test;

TEST_CASE("a SQLite database is created with its folders, closed to others")
{
    const TemporaryDirectory folder;
    const std::string file = folder / "deep/er/site.db";
    ::umask(022);
    {
        const auto database = Database::open("sqlite:" + file);
        database->main().script("CREATE TABLE t (n INTEGER)");
        database->coordination().script("CREATE TABLE c (n INTEGER)");
        CHECK(database->display_url() == "sqlite:" + file);
        CHECK(std::filesystem::exists(folder / "deep/er/site-coordination.db"));
        for (const char* each : {"site.db", "site-coordination.db", "site.db-wal"}) {
            struct stat status { };
            REQUIRE(::stat((folder / ("deep/er/" + std::string(each))).c_str(), &status) == 0);
            CHECK((status.st_mode & 0777U) == 0640U);
        }
        CHECK(number(database->main(), "PRAGMA foreign_keys") == 1);
        CHECK(number(database->main(), "PRAGMA synchronous") == 1);
    }
    const auto again = Database::open("sqlite:" + file);
    CHECK(number(again->main(), "SELECT count(*) FROM t") == 0);
    CHECK(number(again->coordination(), "SELECT count(*) FROM c") == 0);
}

TEST_CASE("a SQLite database of a relative path stays where it was opened")
{
    const TemporaryDirectory folder;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    const auto database = Database::open("sqlite:here.db");
    std::filesystem::current_path(before);
    database->coordination().script("CREATE TABLE c (n INTEGER)");
    CHECK(std::filesystem::exists(folder / "here-coordination.db"));
}

TEST_CASE("a SQLite database in memory's stead is private and goes")
{
    const TemporaryDirectory folder;
    ::setenv("TMPDIR", folder.path().c_str(), 1);
    {
        const auto one = Database::open("sqlite::memory:");
        const auto other = Database::open("sqlite::memory:");
        one->main().script("CREATE TABLE t (n INTEGER)");
        other->main().script("CREATE TABLE t (n INTEGER)");
        CHECK_FALSE(std::filesystem::is_empty(folder.path()));
    }
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("what is no database is refused with a sentence")
{
    const TemporaryDirectory folder;
    SECTION("a file of something else")
    {
        write_file(folder / "notes.db", std::string(5000, 'n'));
        CHECK_THROWS_WITH(Database::open("sqlite:" + (folder / "notes.db")),
            Catch::Contains("notes.db") && Catch::Contains("not a SQLite database"));
        CHECK(read_file(folder / "notes.db") == std::string(5000, 'n'));
    }
    SECTION("a folder")
    {
        std::filesystem::create_directory(folder / "site");
        CHECK_THROWS_WITH(Database::open("sqlite:" + (folder / "site")), Catch::Contains(folder / "site"));
        CHECK_FALSE(std::filesystem::exists(folder / "site-coordination.db"));
    }
    SECTION("no path") { CHECK_THROWS_WITH(Database::open("sqlite:"), Catch::Contains("sqlite:PATH")); }
    SECTION("a folder that cannot be made")
    {
        write_file(folder / "file", "");
        CHECK_THROWS_WITH(Database::open("sqlite:" + (folder / "file/site.db")), Catch::Contains("file"));
    }
    SECTION("another scheme")
    {
        CHECK_THROWS_WITH(
            Database::open("mysql://u:secret@h/d"), Catch::Contains("mysql") && !Catch::Contains("secret"));
    }
    SECTION("a PostgreSQL server that is not there")
    {
        CHECK_THROWS_WITH(
            Database::open("postgresql://u:secret@/d?host=" + folder.path().string() + "&password=secret"),
            Catch::Contains("Cannot connect to postgresql://u@/d") && !Catch::Contains("secret"));
    }
    SECTION("a PostgreSQL URL that cannot be read")
    {
        CHECK_THROWS_WITH(Database::open("postgresql://u:secret@h/d?nonsense=1"),
            Catch::Contains("nonsense") && !Catch::Contains("secret"));
    }
}

TEST_CASE("a PostgreSQL session has its name, and comes back after the server hung up")
{
    const TestDatabase test("postgresql");
    const auto database = test.open();
    Connection& main = database->main();
    main.run("SELECT application_name, current_setting('synchronous_commit') FROM pg_stat_activity WHERE pid = "
             "pg_backend_pid()",
        {}, [](const Row& row) {
            CHECK(row.text(0) == "wowhost: main");
            CHECK(row.text(1) == "on");
        });
    database->coordination().run(
        "SELECT current_setting('synchronous_commit')", {}, [](const Row& row) { CHECK(row.text(0) == "off"); });

    main.script("CREATE TABLE t (n bigint)");
    main.run("INSERT INTO t VALUES (?)", {std::int64_t{1}});
    const std::int64_t pid = number(main, "SELECT pg_backend_pid()");
    const auto hang_up = [&] {
        database->coordination().run(
            "SELECT pg_terminate_backend(?::int, 10000)", {number(main, "SELECT pg_backend_pid()")});
    };
    SECTION("between transactions nobody notices")
    {
        hang_up();
        main.run("INSERT INTO t VALUES (?)", {std::int64_t{2}});
        CHECK(number(main, "SELECT count(*) FROM t") == 2);
        CHECK(number(main, "SELECT pg_backend_pid()") != pid);
        hang_up();
        transact(main, [&] { main.run("INSERT INTO t VALUES (?)", {std::int64_t{3}}); });
        CHECK(number(main, "SELECT count(*) FROM t") == 3);
    }
    SECTION("within a transaction it is lost as a whole")
    {
        {
            Transaction outer(main);
            main.run("INSERT INTO t VALUES (2)");
            {
                Transaction inner(main);
                hang_up();
                CHECK_THROWS_AS(main.run("INSERT INTO t VALUES (3)"), wowhost::Error);
            }
            CHECK_THROWS_AS(main.run("INSERT INTO t VALUES (4)"), wowhost::Error);
            CHECK_THROWS_AS(outer.commit(), wowhost::Error);
        }
        CHECK(number(main, "SELECT count(*) FROM t") == 1);
    }
    SECTION("within run_many too")
    {
        std::vector<Bound> flat(2000, Bound(std::int64_t{5}));
        int rows = 0;
        CHECK_THROWS_AS(main.run_many("INSERT INTO t VALUES (?) RETURNING n", 1, flat,
                            [&](const Row&) {
                                if (++rows == 1) {
                                    hang_up();
                                }
                            }),
            wowhost::Error);
        CHECK(number(main, "SELECT count(*) FROM t") == 1);
    }
}
