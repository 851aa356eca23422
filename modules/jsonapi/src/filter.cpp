#include "filter.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace jsonapi {

using namespace wowhost;

namespace {

struct Word {
    std::string_view text;
    Operator op;
};
constexpr std::array words{Word{"eq", Operator::equal}, Word{"ne", Operator::not_equal}, Word{"lt", Operator::less},
    Word{"le", Operator::less_equal}, Word{"gt", Operator::greater}, Word{"ge", Operator::greater_equal},
    Word{"in", Operator::in}, Word{"like", Operator::like}, Word{"null", Operator::is_null},
    Word{"notnull", Operator::is_not_null}};

const char* words_for(FieldType type)
{
    switch (type) {
    case FieldType::text: return "a text";
    case FieldType::boolean: return "true or false";
    case FieldType::real: return "a number";
    case FieldType::timestamp: return "a time in seconds since 1970";
    case FieldType::reference: return "an id";
    default: return "a whole number";
    }
}

template <class Number>
std::optional<Number> number(std::string_view text)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(value)
                                                                                     : std::nullopt;
}

std::optional<Value> value_of(FieldType type, std::string_view text)
{
    switch (type) {
    case FieldType::text: return Value(text);
    case FieldType::boolean:
        if (text == "true" || text == "1")
            return Value(true);
        if (text == "false" || text == "0")
            return Value(false);
        return std::nullopt;
    case FieldType::real: {
        const auto real = number<double>(text);
        return real && std::isfinite(*real) ? std::optional<Value>(*real) : std::nullopt;
    }
    case FieldType::json: return std::nullopt;
    default: {
        const auto integer = number<std::int64_t>(text);
        return integer ? std::optional<Value>(*integer) : std::nullopt;
    }
    }
}

std::string is_no_value(std::string_view text, FieldType type)
{
    return "\"" + std::string(text) + "\" is no value for this field; give " + words_for(type) + ".";
}

/// Parts between commas; in double quotes a comma is part of the value, and "" a quote. Nothing when they are broken.
std::optional<std::vector<std::string>> split(std::string_view text)
{
    std::vector<std::string> parts;
    for (bool more = true; more;) {
        auto& part = parts.emplace_back();
        if (text.starts_with('"')) {
            text.remove_prefix(1);
            for (;;) {
                const auto quote = text.find('"');
                if (quote == std::string_view::npos)
                    return std::nullopt;
                part += text.substr(0, quote);
                text.remove_prefix(quote + 1);
                if (!text.starts_with('"'))
                    break;
                part += '"';
                text.remove_prefix(1);
            }
            if (!text.empty() && text.front() != ',')
                return std::nullopt;
        } else {
            part = text.substr(0, text.find(','));
            text.remove_prefix(part.size());
        }
        more = !text.empty();
        text.remove_prefix(more ? 1 : 0);
    }
    return parts;
}

std::variant<Condition, std::string> in_condition(const std::string& path, FieldType type, std::string_view text)
{
    const auto parts = split(text);
    if (!parts)
        return "A quote is not closed, or something stands behind it; give values with commas between them, and such "
               "as hold a comma in double quotes.";
    if (parts->size() > most_alternatives)
        return "These are " + std::to_string(parts->size()) + " values; give at most "
            + std::to_string(most_alternatives) + ".";
    Value::Array values;
    for (const auto& part : *parts) {
        const auto value = value_of(type, part);
        if (!value)
            return is_no_value(part, type);
        values.push_back(*value);
    }
    return Condition(path, Operator::in, std::move(values));
}

std::variant<Condition, std::string> null_condition(const std::string& path, bool is_null, std::string_view text)
{
    if (text == "false" || text == "0")
        is_null = !is_null;
    else if (!text.empty() && text != "true" && text != "1")
        return "This operator takes true, false or nothing, not \"" + std::string(text) + "\".";
    return Condition(path, is_null ? Operator::is_null : Operator::is_not_null);
}

} // namespace

std::variant<Condition, std::string> parse_filter(
    const std::string& path, FieldType type, std::string_view op, std::string_view value)
{
    const auto word = std::find_if(words.begin(), words.end(), [&](const Word& known) { return known.text == op; });
    if (word == words.end())
        return "\"" + std::string(op) + "\" is no operator; take one of eq ne lt le gt ge in like null notnull.";
    if (value.size() > longest_filter)
        return "The value has " + std::to_string(value.size()) + " bytes; give at most "
            + std::to_string(longest_filter) + ".";
    if (word->op == Operator::is_null || word->op == Operator::is_not_null)
        return null_condition(path, word->op == Operator::is_null, value);
    if (type == FieldType::json)
        return "The field holds nested data, which can only be tested with null and notnull.";
    if (word->op == Operator::in)
        return in_condition(path, type, value);
    if (word->op == Operator::like) {
        if (type != FieldType::text)
            return "Only texts are compared with a pattern; take another operator.";
        if (value.size() > longest_pattern
            || std::count(value.begin(), value.end(), '%') > static_cast<std::ptrdiff_t>(most_wildcards))
            return "The pattern is too long; give at most " + std::to_string(longest_pattern) + " bytes and "
                + std::to_string(most_wildcards) + " times %.";
        return Condition(path, Operator::like, value);
    }
    auto parsed = value_of(type, value);
    if (!parsed)
        return is_no_value(value, type);
    return Condition(path, word->op, std::move(*parsed));
}

} // namespace jsonapi
