#include "host/entity/difference.hpp"

#include <algorithm>
#include <set>

namespace wowhost::entity {

const char* to_string(SchemaAction action) noexcept
{
    switch (action) {
    case SchemaAction::drop_index: return "drop_index";
    case SchemaAction::drop_column: return "drop_column";
    case SchemaAction::drop_type: return "drop_type";
    case SchemaAction::create_type: return "create_type";
    case SchemaAction::add_column: return "add_column";
    case SchemaAction::create_index: return "create_index";
    }
    return "unknown";
}

std::string SchemaStep::target() const
{
    switch (action) {
    case SchemaAction::drop_column:
    case SchemaAction::add_column: return type + "." + name;
    case SchemaAction::drop_index:
    case SchemaAction::create_index: return name;
    default: return type;
    }
}

namespace {

bool is_same_column(const Column& left, const Column& right)
{
    return left.type == right.type && left.target == right.target && left.owner_kind == right.owner_kind
        && left.foreign_key == right.foreign_key && left.provider == right.provider;
}

/// What stays of a table that both schemas have, step by step.
class TableDifference {
public:
    TableDifference(const Table& from, const Table& to, std::vector<SchemaStep>& drops,
        std::vector<SchemaStep>& column_drops, std::vector<SchemaStep>& adds, std::vector<SchemaStep>& creates)
    {
        std::set<std::string> gone;
        for (const auto& column : from.columns) {
            const auto* kept = to.column(column.name);
            if (kept == nullptr || !is_same_column(column, *kept)) {
                gone.insert(column.name);
                column_drops.push_back({SchemaAction::drop_column, from.type, column.name, column.provider});
            }
        }
        for (const auto& column : to.columns) {
            if (from.column(column.name) == nullptr || gone.contains(column.name))
                adds.push_back({SchemaAction::add_column, to.type, column.name, column.provider});
        }
        const auto stays = [&](const SchemaIndex& index, const Table& other) {
            const auto covers = [&](const std::string& name) { return gone.contains(name); };
            return std::find(other.indexes.begin(), other.indexes.end(), index) != other.indexes.end()
                && std::none_of(index.columns.begin(), index.columns.end(), covers) && !covers(index.where);
        };
        for (const auto& index : from.indexes) {
            if (!stays(index, to))
                drops.push_back({SchemaAction::drop_index, from.type, index.name, {}});
        }
        for (const auto& index : to.indexes) {
            if (!stays(index, from))
                creates.push_back({SchemaAction::create_index, to.type, index.name, {}});
        }
    }
};

/// Types that refer to others by a foreign key before those others; where they refer to each other, by name.
std::vector<const Table*> referring_first(std::vector<const Table*> tables)
{
    std::vector<const Table*> sorted;
    const auto is_wanted = [&](const Table& table) {
        return std::any_of(tables.begin(), tables.end(), [&](const Table* other) {
            return other != &table
                && std::any_of(other->columns.begin(), other->columns.end(),
                    [&](const Column& column) { return column.foreign_key && column.target == table.type; });
        });
    };
    while (!tables.empty()) {
        auto next = std::find_if(tables.begin(), tables.end(), [&](const Table* table) { return !is_wanted(*table); });
        if (next == tables.end())
            next = tables.begin();
        sorted.push_back(*next);
        tables.erase(next);
    }
    return sorted;
}

} // namespace

std::vector<SchemaStep> difference(const Schema& from, const Schema& to)
{
    std::vector<SchemaStep> index_drops;
    std::vector<SchemaStep> column_drops;
    std::vector<SchemaStep> creates;
    std::vector<SchemaStep> adds;
    std::vector<SchemaStep> index_creates;
    std::vector<const Table*> gone;
    for (const auto& [type, table] : from.tables()) {
        const auto* kept = to.table(type);
        if (kept == nullptr || kept->provider != table.provider)
            gone.push_back(&table);
        else
            TableDifference(table, *kept, index_drops, column_drops, adds, index_creates);
    }
    for (const auto& [type, table] : to.tables()) {
        const auto* before = from.table(type);
        if (before != nullptr && before->provider == table.provider)
            continue;
        creates.push_back({SchemaAction::create_type, type, {}, table.provider});
        for (const auto& index : table.indexes)
            index_creates.push_back({SchemaAction::create_index, type, index.name, {}});
    }
    auto steps = std::move(index_drops);
    steps.insert(steps.end(), column_drops.begin(), column_drops.end());
    for (const auto* table : referring_first(std::move(gone)))
        steps.push_back({SchemaAction::drop_type, table->type, {}, table->provider});
    for (const auto* more : {&creates, &adds, &index_creates})
        steps.insert(steps.end(), more->begin(), more->end());
    return steps;
}

} // namespace wowhost::entity
