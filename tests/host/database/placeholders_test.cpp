#include "host/database/postgresql/placeholders.hpp"
#include "host/database/postgresql/postgresql_session.hpp"

#include <catch2/catch.hpp>

using namespace wowhost::database::postgresql;

TEST_CASE("placeholders are numbered, except in literals, names and comments")
{
    const auto translated = [](std::string_view sql) { return translate_placeholders(sql).sql; };
    CHECK(translated("SELECT ?, ? WHERE a=?") == "SELECT $1, $2 WHERE a=$3");
    CHECK(translated("SELECT '?''?' || ?") == "SELECT '?''?' || $1");
    CHECK(translated(R"(SELECT E'\'?' || ?)") == R"(SELECT E'\'?' || $1)");
    CHECK(translated(R"(SELECT '\' || ?)") == R"(SELECT '\' || $1)");
    CHECK(translated(R"(SELECT "a?""?" FROM t WHERE b = ?)") == R"(SELECT "a?""?" FROM t WHERE b = $1)");
    CHECK(translated("SELECT ? -- why?\n, ?") == "SELECT $1 -- why?\n, $2");
    CHECK(translated("SELECT /* ? /* ? */ ? */ ?") == "SELECT /* ? /* ? */ ? */ $1");
    CHECK(translated("SELECT $$?$$, $a$ ? $$ ? $a$, ?") == "SELECT $$?$$, $a$ ? $$ ? $a$, $1");
    CHECK(translated("SELECT a$b, ?, c$ FROM t") == "SELECT a$b, $1, c$ FROM t");
    CHECK(translated("SELECT ?::jsonb") == "SELECT $1::jsonb");
    CHECK(translated("SELECT 'open ?") == "SELECT 'open ?");
    CHECK(translate_placeholders("VALUES (?,'?',?)").placeholders == 2);
}

TEST_CASE("a password is not shown")
{
    CHECK(without_password("postgresql://me:se:c@ret@host:5432/name") == "postgresql://me@host:5432/name");
    CHECK(without_password("postgresql://me@host/name?password=secret&connect_timeout=1")
        == "postgresql://me@host/name?password=***&connect_timeout=1");
    CHECK(without_password("postgresql://host:5432/name") == "postgresql://host:5432/name");
    CHECK(without_password("postgresql:///name?host=/run&sslpassword=x")
        == "postgresql:///name?host=/run&sslpassword=***");
}
