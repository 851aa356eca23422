// Small things that both drivers do with the text of a statement and its parameters.
#pragma once

#include "host/database/database.hpp"

#include <string>
#include <string_view>

namespace wowhost::database {

/// The statement on one line and not over 200 bytes, for messages.
std::string shortened(std::string_view sql);

/// Throws unless as many values are bound as the statement has placeholders.
void check_parameter_count(std::string_view sql, std::size_t placeholders, std::size_t bound);

/// Throws unless `flat` holds whole rows of `columns` values; returns the number of rows.
std::size_t check_rows(std::string_view sql, std::size_t columns, std::size_t flat);

/// Throws when the text holds a NUL byte, which PostgreSQL cannot store.
void check_text(std::string_view sql, std::string_view text);

/// Throws the error for a statement run after another one of the same transaction has failed.
[[noreturn]] void throw_transaction_failed(std::string_view sql);

} // namespace wowhost::database
