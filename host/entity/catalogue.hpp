// What the database really holds, as normalised text, beside what a Schema wants it to hold.
//
// Both texts list the tables of entity types (the host's own, `wowhost_…`, aside) with columns, foreign keys and
// indexes in alphabetical order, in the words of the engine. Equal records alone prove nothing; tests compare these.
#pragma once

#include "host/database/database.hpp"
#include "host/entity/schema.hpp"

#include <map>
#include <set>
#include <string>

namespace wowhost::entity {

/// Reads `sqlite_schema` and its pragmas, or `pg_catalog` for the current schema.
std::string real_catalogue(database::Connection& connection);

std::string expected_catalogue(const Schema& schema, database::Engine engine);

/// The lines of a catalogue, sorted on output; used by both sides.
class CatalogueText {
public:
    void table(const std::string& name, const std::string& kind) { tables_[name].insert("  " + kind); }
    void column(const std::string& table, const std::string& name, const std::string& type)
    {
        tables_[table].insert("  column " + name + " " + type);
    }
    void foreign_key(const std::string& table, const std::string& column, const std::string& target)
    {
        tables_[table].insert("  foreign key " + column + " -> " + target);
    }
    void index(const std::string& table, const std::string& name, bool unique, const std::string& columns,
        const std::string& predicate)
    {
        tables_[table].insert("  index " + name + (unique ? " unique" : "") + " (" + columns + ")"
            + (predicate.empty() ? "" : " where " + predicate));
    }
    std::string text() const
    {
        std::string result;
        for (const auto& [name, lines] : tables_) {
            result += "table " + name + "\n";
            for (const auto& line : lines)
                result += line + "\n";
        }
        return result;
    }

private:
    std::map<std::string, std::set<std::string>> tables_;
};

std::string real_sqlite_catalogue(database::Connection& connection);
std::string real_postgresql_catalogue(database::Connection& connection);

} // namespace wowhost::entity
