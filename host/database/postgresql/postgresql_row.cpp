#include "host/database/postgresql/postgresql_row.hpp"

#include "host/database/postgresql/types.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cstdlib>

namespace wowhost::database::postgresql {

namespace {

std::uint64_t big_endian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (const char byte : bytes) {
        value = value << 8U | static_cast<unsigned char>(byte);
    }
    return value;
}

std::int16_t int16_at(std::string_view bytes, std::size_t at)
{
    return static_cast<std::int16_t>(static_cast<std::uint16_t>(big_endian(bytes.substr(at, 2))));
}

/// numeric's wire format: count of digits to base 10,000, weight of the first, sign, digits after the point, digits.
std::string numeric_text(std::string_view bytes)
{
    const auto sign = static_cast<std::uint16_t>(big_endian(bytes.substr(4, 2)));
    if (sign == 0xC000U) {
        return "NaN";
    }
    if (sign == 0xD000U || sign == 0xF000U) {
        return sign == 0xD000U ? "Infinity" : "-Infinity";
    }
    const int count = int16_at(bytes, 0);
    const int weight = int16_at(bytes, 2);
    const int scale = int16_at(bytes, 6);
    const auto digit = [&](int position) {
        return position >= 0 && position < count ? int16_at(bytes, 8 + 2 * static_cast<std::size_t>(position)) : 0;
    };
    std::string text = sign == 0x4000U ? "-" : "";
    text += weight < 0 ? "0" : fmt::format("{}", digit(0));
    for (int position = 1; position <= weight; ++position) {
        text += fmt::format("{:04}", digit(position));
    }
    std::string fraction;
    for (int position = weight + 1; static_cast<int>(fraction.size()) < scale; ++position) {
        fraction += fmt::format("{:04}", digit(position));
    }
    if (scale > 0) {
        text += "." + fraction.substr(0, static_cast<std::size_t>(scale));
    }
    return text;
}

/// As SQLite writes it: with a point, so that a real never looks like an integer.
std::string real_text(double value)
{
    std::string text = fmt::format("{}", value);
    if (text.find_first_not_of("-0123456789") == std::string::npos) {
        text += ".0";
    }
    return text;
}

} // namespace

void PostgresqlRow::move_to(int row)
{
    row_ = row;
    texts_.clear();
}

std::size_t PostgresqlRow::size() const { return static_cast<std::size_t>(PQnfields(result_)); }

int PostgresqlRow::checked(std::size_t column) const
{
    if (column >= size()) {
        throw Error(
            ErrorCode::storage, fmt::format("Column {} of a row of {} was asked for; count from 0.", column, size()));
    }
    return static_cast<int>(column);
}

std::string_view PostgresqlRow::bytes(int column) const
{
    return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

void PostgresqlRow::throw_type(int column) const
{
    throw Error(ErrorCode::storage,
        fmt::format(
            "Column '{}' of a result has the PostgreSQL type with oid {}, which is not read here; cast it to text, "
            "bigint, double precision or boolean in the statement",
            PQfname(result_, column), PQftype(result_, column)));
}

bool PostgresqlRow::is_null(std::size_t column) const { return PQgetisnull(result_, row_, checked(column)) != 0; }

std::int64_t PostgresqlRow::integer(std::size_t column) const
{
    const int index = checked(column);
    if (PQgetisnull(result_, row_, index) != 0) {
        return 0;
    }
    const std::string_view value = bytes(index);
    switch (PQftype(result_, index)) {
    case type_boolean: return value[0] != 0 ? 1 : 0;
    case type_int8: return static_cast<std::int64_t>(big_endian(value));
    case type_int4: return static_cast<std::int32_t>(static_cast<std::uint32_t>(big_endian(value)));
    case type_int2: return int16_at(value, 0);
    case type_oid:
    case type_xid: return static_cast<std::int64_t>(big_endian(value));
    case type_float4:
    case type_float8: return static_cast<std::int64_t>(real(column));
    default: break;
    }
    const std::string_view digits = text(column);
    std::int64_t parsed = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
    if (end.ec == std::errc::result_out_of_range) {
        throw Error(ErrorCode::storage,
            fmt::format("The value {} of column '{}' exceeds 64 bits; read it as real or text", digits,
                PQfname(result_, index)));
    }
    return parsed;
}

double PostgresqlRow::real(std::size_t column) const
{
    const int index = checked(column);
    if (PQgetisnull(result_, row_, index) != 0) {
        return 0;
    }
    switch (PQftype(result_, index)) {
    case type_float8: return std::bit_cast<double>(big_endian(bytes(index)));
    case type_float4: return std::bit_cast<float>(static_cast<std::uint32_t>(big_endian(bytes(index))));
    case type_boolean:
    case type_int2:
    case type_int4:
    case type_int8: return static_cast<double>(integer(column));
    default: return std::strtod(std::string(text(column)).c_str(), nullptr);
    }
}

std::string_view PostgresqlRow::text(std::size_t column) const
{
    const int index = checked(column);
    if (PQgetisnull(result_, row_, index) != 0) {
        return {};
    }
    switch (PQftype(result_, index)) {
    case type_text:
    case type_varchar:
    case type_bpchar:
    case type_name:
    case type_char:
    case type_unknown:
    case type_json: return bytes(index);
    case type_jsonb: return bytes(index).substr(1); // after the version
    case type_void: return {};
    case type_numeric: return texts_.emplace_back(numeric_text(bytes(index)));
    case type_float4:
    case type_float8: return texts_.emplace_back(real_text(real(column)));
    case type_boolean:
    case type_int2:
    case type_int4:
    case type_int8:
    case type_oid:
    case type_xid: return texts_.emplace_back(std::to_string(integer(column)));
    default: throw_type(index);
    }
}

} // namespace wowhost::database::postgresql
