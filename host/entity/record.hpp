// The record of what installed modules define, and the one table of this room that holds it.
#pragma once

#include "host/database/database.hpp"
#include "host/entity/definitions.hpp"

#include <string_view>
#include <vector>

namespace wowhost::entity {

/// Creates the tables of this room where they are missing. Several processes may do so at once.
void ensure_tables(database::Connection& connection);

/// Table `wowhost_definition` (module, position, definitions). Changes belong to the caller's transaction.
class DefinitionRecord {
public:
    /// All of them, in the order in which they were installed.
    static std::vector<ModuleDefinitions> load(database::Connection& connection);
    /// Writes or replaces a module's definitions; a new module goes to the end.
    static void save(database::Connection& connection, const ModuleDefinitions& definitions);
    /// No effect when the module has none.
    static void remove(database::Connection& connection, std::string_view module);
};

} // namespace wowhost::entity
