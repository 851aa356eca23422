#include "host/entity/purge.hpp"

#include "host/entity/sql_text.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wowhost::entity {

namespace {

class Losses {
public:
    Losses(database::Connection& connection, const Schema& from, const Schema& to, std::string_view module)
        : connection_(connection)
        , from_(from)
        , to_(to)
        , module_(module)
    {
    }

    std::vector<LostRows> find()
    {
        for (const auto& [type, table] : from_.tables()) {
            if (goes(table)) {
                if (counts(table.provider))
                    add(Loss::type, table, {}, table.provider, {});
                continue;
            }
            if (const auto purged = doomed(table); !purged.empty())
                add(Loss::rows, table, {}, module_, purged);
            for (const auto& column : table.columns) {
                const auto* kept = to_.table(type)->column(column.name);
                const bool stays = kept != nullptr && kept->provider == column.provider;
                if (!stays && !column.is_owner() && counts(column.provider))
                    add(Loss::column, table, column.name, column.provider, quoted(column.name) + " IS NOT NULL");
            }
        }
        return std::move(losses_);
    }

private:
    bool counts(const std::string& provider) const { return module_.empty() || provider == module_; }

    bool goes(const Table& table) const
    {
        const auto* kept = to_.table(table.type);
        return kept == nullptr || kept->provider != table.provider;
    }

    /// The condition for rows of a table that will be purged; empty: none. Follows owners upwards.
    std::string doomed(const Table& table)
    {
        if (!open_.insert(table.type).second)
            return {};
        std::vector<std::string> causes;
        for (const auto* column : table.owner_columns()) {
            const auto* kept = to_.table(table.type) == nullptr ? nullptr : to_.table(table.type)->column(column->name);
            if (kept == nullptr || kept->provider != column->provider) {
                if (counts(column->provider))
                    causes.push_back(quoted(column->name) + " IS NOT NULL");
                continue;
            }
            if (const auto above = doomed(*from_.table(column->target_type)); !above.empty())
                causes.push_back(fmt::format("{} IN (SELECT \"id\" FROM {} WHERE {})", quoted(column->name),
                    quoted(column->target_type), above));
        }
        if (table.type == term_type && !table.bundle_field.empty()) {
            for (const auto& [id, vocabulary] : from_.vocabularies()) {
                if (!to_.vocabularies().contains(id) && counts(vocabulary.provider))
                    causes.push_back(fmt::format("{} = '{}'", quoted(table.bundle_field), id));
            }
        }
        open_.erase(table.type);
        return causes.empty() ? std::string() : fmt::format("({})", fmt::join(causes, " OR "));
    }

    void add(
        Loss loss, const Table& table, const std::string& column, std::string_view module, const std::string& where)
    {
        std::int64_t rows = 0;
        connection_.run(
            fmt::format("SELECT count(*) FROM {}{}{}", quoted(table.type), where.empty() ? "" : " WHERE ", where), {},
            [&](const database::Row& row) { rows = row.integer(0); });
        if (rows > 0)
            losses_.push_back({loss, table.type, column, std::string(module), rows});
    }

    database::Connection& connection_;
    const Schema& from_;
    const Schema& to_;
    const std::string_view module_;
    std::set<std::string> open_;
    std::vector<LostRows> losses_;
};

} // namespace

std::vector<LostRows> rows_lost(
    database::Connection& connection, const Schema& from, const Schema& to, std::string_view module)
{
    return Losses(connection, from, to, module).find();
}

std::int64_t purge_owned(const Storage& storage, const std::string& kind)
{
    std::int64_t removed = 0;
    storage.transaction([&] {
        removed = 0;
        const auto schema = storage.schema();
        for (const auto& [type, table] : schema->tables()) {
            const auto* column = table.column(kind);
            if (column != nullptr && column->is_owner())
                removed += storage.remove_where(type, {Condition(kind, Operator::is_not_null)});
        }
    });
    return removed;
}

std::int64_t purge_vocabulary(const Storage& storage, const std::string& vocabulary)
{
    const auto schema = storage.schema();
    const auto* terms = schema->table(term_type);
    if (terms == nullptr || terms->bundle_field.empty())
        return 0;
    return storage.remove_where(terms->type, {Condition(terms->bundle_field, Operator::equal, vocabulary)});
}

} // namespace wowhost::entity
