#include "host/entity/query_sql.hpp"

#include "host/entity/names.hpp"
#include "host/entity/sql_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wowhost::entity {

using database::Engine;

const Column& id_column()
{
    static const Column column = [] {
        Column id;
        id.name = "id";
        id.type = FieldType::integer;
        return id;
    }();
    return column;
}

namespace {

const Column& require_column(const Table& table, std::string_view name)
{
    if (name == "id")
        return id_column();
    if (const auto* column = table.column(name))
        return *column;
    throw Error(ErrorCode::invalid_argument,
        fmt::format("{} has no field '{}'{}.", table.type, name, did_you_mean(name, table.column_names())));
}

const char* comparison(Operator op)
{
    switch (op) {
    case Operator::equal: return "=";
    case Operator::not_equal: return "<>";
    case Operator::less: return "<";
    case Operator::less_equal: return "<=";
    case Operator::greater: return ">";
    case Operator::greater_equal: return ">=";
    default: return "";
    }
}

} // namespace

QuerySql::QuerySql(const Schema& schema, Engine engine, const std::string& type)
    : schema_(schema)
    , engine_(engine)
    , table_(schema.require(type))
{
}

QuerySql::Resolved QuerySql::resolve(const std::string& path)
{
    const auto* table = &table_;
    std::string alias = "t";
    std::size_t begin = 0;
    for (auto dot = path.find('.'); dot != std::string::npos; dot = path.find('.', begin)) {
        const auto& column = require_column(*table, std::string_view(path).substr(begin, dot - begin));
        if (column.type != FieldType::reference)
            throw Error(ErrorCode::invalid_argument,
                fmt::format("{}.{} is of type {}, so '{}' cannot be followed; only references lead on.", table->type,
                    column.name, to_string(column.type), path));
        if (column.target_type.empty())
            throw Error(ErrorCode::invalid_argument,
                fmt::format("{}.{} refers to '{}', which is not installed; '{}' cannot be followed.", table->type,
                    column.name, column.target, path));
        auto& next = aliases_[path.substr(0, dot)];
        if (next.empty()) {
            next = fmt::format("j{}", joins_.size() + 1);
            joins_.push_back(fmt::format(" LEFT JOIN {0} AS {1} ON {1}.\"id\" = {2}.{3}", quoted(column.target_type),
                next, alias, quoted(column.name)));
        }
        alias = next;
        table = schema_.table(column.target_type);
        begin = dot + 1;
    }
    const auto& column = require_column(*table, std::string_view(path).substr(begin));
    return {alias + "." + quoted(column.name), table, &column};
}

void QuerySql::add(const Conditions& conditions)
{
    for (const auto& condition : conditions)
        add(condition);
}

void QuerySql::add(const Condition& condition)
{
    const auto field = resolve(condition.field);
    if (condition.op == Operator::is_null || condition.op == Operator::is_not_null) {
        conditions_.push_back(field.sql + (condition.op == Operator::is_null ? " IS NULL" : " IS NOT NULL"));
        return;
    }
    if (field.column->type == FieldType::json)
        throw Error(ErrorCode::invalid_argument,
            fmt::format(
                "{}.{} is of type json, which can only be tested for null.", field.table->type, field.column->name));
    if (condition.op == Operator::in)
        return add_in(field, condition);
    if (condition.op == Operator::like)
        return add_like(field, condition);
    if (condition.value.is_null()) {
        conditions_.emplace_back("1 = 0");
        return;
    }
    check_value(*field.table, *field.column, condition.value);
    const auto bound = to_bound(*field.table, *field.column, condition.value, texts_);
    // The text must outlive this call.
    bound_.push_back(std::holds_alternative<std::string_view>(bound)
            ? database::Bound(texts_.keep(std::string(std::get<std::string_view>(bound))))
            : bound);
    conditions_.push_back(fmt::format("{} {} ?", field.sql, comparison(condition.op)));
}

