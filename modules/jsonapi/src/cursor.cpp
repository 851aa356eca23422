#include "cursor.hpp"

#include "utf8.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>

namespace jsonapi {

using namespace wowhost;

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t longest_cursor = 4096;

std::string to_base64(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size() * 4 / 3 + 3);
    unsigned held = 0;
    int bits = 0;
    for (const char c : bytes) {
        held = (held << 8U) | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6)
            text += alphabet[(held >> static_cast<unsigned>(bits - 6)) & 63U];
    }
    if (bits > 0)
        text += alphabet[(held << static_cast<unsigned>(6 - bits)) & 63U];
    return text;
}

std::optional<std::string> from_base64(std::string_view text)
{
    if (text.size() > longest_cursor)
        return std::nullopt;
    std::string bytes;
    unsigned held = 0;
    int bits = 0;
    for (const char c : text) {
        const auto digit = alphabet.find(c);
        if (digit == std::string_view::npos)
            return std::nullopt;
        held = (held << 6U) | static_cast<unsigned>(digit);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>((held >> static_cast<unsigned>(bits)) & 255U);
        }
    }
    return bytes;
}

/// FNV-1a: tells orders apart, and keeps nobody out who wants in.
std::string order_mark(std::string_view type, const std::vector<SortKey>& sorts)
{
    std::uint64_t hash = 14695981039346656037ULL;
    const auto mix = [&](std::string_view text) {
        for (const char c : text)
            hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    };
    mix(type);
    for (const auto& key : sorts) {
        mix(key.descending ? "|-" : "|+");
        mix(key.path);
    }
    std::string mark(8, '\0');
    for (std::size_t i = 0; i < mark.size(); ++i)
        mark[i] = static_cast<char>((hash >> (8 * i)) & 255U);
    return mark;
}

void put(std::string& bytes, const Value& value)
{
    if (value.is_text())
        bytes += "s" + std::to_string(value.text().size()) + ":" + value.string();
    else if (value.is_boolean())
        bytes += value.boolean() ? "t" : "f";
    else if (value.is_integer())
        bytes += "i" + std::to_string(value.integer()) + ":";
    else if (value.is_real())
        bytes += "r" + std::to_string(std::bit_cast<std::uint64_t>(value.real())) + ":";
    else
        bytes += "n";
}

/// Takes a number and the colon behind it.
template <class Number>
std::optional<Number> take_number(std::string_view& bytes)
{
    Number number{};
    const auto [end, error] = std::from_chars(bytes.data(), bytes.data() + bytes.size(), number);
    if (error != std::errc() || end == bytes.data() + bytes.size() || *end != ':')
        return std::nullopt;
    bytes.remove_prefix(static_cast<std::size_t>(end - bytes.data()) + 1);
    return number;
}

/// Takes a value of a field of that type; null always may be.
std::optional<Value> take(std::string_view& bytes, FieldType type)
{
    if (bytes.empty())
        return std::nullopt;
    const char tag = bytes.front();
    bytes.remove_prefix(1);
    if (tag == 'n')
        return Value();
    switch (type) {
    case FieldType::boolean: return tag == 't' || tag == 'f' ? std::optional<Value>(tag == 't') : std::nullopt;
    case FieldType::text: {
        const auto size = tag == 's' ? take_number<std::size_t>(bytes) : std::nullopt;
        if (!size || *size > longest_held_text || *size > bytes.size())
            return std::nullopt;
        const auto text = bytes.substr(0, *size);
        bytes.remove_prefix(*size);
        // Somebody may have made it up: what a database can't compare never reaches one.
        return is_utf8(text) && text.find('\0') == std::string_view::npos ? std::optional<Value>(text) : std::nullopt;
    }
    case FieldType::real: {
        const auto number = tag == 'r' ? take_number<std::uint64_t>(bytes) : std::nullopt;
        const auto real = number ? std::bit_cast<double>(*number) : std::nan("");
        return std::isfinite(real) ? std::optional<Value>(real) : std::nullopt;
    }
    case FieldType::json: return std::nullopt;
    default: {
        const auto number = tag == 'i' ? take_number<std::int64_t>(bytes) : std::nullopt;
        return number ? std::optional<Value>(*number) : std::nullopt;
    }
    }
}

void equal_to(Conditions& conditions, const std::string& path, const Value& value)
{
    if (value.is_null())
        conditions.emplace_back(path, Operator::is_null);
    else
        conditions.emplace_back(path, Operator::equal, value);
}

} // namespace

Position position_of(std::int64_t id, std::vector<Value> values)
{
    Position position;
    position.id = id;
    for (const auto& value : values)
        if (value.text().size() > longest_held_text)
            return position;
    position.values = std::move(values);
    return position;
}

std::string encode_cursor(std::string_view type, const std::vector<SortKey>& sorts, const Position& position)
{
    auto bytes = order_mark(type, sorts);
    put(bytes, position.id);
    bytes += position.values ? "v" : "-";
    if (position.values)
        for (const auto& value : *position.values)
            put(bytes, value);
    return to_base64(bytes);
}

std::optional<Position> decode_cursor(std::string_view type, const std::vector<SortKey>& sorts, std::string_view cursor)
{
    const auto decoded = from_base64(cursor);
    const auto mark = order_mark(type, sorts);
    if (!decoded || !decoded->starts_with(mark))
        return std::nullopt;
    auto bytes = std::string_view(*decoded).substr(mark.size());
    Position position;
    const auto id = take(bytes, FieldType::integer);
    if (!id || !id->is_integer() || bytes.empty())
        return std::nullopt;
    position.id = id->integer();
    const bool holds = bytes.front() == 'v';
    if (!holds && bytes.front() != '-')
        return std::nullopt;
    bytes.remove_prefix(1);
    if (holds) {
        auto& values = position.values.emplace();
        for (const auto& key : sorts) {
            auto value = take(bytes, key.type);
            if (!value)
                return std::nullopt;
            values.push_back(std::move(*value));
        }
    }
    return bytes.empty() ? std::optional(position) : std::nullopt;
}

std::vector<Conditions> sets_after(const std::vector<SortKey>& sorts, std::int64_t id, const std::vector<Value>& values)
{
    // Of the rows that agree in the first keys those that lie behind in the next: the more keys agree, the nearer.
    std::vector<Conditions> sets;
    Conditions agreeing;
    const bool by_id = !sorts.empty() && sorts.back().path == "id";
    std::vector<Conditions> nearest_last;
    for (std::size_t i = 0; i < sorts.size(); ++i) {
        const auto& key = sorts[i];
        const auto add = [&](Operator op, const Value& value = {}) {
            auto& set = nearest_last.emplace_back(agreeing);
            set.emplace_back(key.path, op, value);
        };
        // Nulls stand first, and last when descending; what is added first comes last.
        if (key.descending && !values[i].is_null()) {
            if (key.path != "id")
                add(Operator::is_null);
            add(Operator::less, values[i]);
        } else if (!key.descending) {
            add(values[i].is_null() ? Operator::is_not_null : Operator::greater, values[i]);
        }
        equal_to(agreeing, key.path, values[i]);
    }
    if (!by_id) {
        agreeing.emplace_back("id", Operator::greater, id);
        sets.push_back(std::move(agreeing));
    }
    sets.insert(
        sets.end(), std::make_move_iterator(nearest_last.rbegin()), std::make_move_iterator(nearest_last.rend()));
    return sets;
}

} // namespace jsonapi
