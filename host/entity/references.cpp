#include "host/entity/references.hpp"

#include "host/entity/query_sql.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wowhost::entity {

using database::Row;

void require_targets(const Session& session, const Table& table, const Column& column, std::vector<std::int64_t> ids)
{
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (ids.empty())
        return;
    if (column.target_type.empty())
        throw Error(ErrorCode::conflict,
            fmt::format("{}.{} refers to '{}', which is not installed, so it can only be null; found {}.", table.type,
                column.name, column.target, ids.front()));
    auto sql = fmt::format("SELECT \"id\" FROM {} WHERE {} ORDER BY \"id\"", quoted(column.target_type),
        in_ids(session.engine(), "\"id\""));
    if (session.is_postgresql() && session.connection.transaction_depth() > 0)
        sql += " FOR KEY SHARE";
    std::vector<std::int64_t> found;
    found.reserve(ids.size());
    session.connection.run(
        sql, {id_set(session.engine(), ids)}, [&](const Row& row) { found.push_back(row.integer(0)); });
    const auto missing = std::mismatch(ids.begin(), ids.end(), found.begin(), found.end()).first;
    if (missing != ids.end())
        throw Error(ErrorCode::conflict,
            fmt::format("{}.{} refers to {} {}, which does not exist; save that first, or leave the field null.",
                table.type, column.name, column.target_type, *missing));
}

void null_references(const Session& session, const std::string& type, std::span<const std::int64_t> ids)
{
    const auto& places = session.schema->references_to(type);
    if (places.empty() || ids.empty())
        return;
    const auto set = id_set(session.engine(), ids);
    for (const auto& place : places) {
        const auto column = quoted(place.column->name);
        session.connection.run(fmt::format("UPDATE {} SET {} = NULL WHERE {}", quoted(place.table->type), column,
                                   in_ids(session.engine(), column)),
            {set});
    }
}

void explain_conflict(const Session& session, const Table& table, const Entity& entity)
{
    for (const auto& index : table.indexes) {
        if (!index.unique || (index.condition == IndexWhere::is_true && !entity.get(index.where).boolean()))
            continue;
        QuerySql sql(*session.schema, session.engine(), table.type);
        Conditions conditions;
        for (const auto& name : index.columns)
            conditions.emplace_back(name, Operator::equal, name == "id" ? Value(entity.id()) : entity.get(name));
        if (index.condition == IndexWhere::is_true)
            conditions.emplace_back(index.where, Operator::equal, true);
        conditions.emplace_back("id", Operator::not_equal, entity.id());
        sql.add(conditions);
        std::int64_t other = 0;
        session.connection.run(
            "SELECT t.\"id\"" + sql.from() + " LIMIT 1", sql.bound(), [&](const Row& row) { other = row.integer(0); });
        if (other != 0)
            throw Error(ErrorCode::conflict,
                fmt::format("{} {} has the same {} already{}; change that row, or save other values.", table.type,
                    other, fmt::join(index.columns, ", "),
                    index.condition == IndexWhere::is_true ? " and " + index.where + " set" : ""));
    }
    for (const auto& column : table.columns) {
        if (const auto& value = entity.get(column.name); column.type == FieldType::reference && value.is_integer())
            require_targets(session, table, column, {value.integer()});
    }
}

} // namespace wowhost::entity
