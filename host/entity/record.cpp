#include "host/entity/record.hpp"

namespace wowhost::entity {

using database::Engine;
using database::Row;

namespace {

constexpr const char* create_sqlite = "CREATE TABLE IF NOT EXISTS wowhost_definition ("
                                      "module TEXT PRIMARY KEY, position INTEGER NOT NULL, definitions TEXT NOT NULL"
                                      ") STRICT";
constexpr const char* create_postgresql =
    "CREATE TABLE IF NOT EXISTS wowhost_definition ("
    "module text COLLATE \"C\" PRIMARY KEY, position bigint NOT NULL, definitions text COLLATE \"C\" NOT NULL)";

bool exists(database::Connection& connection)
{
    bool found = false;
    connection.run(connection.engine() == Engine::sqlite
            ? "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'wowhost_definition'"
            : "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'wowhost_definition'",
        {}, [&](const Row&) { found = true; });
    return found;
}

} // namespace

void ensure_tables(database::Connection& connection)
{
    if (exists(connection))
        return;
    database::transact(connection, [&] {
        // IF NOT EXISTS alone is no protection in PostgreSQL: two creators can both find nothing.
        if (connection.engine() == Engine::postgresql)
            connection.run("SELECT pg_advisory_xact_lock(hashtext('wowhost_definition'))");
        connection.script(connection.engine() == Engine::sqlite ? create_sqlite : create_postgresql);
    });
}

std::vector<ModuleDefinitions> DefinitionRecord::load(database::Connection& connection)
{
    std::vector<ModuleDefinitions> all;
    connection.run("SELECT definitions FROM wowhost_definition ORDER BY position, module", {},
        [&](const Row& row) { all.push_back(from_text(row.text(0))); });
    return all;
}

void DefinitionRecord::save(database::Connection& connection, const ModuleDefinitions& definitions)
{
    const auto text = to_text(definitions);
    connection.run("INSERT INTO wowhost_definition (module, position, definitions) "
                   "VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM wowhost_definition), ?) "
                   "ON CONFLICT (module) DO UPDATE SET definitions = excluded.definitions",
        {definitions.module, text});
}

void DefinitionRecord::remove(database::Connection& connection, std::string_view module)
{
    connection.run("DELETE FROM wowhost_definition WHERE module = ?", {module});
}

} // namespace wowhost::entity
