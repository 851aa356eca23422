// What an uninstall costs in rows, and purging them before columns and tables go.
#pragma once

#include "host/database/database.hpp"
#include "host/entity/schema.hpp"
#include "host/entity/storage.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::entity {

enum class Loss {
    type, ///< The type goes with all its rows.
    rows, ///< Rows whose owner, or vocabulary, goes; with what belongs to them.
    column, ///< Rows stay, but lose the value of a column.
};

struct LostRows {
    Loss loss;
    std::string type;
    std::string column; ///< For Loss::column.
    std::string module; ///< Whose uninstall takes them; of Loss::rows none, when several do.
    std::int64_t rows;

    friend bool operator==(const LostRows&, const LostRows&) = default;
};

/// What going from one schema to another loses; with a module, only what that module provided. Nothing of 0 rows is
/// listed; rows that several causes take are counted once per type.
std::vector<LostRows> rows_lost(
    database::Connection& connection, const Schema& from, const Schema& to, std::string_view module = {});

/// Deletes all rows that have an owner of this kind, with their cascades, in bounded memory. Returns how many directly.
std::int64_t purge_owned(const Storage& storage, const std::string& kind);

/// Deletes all terms of the vocabulary, with their cascades; references to them become null.
std::int64_t purge_vocabulary(const Storage& storage, const std::string& vocabulary);

} // namespace wowhost::entity
