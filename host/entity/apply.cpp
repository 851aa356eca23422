#include "host/entity/cells.hpp"
#include "host/entity/ddl.hpp"
#include "host/entity/difference.hpp"
#include "host/entity/names.hpp"
#include "host/entity/sql_text.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wowhost::entity {

namespace {

class Applier {
public:
    Applier(database::Connection& connection, const Schema& from, const Schema& to)
        : connection_(connection)
        , from_(from)
        , to_(to)
    {
    }

    void run(const std::vector<SchemaStep>& steps)
    {
        refuse_changes_with_data(steps);
        null_lost_references(steps);
        for (const auto& step : steps)
            run(step);
        for (const auto& step : steps) {
            if (step.action == SchemaAction::add_column)
                fill(to_.require(step.type), *to_.table(step.type)->column(step.name));
        }
        add_foreign_keys(steps);
        for (const auto& step : steps) {
            if (step.action == SchemaAction::create_index)
                create_index(step);
        }
    }

private:
    std::int64_t count(const std::string& sql)
    {
        std::int64_t rows = 0;
        connection_.run(sql, {}, [&](const database::Row& row) { rows = row.integer(0); });
        return rows;
    }

    /// All at once and before anything changed: a drop whose column comes back under the same provider.
    void refuse_changes_with_data(const std::vector<SchemaStep>& steps)
    {
        std::vector<std::string> reasons;
        for (const auto& step : steps) {
            const auto* table = to_.table(step.type);
            const auto* now = table == nullptr ? nullptr : table->column(step.name);
            if (step.action != SchemaAction::drop_column || now == nullptr || now->provider != step.provider)
                continue;
            const auto rows = count(
                fmt::format("SELECT count(*) FROM {} WHERE {} IS NOT NULL", quoted(step.type), quoted(step.name)));
            const auto describe = [](const Column& column) {
                return column.target.empty() ? std::string(to_string(column.type))
                                             : fmt::format("{} {}", to_string(column.type), column.target);
            };
            if (rows > 0)
                reasons.push_back(fmt::format(
                    "{}.{} of module {} would change from {} to {}, but {} rows hold a value; empty the field in an "
                    "update first, or give the new field another name.",
                    step.type, step.name, step.provider, describe(*from_.table(step.type)->column(step.name)),
                    describe(*now), rows));
        }
        if (!reasons.empty())
            throw Error(ErrorCode::refused, reasons.front(), reasons);
    }

    /// References that stay while the rows they name go.
    void null_lost_references(const std::vector<SchemaStep>& steps)
    {
        const auto drop_of = [&](const std::string& type) {
            return std::find_if(steps.begin(), steps.end(),
                [&](const SchemaStep& step) { return step.action == SchemaAction::drop_type && step.type == type; });
        };
        const auto goes = [&](const std::string& type) { return drop_of(type) != steps.end(); };
        for (const auto& [type, table] : from_.tables()) {
            for (const auto& column : table.columns) {
                if (column.target_type.empty())
                    continue;
                const auto* kept = goes(type) ? nullptr : to_.table(type);
                const auto* still = kept == nullptr ? nullptr : kept->column(column.name);
                const bool lost =
                    goes(column.target_type) || (still != nullptr && still->target_type != column.target_type);
                // Of types that refer to each other, one must be dropped while the other still refers to it.
                const bool goes_later = goes(type) && column.foreign_key && drop_of(column.target) < drop_of(type);
                if ((lost && still != nullptr) || goes_later)
                    connection_.run(fmt::format(
                        "UPDATE {0} SET {1} = NULL WHERE {1} IS NOT NULL", quoted(type), quoted(column.name)));
            }
        }
    }

    void run(const SchemaStep& step)
    {
        const auto engine = connection_.engine();
        switch (step.action) {
        case SchemaAction::drop_index: connection_.script("DROP INDEX " + quoted(step.name)); break;
        case SchemaAction::drop_column:
            connection_.script(fmt::format("ALTER TABLE {} DROP COLUMN {}", quoted(step.type), quoted(step.name)));
            break;
        case SchemaAction::drop_type:
            connection_.script(
                "DROP TABLE " + quoted(step.type) + (engine == database::Engine::postgresql ? " CASCADE" : ""));
            break;
        case SchemaAction::create_type: connection_.script(create_table_sql(engine, to_.require(step.type))); break;
        case SchemaAction::add_column: {
            const auto& table = to_.require(step.type);
            connection_.script(add_column_sql(engine, table, *table.column(step.name)));
            break;
        }
        case SchemaAction::create_index: break; // once the columns are filled
        }
    }

    void fill(const Table& table, const Column& column)
    {
        const auto target = fmt::format("UPDATE {} SET {} = ", quoted(table.type), quoted(column.name));
        if (column.name == last_fetched_field && column.provider == table.provider) {
            connection_.run(target + "?", {connection_.now_us() / 1'000'000});
        } else if (!column.initial_from.empty()) {
            const auto* source = table.column(column.initial_from);
            if (source == nullptr)
                throw Error(ErrorCode::invalid_argument,
                    fmt::format("Module {}: {}.{} takes its initial value from '{}', which {} does not have{}.",
                        column.provider, table.type, column.name, column.initial_from, table.type,
                        did_you_mean(column.initial_from, table.column_names())));
            if (source->type != column.type)
                throw Error(ErrorCode::invalid_argument,
                    fmt::format("Module {}: {}.{} of type {} takes its initial value from '{}' of type {}.",
                        column.provider, table.type, column.name, to_string(column.type), source->name,
                        to_string(source->type)));
            connection_.run(target + quoted(source->name));
        } else if (!column.initial.is_null()) {
            Texts texts;
            connection_.run(target + std::string(placeholder(connection_.engine(), column.type)),
                {to_bound(table, column, column.initial, texts)});
        }
    }

    void add_foreign_keys(const std::vector<SchemaStep>& steps)
    {
        const auto add = [&](const Table& table, const Column& column) {
            if (const auto sql = add_foreign_key_sql(connection_.engine(), table, column); !sql.empty())
                connection_.script(sql);
        };
        for (const auto& step : steps) {
            const auto* table = to_.table(step.type);
            if (step.action == SchemaAction::create_type) {
                for (const auto& column : table->columns)
                    add(*table, column);
            } else if (step.action == SchemaAction::add_column) {
                add(*table, *table->column(step.name));
            }
        }
    }

    void create_index(const SchemaStep& step)
    {
        const auto& table = to_.require(step.type);
        const auto index = std::find_if(table.indexes.begin(), table.indexes.end(),
            [&](const SchemaIndex& candidate) { return candidate.name == step.name; });
        try {
            connection_.script(create_index_sql(connection_.engine(), table, *index));
        } catch (const Error& error) {
            if (error.code() != ErrorCode::conflict)
                throw;
            throw Error(ErrorCode::refused,
                fmt::format("{}: stored rows agree in {}, which would have to be unique; delete or change them first.",
                    table.type, fmt::join(index->columns, ", ")));
        }
    }

    database::Connection& connection_;
    const Schema& from_;
    const Schema& to_;
};

} // namespace

void apply(database::Connection& connection, const Schema& from, const Schema& to, const std::vector<SchemaStep>& steps)
{
    Applier(connection, from, to).run(steps);
}

} // namespace wowhost::entity
