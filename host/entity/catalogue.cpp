#include "host/entity/catalogue.hpp"

#include "host/entity/ddl.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wowhost::entity {

using database::Engine;

std::string real_catalogue(database::Connection& connection)
{
    return connection.engine() == Engine::sqlite ? real_sqlite_catalogue(connection)
                                                 : real_postgresql_catalogue(connection);
}

std::string expected_catalogue(const Schema& schema, Engine engine)
{
    const bool sqlite = engine == Engine::sqlite;
    CatalogueText text;
    for (const auto& [type, table] : schema.tables()) {
        text.table(type, sqlite ? "strict autoincrement" : "ordinary");
        text.column(type, "id", sqlite ? "INTEGER primary key" : "bigint not null identity primary key");
        for (const auto& column : table.columns) {
            std::string words = sql_type(engine, column.type);
            if (!sqlite && column.type == FieldType::text)
                words += " collate C";
            text.column(type, column.name, words);
            if (column.foreign_key)
                text.foreign_key(type, column.name, column.target);
        }
        for (const auto& index : table.indexes)
            text.index(type, index.name, index.unique, fmt::format("{}", fmt::join(index.columns, ",")),
                index_predicate(engine, index));
    }
    return text.text();
}

} // namespace wowhost::entity
