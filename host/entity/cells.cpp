#include "host/entity/cells.hpp"

#include <wowhost/json.hpp>

#include <charconv>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

namespace wowhost::entity {

using database::Bound;
using database::Row;

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// The length of the valid UTF-8 sequence at the front, or 0.
std::size_t sequence(std::string_view text) noexcept
{
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned first = byte(0);
    if (first < 0x80)
        return first == 0 ? 0 : 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length)
        return 0;
    for (std::size_t at = 1; at < length; ++at) {
        if ((byte(at) & 0xC0U) != 0x80)
            return 0;
    }
    const unsigned second = byte(1);
    const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool surrogate = first == 0xED && second > 0x9F;
    const bool beyond = first == 0xF4 && second > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

/// How many bytes at the front are plain ASCII without NUL, in steps of eight.
std::size_t plain(std::string_view text) noexcept
{
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        const auto zeros = (word - 0x0101010101010101ULL) & ~word;
        if (((zeros | word) & 0x8080808080808080ULL) != 0)
            break;
    }
    return at;
}

} // namespace

bool is_clean(std::string_view text) noexcept
{
    text.remove_prefix(plain(text));
    while (!text.empty()) {
        const auto length = sequence(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string cleaned_text(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto length = sequence(text);
        result += length == 0 ? replacement : text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

Value cleaned(const Value& value)
{
    if (value.is_text())
        return is_clean(value.text()) ? value : Value(cleaned_text(value.text()));
    if (value.is_array()) {
        Value::Array array;
        for (const auto& item : value.items())
            array.push_back(cleaned(item));
        return array;
    }
    if (value.is_object()) {
        Value::Object object;
        for (const auto& [key, member] : value.members())
            object.insert_or_assign(cleaned_text(key), cleaned(member));
        return object;
    }
    return value;
}

void append_json_text(std::string& out, std::string_view text)
{
    out += '"';
    std::size_t done = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto c = static_cast<unsigned char>(text[at]);
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        out.append(text, done, at - done);
        done = at + 1;
        if (c == '"' || c == '\\')
            (out += '\\') += static_cast<char>(c);
        else
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
    }
    out.append(text, done);
    out += '"';
}

void append_json_real(std::string& out, double real)
{
    if (!std::isfinite(real))
        throw Error(ErrorCode::invalid_argument, "A number that is not finite cannot be stored; store null instead.");
    if (real == 0)
        real = 0; // no negative zero: PostgreSQL has none in json
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, real).ptr;
    const std::string_view shortest(digits, static_cast<std::size_t>(end - digits));
    // A whole number must come back as a real from an engine that writes json numbers out in full.
    if (std::trunc(real) == real)
        out += fmt::format("{:.1f}", real);
    else
        out += shortest;
}

namespace {

void append_json(std::string& out, const Value& value)
{
    if (value.is_null()) {
        out += "null";
    } else if (value.is_boolean()) {
        out += value.boolean() ? "true" : "false";
    } else if (value.is_integer()) {
        out += std::to_string(value.integer());
    } else if (value.is_real()) {
        append_json_real(out, value.real());
    } else if (value.is_text()) {
        append_json_text(out, is_clean(value.text()) ? value.text() : std::string_view(cleaned_text(value.text())));
    } else if (value.is_array()) {
        out += '[';
        const char* separator = "";
        for (const auto& item : value.items()) {
            out += separator;
            append_json(out, item);
            separator = ",";
        }
        out += ']';
    } else {
        out += '{';
        const char* separator = "";
        for (const auto& [key, member] : value.members()) {
            out += separator;
            append_json_text(out, is_clean(key) ? std::string_view(key) : std::string_view(cleaned_text(key)));
            out += ':';
            append_json(out, member);
            separator = ",";
        }
        out += '}';
    }
}

} // namespace

std::string json_text(const Value& value)
{
    std::string out;
    append_json(out, value);
    return out;
}

void check_value(const Table& table, const Column& column, const Value& value)
{
    if (accepts(column.type, value))
        return;
    const auto* wanted = column.type == FieldType::timestamp ? "an integer (unix seconds)"
        : column.type == FieldType::reference                ? "the id of a row"
        : column.type == FieldType::real                     ? "a finite number"
                                                             : to_string(column.type);
    throw Error(ErrorCode::invalid_argument,
        fmt::format("{}.{}: expected {}, found {}{}.", table.type, column.name, wanted, value.type_name(),
            value.is_real() || value.is_integer() || value.is_text() ? " " + json_text(value).substr(0, 60) : ""));
}

Bound to_bound(const Table& table, const Column& column, const Value& value, Texts& texts)
{
    if (value.is_null())
        return std::monostate();
    if (!accepts(column.type, value))
        check_value(table, column, value);
    switch (column.type) {
    case FieldType::integer:
    case FieldType::timestamp:
    case FieldType::reference: return value.integer();
    case FieldType::real: return value.real();
    case FieldType::boolean: return value.boolean();
    case FieldType::json: return texts.keep(json_text(value));
    case FieldType::text: break;
    }
    const auto text = value.text();
    return is_clean(text) ? text : texts.keep(cleaned_text(text));
}

Value from_row(const Column& column, const Row& row, std::size_t index)
{
    if (row.is_null(index))
        return {};
    switch (column.type) {
    case FieldType::integer:
    case FieldType::timestamp:
    case FieldType::reference: return row.integer(index);
    case FieldType::real: return row.real(index);
    case FieldType::boolean: return row.integer(index) != 0;
    case FieldType::json: return parse_json(row.text(index));
    case FieldType::text: break;
    }
    return row.string(index);
}

bool is_same(const Column& column, const Row& row, std::size_t index, const Bound& bound)
{
    // A null reads as 0 or nothing, so only those need the test for null.
    if (std::holds_alternative<std::monostate>(bound))
        return row.is_null(index);
    if (const auto* integer = std::get_if<std::int64_t>(&bound))
        return row.integer(index) == *integer && (*integer != 0 || !row.is_null(index));
    if (const auto* boolean = std::get_if<bool>(&bound))
        return (row.integer(index) != 0) == *boolean && (*boolean || !row.is_null(index));
    if (const auto* real = std::get_if<double>(&bound))
        return row.real(index) == *real && (*real != 0 || !row.is_null(index));
    const auto wanted = std::get<std::string_view>(bound);
    const auto stored = row.text(index);
    if (stored == wanted)
        return !wanted.empty() || !row.is_null(index);
    return column.type == FieldType::json && !stored.empty() && parse_json(stored) == parse_json(wanted);
}

bool is_same(const Column& column, const Value& left, const Value& right)
{
    if (left.is_null() || right.is_null())
        return left.is_null() && right.is_null();
    switch (column.type) {
    case FieldType::real: return left.real() == right.real();
    case FieldType::boolean: return left.boolean() == right.boolean();
    case FieldType::text:
    case FieldType::json: return cleaned(left) == cleaned(right);
    default: return left == right;
    }
}

} // namespace wowhost::entity
