// The DDL of one table, column or index, for either engine. Pure functions.
//
// SQLite tables are STRICT with an AUTOINCREMENT id; PostgreSQL has an identity, and text that sorts by code point. A
// foreign key is part of the column on SQLite and a constraint of its own on PostgreSQL, where the target must exist.
#pragma once

#include "host/database/database.hpp"
#include "host/entity/schema.hpp"

#include <string>

namespace wowhost::entity {

/// The column's type in the engine, without collation: "INTEGER", "bigint", …
const char* sql_type(database::Engine engine, FieldType type) noexcept;

std::string create_table_sql(database::Engine engine, const Table& table);
std::string add_column_sql(database::Engine engine, const Table& table, const Column& column);
std::string create_index_sql(database::Engine engine, const Table& table, const SchemaIndex& index);
/// PostgreSQL's ADD CONSTRAINT for a column with a foreign key; empty on SQLite.
std::string add_foreign_key_sql(database::Engine engine, const Table& table, const Column& column);
/// What follows WHERE, unquoted names; empty for a full index.
std::string index_predicate(database::Engine engine, const SchemaIndex& index);

} // namespace wowhost::entity
