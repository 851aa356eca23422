#include "host/entity/cells.hpp"
#include "host/entity/references.hpp"
#include "host/entity/session.hpp"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wowhost::entity {

using database::Bound;
using database::Row;

namespace {

class Writer {
public:
    Writer(const Session& session, Entity& entity, bool is_insert)
        : session_(session)
        , table_(session.schema->require(entity.type()))
        , entity_(entity)
        , is_insert_(is_insert)
    {
    }

    void save()
    {
        const Entity given = entity_;
        try {
            database::transact(session_.connection, [&] {
                entity_ = given;
                write_failed_ = false;
                columns_.clear();
                bound_.clear();
                write();
            });
        } catch (const Error& error) {
            const Entity attempted = std::exchange(entity_, given);
            if (write_failed_ && error.code() == ErrorCode::conflict)
                explain_conflict(session_, table_, attempted);
            throw;
        } catch (...) {
            entity_ = given;
            throw;
        }
    }

private:
    void write()
    {
        check_fields();
        const auto id = entity_.id();
        const auto original = id == 0 ? std::nullopt : stored(id);
        if (original && is_insert_)
            throw Error(ErrorCode::conflict,
                fmt::format("{} {} exists already; save without is_insert to change it, or with id 0 for a new row.",
                    table_.type, id));
        if (id != 0 && !original && !is_insert_)
            throw Error(ErrorCode::not_found,
                fmt::format("There is no {} {} to change; save with is_insert to create it.", table_.type, id));
        const auto* before = original ? &*original : nullptr;
        if (session_.hooks.has(EntityEvent::presave, table_.type)) {
            session_.dispatch(EntityEvent::presave, entity_, before);
            if (entity_.id() != id || entity_.type() != table_.type)
                throw Error(ErrorCode::invalid_argument,
                    fmt::format("A presave hook changed type or id of {} {}; both are fixed.", table_.type, id));
            check_fields();
        }
        check_owner(before);
        if (before)
            update(*before);
        else
            insert();
        session_.dispatch(before ? EntityEvent::update : EntityEvent::insert, entity_, before);
    }

    void check_fields() const
    {
        for (const auto& [name, value] : entity_.fields()) {
            if (name == "id") {
                if (!value.is_integer() || value.integer() != entity_.id())
                    throw Error(ErrorCode::invalid_argument,
                        fmt::format("{} {}: the id of a row cannot be changed; give it with set_id() alone.",
                            table_.type, entity_.id()));
                continue;
            }
            const auto* column = table_.column(name);
            if (column == nullptr)
                throw_unknown_field(table_, name);
            check_value(table_, *column, value);
        }
    }

    std::optional<Entity> stored(std::int64_t id) const
    {
        const Selection selection(table_);
        std::optional<Entity> found;
        auto sql = fmt::format(
            "SELECT {} FROM {} AS t WHERE t.\"id\" = ?", selection.sql(session_.engine()), quoted(table_.type));
        if (session_.is_postgresql())
            sql += " FOR NO KEY UPDATE";
        session_.connection.run(sql, {id}, [&](const Row& row) { found = selection.entity(row); });
        return found;
    }

    void check_owner(const Entity* before) const
    {
        const auto owners = table_.owner_columns();
        std::vector<std::string> set;
        for (const auto* column : owners) {
            const bool given = entity_.has(column->name);
            if (!(given || before == nullptr ? entity_.get(column->name) : before->get(column->name)).is_null())
                set.push_back(column->name);
        }
        if (set.size() > 1)
            throw Error(ErrorCode::invalid_argument,
                fmt::format("{}: a row has at most one owner, but this one would have {}; set the others to null.",
                    table_.type, fmt::join(set, " and ")));
    }

    /// The field that fetched() adds gets the time of the save unless another than the stored one is given.
    bool is_stamp(const Column& column, const Entity* before) const
    {
        if (!table_.is_fetched || column.name != last_fetched_field)
            return false;
        const auto& given = entity_.get(column.name);
        return given.is_null() || (before != nullptr && before->get(column.name) == given);
    }

    /// The columns to write, with their values; the stamp goes into the entity too.
    void collect(const Entity* before)
    {
        for (const auto& column : table_.columns) {
            if (is_stamp(column, before))
                entity_.set(column.name, session_.now);
            else if (!entity_.has(column.name)
                || (before != nullptr && is_same(column, before->get(column.name), entity_.get(column.name))))
                continue;
            columns_.push_back(&column);
        }
        for (const auto* column : columns_) {
            const auto& value = entity_.get(column->name);
            if (column->type == FieldType::reference && !column->foreign_key && value.is_integer())
                require_targets(session_, table_, *column, {value.integer()});
            bound_.push_back(to_bound(table_, *column, value, texts_));
        }
    }

    void insert()
    {
        collect(nullptr);
        std::vector<std::string> names;
        std::vector<std::string_view> values;
        for (const auto* column : columns_) {
            names.push_back(column->name);
            values.push_back(placeholder(session_.engine(), column->type));
        }
        if (entity_.id() != 0) {
            names.emplace_back("id");
            values.emplace_back("?");
            bound_.emplace_back(entity_.id());
        }
        const auto sql = names.empty()
            ? fmt::format("INSERT INTO {} DEFAULT VALUES RETURNING \"id\"", quoted(table_.type))
            : fmt::format("INSERT INTO {} ({}) VALUES ({}) RETURNING \"id\"", quoted(table_.type), quoted_list(names),
                fmt::join(values, ", "));
        const bool id_given = entity_.id() != 0;
        run(sql, [&](const Row& row) { entity_.set_id(row.integer(0)); });
        if (id_given && session_.is_postgresql())
            skip_ids();
    }

    /// An identity does not notice ids that were given, and must not give them out again.
    void skip_ids() const
    {
        session_.connection.run("SELECT pg_advisory_xact_lock(hashtext('wowhost_identity'))");
        session_.connection.run("SELECT setval(s, ?) FROM (SELECT CAST(pg_get_serial_sequence(?, 'id') AS regclass) "
                                "AS s) AS q WHERE coalesce(pg_sequence_last_value(s), 0) < ?",
            {entity_.id(), quoted(table_.type), entity_.id()});
    }

    void update(const Entity& before)
    {
        collect(&before);
        if (columns_.empty())
            return;
        std::vector<std::string> assignments;
        for (const auto* column : columns_)
            assignments.push_back(
                fmt::format("{} = {}", quoted(column->name), placeholder(session_.engine(), column->type)));
        bound_.emplace_back(entity_.id());
        run(fmt::format("UPDATE {} SET {} WHERE \"id\" = ?", quoted(table_.type), fmt::join(assignments, ", ")), {});
    }

    void run(const std::string& sql, const database::RowFunction& on_row)
    {
        write_failed_ = true;
        session_.connection.run(sql, bound_, on_row);
        write_failed_ = false;
    }

    const Session& session_;
    const Table& table_;
    Entity& entity_;
    const bool is_insert_;
    std::vector<const Column*> columns_;
    std::vector<Bound> bound_;
    Texts texts_;
    bool write_failed_ = false;
};

} // namespace

void save_entity(const Session& session, Entity& entity, bool is_insert) { Writer(session, entity, is_insert).save(); }

} // namespace wowhost::entity
