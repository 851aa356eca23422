// The few words that the engines spell differently, for tables in these tests.
#pragma once

#include "host/database/database.hpp"

#include <string>

namespace wowhost::test {

struct Dialect {
    explicit Dialect(database::Engine engine)
        : postgresql(engine == database::Engine::postgresql)
    {
    }
    bool postgresql;
    std::string identity =
        postgresql ? "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY" : "INTEGER PRIMARY KEY AUTOINCREMENT";
    std::string integer = postgresql ? "bigint" : "INTEGER";
    std::string real = postgresql ? "double precision" : "REAL";
    std::string text = postgresql ? "text COLLATE \"C\"" : "TEXT";
    std::string boolean = postgresql ? "boolean" : "INTEGER";
    std::string json = postgresql ? "jsonb" : "TEXT";
    std::string as_json = postgresql ? "?::jsonb" : "?";
    std::string end_of_table = postgresql ? "" : " STRICT";
};

/// The one integer that a query returns.
inline std::int64_t number(database::Connection& connection, std::string_view sql)
{
    std::int64_t value = -1;
    connection.run(sql, {}, [&](const database::Row& row) { value = row.integer(0); });
    return value;
}

} // namespace wowhost::test
