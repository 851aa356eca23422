#include "host/entity/rows.hpp"

#include "host/entity/names.hpp"
#include "host/entity/query_sql.hpp"

#include <wowhost/json.hpp>

#include <array>
#include <charconv>

#include <fmt/format.h>

namespace wowhost::entity {

namespace {

struct Word {
    const char* text;
    Operator op;
};
constexpr std::array words{Word{"=", Operator::equal}, Word{"!=", Operator::not_equal}, Word{"<", Operator::less},
    Word{"<=", Operator::less_equal}, Word{">", Operator::greater}, Word{">=", Operator::greater_equal},
    Word{"in", Operator::in}, Word{"like", Operator::like}, Word{"null", Operator::is_null},
    Word{"notnull", Operator::is_not_null}};

std::string_view next_word(std::string_view& text)
{
    const auto begin = text.find_first_not_of(' ');
    text.remove_prefix(begin == std::string_view::npos ? text.size() : begin);
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return word;
}

Operator parse_operator(std::string_view word, std::string_view condition)
{
    for (const auto& known : words) {
        if (word == known.text)
            return known.op;
    }
    throw Error(ErrorCode::invalid_argument,
        fmt::format("In the condition '{}', '{}' is no operator; write FIELD OP VALUE with one of = != < <= > >= in "
                    "like null notnull.",
            condition, word));
}

/// The column at the end of a path of references.
const Column& find_column(const Schema& schema, const std::string& type, std::string_view path)
{
    const auto* table = &schema.require(type);
    for (;;) {
        const auto dot = path.find('.');
        const auto name = path.substr(0, dot);
        const auto* column = name == "id" ? &id_column() : table->column(name);
        if (column == nullptr)
            throw Error(ErrorCode::invalid_argument,
                fmt::format("{} has no field '{}'{}.", table->type, name, did_you_mean(name, table->column_names())));
        if (dot == std::string_view::npos)
            return *column;
        if (column->target_type.empty())
            throw Error(ErrorCode::invalid_argument,
                fmt::format(
                    "{}.{} leads to no installed entity type, so '{}' cannot be followed.", table->type, name, path));
        table = schema.table(column->target_type);
        path.remove_prefix(dot + 1);
    }
}

template <class Number>
bool parse_number(std::string_view text, Number& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

Value parse_value(const Column& column, std::string_view text, std::string_view condition)
{
    std::int64_t integer = 0;
    double real = 0;
    switch (column.type) {
    case FieldType::text: return std::string(text);
    case FieldType::boolean:
        if (text == "true" || text == "1")
            return true;
        if (text == "false" || text == "0")
            return false;
        break;
    case FieldType::real:
        if (parse_number(text, real))
            return real;
        break;
    case FieldType::json: break;
    default:
        if (parse_number(text, integer))
            return integer;
        break;
    }
    throw Error(ErrorCode::invalid_argument,
        fmt::format("In the condition '{}', '{}' is no value for the field {} of type {}.", condition, text,
            column.name, to_string(column.type)));
}

} // namespace

const char* to_string(Operator op) noexcept
{
    for (const auto& word : words) {
        if (word.op == op)
            return word.text;
    }
    return "";
}

Condition parse_condition(const Schema& schema, const std::string& type, std::string_view text)
{
    auto rest = text;
    const auto field = next_word(rest);
    const auto op = parse_operator(next_word(rest), text);
    const auto& column = find_column(schema, type, field);
    Condition condition(std::string(field), op);
    if (op == Operator::is_null || op == Operator::is_not_null) {
        if (rest.find_first_not_of(' ') != std::string_view::npos)
            throw Error(ErrorCode::invalid_argument,
                fmt::format("In the condition '{}', '{}' takes no value.", text, to_string(op)));
    } else if (op == Operator::in) {
        try {
            condition.value = parse_json(rest);
        } catch (const Error& error) {
            throw Error(ErrorCode::invalid_argument,
                fmt::format("In the condition '{}', `in` takes a JSON array: {}", text, error.what()));
        }
        if (!condition.value.is_array())
            throw Error(ErrorCode::invalid_argument,
                fmt::format("In the condition '{}', `in` takes a JSON array, such as [1, 2].", text));
    } else if (op == Operator::like) {
        condition.value = std::string(rest);
    } else {
        condition.value = parse_value(column, rest, text);
    }
    return condition;
}

std::vector<std::string> row_fields(
    const Schema& schema, const std::string& type, const std::vector<std::string>& wanted)
{
    const auto& table = schema.require(type);
    if (wanted.empty())
        return table.column_names();
    for (const auto& name : wanted)
        find_column(schema, type, name);
    return wanted;
}

Value to_row(const std::vector<std::string>& fields, const Entity& entity)
{
    Value::Object row;
    for (const auto& field : fields)
        row.insert_or_assign(field, field == "id" ? Value(entity.id()) : entity.get(field));
    return row;
}

std::int64_t save_row(const EntityStorage& storage, const std::string& type, const Value& row)
{
    if (!row.is_object())
        throw Error(ErrorCode::invalid_argument,
            fmt::format("A row of {} is a JSON object of field values, not {}.", type, row.type_name()));
    auto fields = row.members();
    std::int64_t id = 0;
    if (const auto given = fields.find("id"); given != fields.end()) {
        if (!given->second.is_integer() || given->second.integer() <= 0)
            throw Error(ErrorCode::invalid_argument,
                fmt::format("The id of a {} is a positive integer; leave it out for a new row.", type));
        id = given->second.integer();
        fields.erase(given);
    }
    const auto& stamp = row[last_fetched_field];
    storage.transaction([&] {
        Entity entity(type, fields);
        entity.set_id(id);
        storage.save(entity);
        if (stamp.is_integer() && storage.has_field(type, last_fetched_field))
            storage.touch(type, {Condition("id", Operator::equal, entity.id())}, stamp.integer());
        id = entity.id();
    });
    return id;
}

} // namespace wowhost::entity
