// From one schema to another: the steps, and doing them.
//
// `difference` is pure; its order works on both engines: indexes go before the columns they cover, columns before the
// types they refer to, referring types before those they refer to; then everything new. `apply` runs inside the
// caller's transaction, which it needs to be whole: when it throws, roll back.
#pragma once

#include "host/database/database.hpp"
#include "host/entity/schema.hpp"

#include <string>
#include <vector>

namespace wowhost::entity {

enum class SchemaAction { drop_index, drop_column, drop_type, create_type, add_column, create_index };

/// "drop_index", "drop_column", …, as the command line prints them.
const char* to_string(SchemaAction action) noexcept;

struct SchemaStep {
    SchemaAction action;
    std::string type;
    std::string name; ///< The column or index; empty for types.
    std::string provider; ///< The module whose definition it is; empty for indexes.

    /// "type", "type.column" or the index's name.
    std::string target() const;
    friend bool operator==(const SchemaStep&, const SchemaStep&) = default;
};

/// Equal schemas give no steps.
std::vector<SchemaStep> difference(const Schema& from, const Schema& to);

/// Does the steps that `difference(from, to)` gave. New columns of existing rows get their initial values, and
/// last_fetched now. References to rows of types that go become null. A column whose type or target changed is created
/// anew when it holds nothing, else Error(refused) naming it and the number of rows; so is a unique index that stored
/// rows violate. An unknown or unfitting initial_from is Error(invalid_argument).
void apply(
    database::Connection& connection, const Schema& from, const Schema& to, const std::vector<SchemaStep>& steps);

} // namespace wowhost::entity
