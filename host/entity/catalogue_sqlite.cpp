#include "host/entity/catalogue.hpp"

#include <algorithm>
#include <vector>

namespace wowhost::entity {

using database::Row;

namespace {

void read_columns(database::Connection& connection, CatalogueText& text, const std::string& table)
{
    connection.run("SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?)", {table},
        [&](const Row& row) {
            auto words = row.string(1);
            if (row.integer(2) != 0)
                words += " not null";
            if (!row.is_null(3))
                words += " default " + row.string(3);
            if (row.integer(4) != 0)
                words += " primary key";
            if (row.integer(5) != 0)
                words += " hidden";
            text.column(table, row.string(0), words);
        });
    connection.run(
        "SELECT \"from\", \"table\", \"to\", on_delete FROM pragma_foreign_key_list(?)", {table}, [&](const Row& row) {
            const bool usual = row.text(2) == "id" && row.text(3) == "NO ACTION";
            text.foreign_key(table, row.string(0),
                usual ? row.string(1) : row.string(1) + "(" + row.string(2) + ") " + row.string(3));
        });
}

void read_indexes(database::Connection& connection, CatalogueText& text, const std::string& table)
{
    struct Found {
        std::string name;
        bool unique;
    };
    std::vector<Found> found;
    connection.run("SELECT name, \"unique\" FROM pragma_index_list(?)", {table}, [&](const Row& row) {
        found.push_back({row.string(0), row.integer(1) != 0});
    });
    for (const auto& index : found) {
        std::string columns;
        connection.run("SELECT name, \"desc\" FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno", {index.name},
            [&](const Row& row) {
                columns += (columns.empty() ? "" : ",") + row.string(0) + (row.integer(1) != 0 ? " desc" : "");
            });
        std::string predicate;
        connection.run(
            "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?", {index.name}, [&](const Row& row) {
                const auto sql = row.string(0);
                const auto where = sql.find(") WHERE ");
                predicate = where == std::string::npos ? "" : sql.substr(where + 8);
            });
        std::erase(predicate, '"');
        text.index(table, index.name, index.unique, columns, predicate);
    }
}

} // namespace

std::string real_sqlite_catalogue(database::Connection& connection)
{
    CatalogueText text;
    std::vector<std::string> tables;
    connection.run("SELECT s.name, l.strict, s.sql FROM sqlite_schema s JOIN pragma_table_list l ON l.name = s.name "
                   "WHERE s.type = 'table' AND l.schema = 'main' AND s.name NOT GLOB 'sqlite_*' "
                   "AND s.name NOT GLOB 'wowhost_*'",
        {}, [&](const Row& row) {
            const auto name = row.string(0);
            text.table(name,
                std::string(row.integer(1) != 0 ? "strict" : "loose")
                    + (row.text(2).find("AUTOINCREMENT") != std::string_view::npos ? " autoincrement" : ""));
            tables.push_back(name);
        });
    for (const auto& table : tables) {
        read_columns(connection, text, table);
        read_indexes(connection, text, table);
    }
    return text.text();
}

} // namespace wowhost::entity
