#include "host/entity/catalogue.hpp"

#include <algorithm>

namespace wowhost::entity {

using database::Row;

namespace {

constexpr const char* own_tables =
    "c.relnamespace = current_schema()::regnamespace AND c.relname NOT LIKE 'wowhost\\_%'";

void read_columns(database::Connection& connection, CatalogueText& text)
{
    const auto sql = std::string("SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), "
                                 "a.attnotnull, a.attidentity::text, l.collname::text, "
                                 "pg_get_expr(d.adbin, d.adrelid), EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid "
                                 "= c.oid AND i.indisprimary AND a.attnum = ANY(i.indkey)) "
                                 "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
                                 "LEFT JOIN pg_collation l ON l.oid = a.attcollation "
                                 "LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum "
                                 "WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND ")
        + own_tables;
    connection.run(sql, {}, [&](const Row& row) {
        auto words = row.string(2);
        if (row.integer(3) != 0)
            words += " not null";
        if (row.text(4) == "d")
            words += " identity";
        if (!row.is_null(5))
            words += " collate " + row.string(5);
        if (!row.is_null(6))
            words += " default " + row.string(6);
        if (row.integer(7) != 0)
            words += " primary key";
        text.table(row.string(0), "ordinary");
        text.column(row.string(0), row.string(1), words);
    });
}

void read_constraints(database::Connection& connection, CatalogueText& text)
{
    const auto sql =
        std::string("SELECT c.relname::text, a.attname::text, f.relname::text, k.confdeltype::text, "
                    "cardinality(k.conkey) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
                    "JOIN pg_class f ON f.oid = k.confrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum "
                    "= k.conkey[1] WHERE k.contype = 'f' AND ")
        + own_tables;
    connection.run(sql, {}, [&](const Row& row) {
        const bool usual = row.text(3) == "a" && row.integer(4) == 1;
        text.foreign_key(
            row.string(0), row.string(1), usual ? row.string(2) : row.string(2) + " on delete " + row.string(3));
    });
}

void read_indexes(database::Connection& connection, CatalogueText& text)
{
    const auto sql =
        std::string("SELECT c.relname::text, n.relname::text, i.indisunique, pg_get_expr(i.indpred, i.indrelid), "
                    "(SELECT string_agg(pg_get_indexdef(i.indexrelid, g, true), ',' ORDER BY g) "
                    "FROM generate_series(1, i.indnkeyatts) g) "
                    "FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class n ON n.oid = i.indexrelid "
                    "WHERE NOT i.indisprimary AND ")
        + own_tables;
    connection.run(sql, {}, [&](const Row& row) {
        auto predicate = row.string(3);
        if (predicate.starts_with('(') && predicate.ends_with(')'))
            predicate = predicate.substr(1, predicate.size() - 2);
        std::erase(predicate, '"');
        auto columns = row.string(4);
        std::erase(columns, '"');
        text.index(row.string(0), row.string(1), row.integer(2) != 0, columns, predicate);
    });
}

} // namespace

std::string real_postgresql_catalogue(database::Connection& connection)
{
    CatalogueText text;
    read_columns(connection, text);
    read_constraints(connection, text);
    read_indexes(connection, text);
    return text.text();
}

} // namespace wowhost::entity
