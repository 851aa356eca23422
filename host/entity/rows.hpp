// Rows and conditions as the command line and JSON write them.
#pragma once

#include "host/entity/schema.hpp"

#include <wowhost/entity.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::entity {

/// Parses `FIELD OP VALUE` with an OP of the contract (`= != < <= > >= in like null notnull`); the value is read by the
/// field's type, `in` takes a JSON array, a text is what follows the operator and one space. Throws
/// Error(invalid_argument) that says what is wrong.
Condition parse_condition(const Schema& schema, const std::string& type, std::string_view text);

/// The word for an operator: "=", "in", "notnull", …
const char* to_string(Operator op) noexcept;

/// All columns of a type, `id` first; or those wanted, checked, in the order wanted.
std::vector<std::string> row_fields(
    const Schema& schema, const std::string& type, const std::vector<std::string>& wanted = {});

/// The entity as an object with these keys, null where the entity has no value.
Value to_row(const std::vector<std::string>& fields, const Entity& entity);

/// Saves an object of field values: with `id` a partial update (unknown ids fail), without it a new row. A last_fetched
/// that is given is kept to the letter. Returns the id.
std::int64_t save_row(const EntityStorage& storage, const std::string& type, const Value& row);

} // namespace wowhost::entity
