// Values on their way into and out of columns, the same on both engines.
//
// Text is made valid before it is stored: NUL bytes and invalid UTF-8 become U+FFFD, in json as well. Numbers that are
// not finite are refused. Json is written as canonical text (members sorted, no spaces), and compared as values, since
// PostgreSQL keeps it in an order of its own.
#pragma once

#include "host/database/database.hpp"
#include "host/entity/schema.hpp"

#include <wowhost/value.hpp>

#include <deque>
#include <string>
#include <string_view>

namespace wowhost::entity {

/// Texts that had to be made for binding; keeps them where they are until it goes.
class Texts {
public:
    std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

private:
    std::deque<std::string> texts_;
};

/// Whether `text` is UTF-8 without NUL.
bool is_clean(std::string_view text) noexcept;
std::string cleaned_text(std::string_view text);
/// The value with all its texts cleaned.
Value cleaned(const Value& value);

std::string json_text(const Value& value);
void append_json_text(std::string& out, std::string_view text);
void append_json_real(std::string& out, double real);

/// Throws Error(invalid_argument) naming type and field, what was expected and what was found.
void check_value(const Table& table, const Column& column, const Value& value);

/// What to bind for the value; views it or a text in `texts`, both of which must outlive the statement. Checks it.
database::Bound to_bound(const Table& table, const Column& column, const Value& value, Texts& texts);

Value from_row(const Column& column, const database::Row& row, std::size_t index);

/// Whether the stored value equals what would be bound.
bool is_same(const Column& column, const database::Row& row, std::size_t index, const database::Bound& bound);

/// Whether two values are the same once stored in this column (1 and 1.0 are in a real one).
bool is_same(const Column& column, const Value& left, const Value& right);

} // namespace wowhost::entity
