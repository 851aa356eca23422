#include "host/entity/schema.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wowhost::entity {

namespace {

std::string column_line(const Column& column)
{
    auto line = fmt::format("  column {} {}", column.name, to_string(column.type));
    if (!column.target.empty())
        line += " " + column.target;
    if (column.is_owner())
        line += " owner";
    if (column.foreign_key)
        line += " foreign-key";
    line += " provider " + column.provider;
    if (!column.permission.empty())
        line += fmt::format(" permission '{}'", column.permission);
    return line + "\n";
}

std::string index_line(const SchemaIndex& index)
{
    auto line =
        fmt::format("  index {} ({}){}", index.name, fmt::join(index.columns, ", "), index.unique ? " unique" : "");
    if (index.condition == IndexWhere::is_true)
        line += fmt::format(" where {}", index.where);
    if (index.condition == IndexWhere::is_present)
        line += fmt::format(" where {} is not null", index.where);
    return line + "\n";
}

std::string table_text(const Table& table)
{
    auto text = fmt::format("type {} provider {}{}{}{}{}\n", table.type, table.provider,
        table.is_fetched ? " fetched" : "", table.bundle_field.empty() ? "" : " bundle " + table.bundle_field,
        table.owner_kinds.empty() ? "" : fmt::format(" ownable-by {}", fmt::join(table.owner_kinds, ",")),
        table.permission.empty() ? "" : fmt::format(" permission '{}'", table.permission));
    std::vector<const Column*> columns;
    for (const auto& column : table.columns)
        columns.push_back(&column);
    std::sort(
        columns.begin(), columns.end(), [](const auto* left, const auto* right) { return left->name < right->name; });
    for (const auto* column : columns)
        text += column_line(*column);
    for (const auto& index : table.indexes)
        text += index_line(index);
    return text;
}

} // namespace

std::string to_text(const Schema& schema, std::string_view type)
{
    if (!type.empty())
        return table_text(schema.require(type));
    std::string text;
    for (const auto& [id, table] : schema.tables())
        text += table_text(table);
    for (const auto& [kind, owner] : schema.owners())
        text += fmt::format("owner {} {} provider {}\n", kind, owner.type, owner.provider);
    for (const auto& [id, vocabulary] : schema.vocabularies())
        text += fmt::format("vocabulary {} provider {}\n", id, vocabulary.provider);
    return text;
}

} // namespace wowhost::entity