void QuerySql::add_in(const Resolved& field, const Condition& condition)
{
    if (!condition.value.is_array())
        throw Error(ErrorCode::invalid_argument,
            fmt::format("{}.{}: `in` takes an array, found {}.", field.table->type, field.column->name,
                condition.value.type_name()));
    std::vector<std::int64_t> ids;
    std::vector<double> reals;
    std::vector<std::string> texts;
    std::vector<std::string> booleans;
    for (const auto& item : condition.value.items()) {
        check_value(*field.table, *field.column, item);
        if (item.is_null())
            continue;
        switch (field.column->type) {
        case FieldType::text: texts.push_back(cleaned_text(item.text())); break;
        case FieldType::real: reals.push_back(item.real()); break;
        case FieldType::boolean:
            booleans.push_back(field.sql + " = ?");
            bound_.emplace_back(item.boolean());
            break;
        default: ids.push_back(item.integer()); break;
        }
    }
    if (field.column->type == FieldType::boolean) {
        conditions_.push_back(
            booleans.empty() ? std::string("1 = 0") : fmt::format("({})", fmt::join(booleans, " OR ")));
        return;
    }
    auto set = field.column->type == FieldType::text ? text_set(engine_, texts)
        : field.column->type == FieldType::real      ? real_set(engine_, reals)
                                                     : id_set(engine_, ids);
    bound_.emplace_back(texts_.keep(std::move(set)));
    conditions_.push_back(in_set(engine_, field.sql, field.column->type));
}

void QuerySql::add_like(const Resolved& field, const Condition& condition)
{
    constexpr std::size_t longest_pattern = 10'000; // SQLite has a limit of its own
    if (condition.value.is_null()) {
        conditions_.emplace_back("1 = 0");
        return;
    }
    if (field.column->type != FieldType::text || !condition.value.is_text()
        || condition.value.text().size() > longest_pattern)
        throw Error(ErrorCode::invalid_argument,
            fmt::format("{}.{}: `like` compares a text field with a text of at most {} bytes; the field is of type {}, "
                        "the value {}.",
                field.table->type, field.column->name, longest_pattern, to_string(field.column->type),
                condition.value.type_name()));
    bound_.emplace_back(texts_.keep(cleaned_text(condition.value.text())));
    // In the collation "C" of the column, ILIKE folds ASCII letters only.
    conditions_.push_back(field.sql + (engine_ == Engine::sqlite ? " LIKE ?" : " ILIKE ? ESCAPE ''"));
}

void QuerySql::add_sorts(const std::vector<std::string>& sorts)
{
    bool by_id = false;
    for (const auto& sort : sorts) {
        const bool descending = sort.starts_with('-');
        const auto field = resolve(descending ? sort.substr(1) : sort);
        if (field.column->type == FieldType::json)
            throw Error(ErrorCode::invalid_argument,
                fmt::format("{}.{} is of type json, which has no order.", field.table->type, field.column->name));
        auto sql = field.sql + (descending ? " DESC" : " ASC");
        if (engine_ == Engine::postgresql)
            sql += descending ? " NULLS LAST" : " NULLS FIRST";
        sorts_.push_back(std::move(sql));
        by_id = by_id || field.sql == "t.\"id\"";
    }
    if (!by_id)
        sorts_.emplace_back("t.\"id\" ASC");
}

std::string QuerySql::from() const
{
    return fmt::format(" FROM {} AS t{}{}", quoted(table_.type), fmt::join(joins_, ""), where());
}

std::string QuerySql::where() const
{
    return conditions_.empty() ? std::string() : fmt::format(" WHERE {}", fmt::join(conditions_, " AND "));
}

std::string QuerySql::order_by() const
{
    return sorts_.empty() ? std::string() : fmt::format(" ORDER BY {}", fmt::join(sorts_, ", "));
}

} // namespace wowhost::entity
