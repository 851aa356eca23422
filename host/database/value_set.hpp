// A set of values as one parameter of a statement: a JSON array on SQLite, an array literal on PostgreSQL.
#pragma once

#include "host/database/database.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace wowhost::database {

/// `column IN (…)` over a set of values of this type ("bigint", "text", …) that is one parameter.
std::string in_set(Engine engine, std::string_view column, std::string_view type);
/// The set's text of items that are written as the engine wants them, with commas between.
std::string set_of(Engine engine, std::string items);

/// The same of integers.
std::string in_ids(Engine engine, std::string_view column);
std::string id_set(Engine engine, std::span<const std::int64_t> ids);

} // namespace wowhost::database
