#include "host/entity/query_sql.hpp"
#include "host/entity/references.hpp"
#include "host/entity/session.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace wowhost::entity {

using database::Row;

namespace {

constexpr std::size_t chunk_rows = 500;
constexpr std::size_t bulk_rows = 10'000; ///< Per statement where rows need not be looked at.
constexpr std::int64_t page_rows = 50'000; ///< Ids that are found at once: the search passes over all that is left.

/// Rows that this thread is deleting at the moment, further up the stack: cycles of owners end here, and hooks that
/// delete what is being deleted already.
class BeingRemoved {
public:
    using Key = std::tuple<const Storage*, std::string, std::int64_t>;

    BeingRemoved(const Storage& storage, const std::string& type, std::vector<std::int64_t>& ids)
    {
        std::erase_if(ids, [&](std::int64_t id) {
            Key key{&storage, type, id};
            const bool added = rows().insert(key).second;
            if (added)
                keys_.push_back(std::move(key));
            return !added;
        });
    }
    ~BeingRemoved()
    {
        for (const auto& key : keys_)
            rows().erase(key);
    }
    BeingRemoved(const BeingRemoved&) = delete;
    BeingRemoved& operator=(const BeingRemoved&) = delete;

private:
    static std::set<Key>& rows()
    {
        thread_local std::set<Key> rows;
        return rows;
    }
    std::vector<Key> keys_;
};

bool has_hooks(const Session& session, const Table& table)
{
    return session.hooks.has(EntityEvent::predelete, table.type) || session.hooks.has(EntityEvent::remove, table.type);
}

class Remover {
public:
    explicit Remover(const Session& session)
        : session_(session)
    {
    }

    std::int64_t remove(const Table& table, const std::vector<std::int64_t>& ids, const Conditions& conditions,
        const EntityStorage::Keep& keep) const
    {
        const bool unseen = is_plain(session_, table) && !keep;
        const std::size_t step = unseen ? bulk_rows : chunk_rows;
        std::int64_t removed = 0;
        for (std::size_t at = 0; at < ids.size(); at += step) {
            const auto end = std::min(ids.size(), at + step);
            std::vector<std::int64_t> chunk(
                ids.begin() + static_cast<std::ptrdiff_t>(at), ids.begin() + static_cast<std::ptrdiff_t>(end));
            if (unseen) {
                removed += remove_unseen(table, chunk, conditions);
                continue;
            }
            lock(table, chunk, conditions);
            if (keep && !chunk.empty()) {
                const auto kept = keep(chunk);
                std::erase_if(chunk, [&](auto id) { return std::find(kept.begin(), kept.end(), id) != kept.end(); });
            }
            removed += remove_locked(table, std::move(chunk));
        }
        return removed;
    }

private:
    std::int64_t remove_locked(const Table& table, std::vector<std::int64_t> ids) const
    {
        const BeingRemoved guard(session_.storage, table.type, ids);
        if (ids.empty())
            return 0;
        std::vector<Entity> entities;
        if (has_hooks(session_, table)) {
            entities = session_.storage.load(table.type, ids);
            for (auto& entity : entities)
                session_.dispatch(EntityEvent::predelete, entity);
        }
        for (const auto& place : session_.schema->owned_by(table.type))
            remove_owned(place, ids);
        null_references(session_, table.type, ids);
        if (session_.schema->owns_itself(table.type))
            release_owned(table, ids);
        const auto removed = session_.connection.run(
            fmt::format("DELETE FROM {} WHERE {}", quoted(table.type), in_ids(session_.engine(), "\"id\"")),
            {id_set(session_.engine(), ids)});
        for (auto& entity : entities)
            session_.dispatch(EntityEvent::remove, entity);
        if (session_.hooks.has_removal(table.type))
            session_.hooks.removed(table.type, ids);
        return removed;
    }

    /// In one statement, where nobody asks for the rows.
    std::int64_t remove_unseen(
        const Table& table, const std::vector<std::int64_t>& ids, const Conditions& conditions) const
    {
        const auto sql = selection(table, ids, conditions);
        if (!sql.has_joins())
            return session_.connection.run("DELETE" + sql.from(), sql.bound());
        return session_.connection.run(
            fmt::format("DELETE FROM {} WHERE \"id\" IN (SELECT t.\"id\"{})", quoted(table.type), sql.from()),
            sql.bound());
    }

    QuerySql selection(const Table& table, const std::vector<std::int64_t>& ids, const Conditions& conditions) const
    {
        QuerySql sql(*session_.schema, session_.engine(), table.type);
        sql.add(Conditions{{"id", Operator::in, Value::Array(ids.begin(), ids.end())}});
        sql.add(conditions);
        return sql;
    }

    /// Keeps the ids that are stored and meet the conditions; on PostgreSQL nobody can refer to those rows from now on.
    void lock(const Table& table, std::vector<std::int64_t>& ids, const Conditions& conditions) const
    {
        const auto sql = selection(table, ids, conditions);
        auto text = "SELECT t.\"id\"" + sql.from() + " ORDER BY t.\"id\"";
        if (session_.is_postgresql())
            text += " FOR UPDATE OF t";
        ids.clear();
        session_.connection.run(text, sql.bound(), [&](const Row& row) { ids.push_back(row.integer(0)); });
    }

    void remove_owned(const ColumnPlace& place, const std::vector<std::int64_t>& owners) const
    {
        const auto& table = *place.table;
        const auto owned = in_ids(session_.engine(), quoted(place.column->name));
        const auto set = id_set(session_.engine(), owners);
        if (is_plain(session_, table)) {
            const auto sql = fmt::format("DELETE FROM {0} WHERE \"id\" IN (SELECT \"id\" FROM {0} WHERE {1} LIMIT {2})",
                quoted(table.type), owned, bulk_rows);
            while (session_.connection.run(sql, {set}) == std::int64_t{bulk_rows}) { }
            return;
        }
        const auto sql = fmt::format("SELECT \"id\" FROM {} WHERE {} AND \"id\" > ? ORDER BY \"id\" LIMIT {}",
            quoted(table.type), owned, page_rows);
        std::int64_t last = 0;
        for (;;) {
            std::vector<std::int64_t> ids;
            session_.connection.run(sql, {set, last}, [&](const Row& row) { ids.push_back(row.integer(0)); });
            if (ids.empty())
                return;
            last = ids.back();
            remove(table, ids, {}, {});
        }
    }

    /// What still belongs to these rows is being deleted further up the stack.
    void release_owned(const Table& table, const std::vector<std::int64_t>& ids) const
    {
        const auto set = id_set(session_.engine(), ids);
        for (const auto& place : session_.schema->owned_by(table.type)) {
            const auto column = quoted(place.column->name);
            session_.connection.run(fmt::format("UPDATE {} SET {} = NULL WHERE {}", quoted(place.table->type), column,
                                        in_ids(session_.engine(), column)),
                {set});
        }
    }

    const Session& session_;
};

} // namespace

bool is_plain(const Session& session, const Table& table)
{
    return !has_hooks(session, table) && !session.hooks.has_removal(table.type)
        && session.schema->owned_by(table.type).empty() && session.schema->references_to(table.type).empty();
}

std::int64_t remove_entities(const Session& session, const std::string& type, const std::vector<std::int64_t>& ids,
    const Conditions& conditions, const EntityStorage::Keep& keep)
{
    const auto& table = session.schema->require(type);
    auto wanted = ids;
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    std::int64_t removed = 0;
    if (!wanted.empty())
        database::transact(
            session.connection, [&] { removed = Remover(session).remove(table, wanted, conditions, keep); });
    return removed;
}

} // namespace wowhost::entity
