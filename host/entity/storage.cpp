#include "host/entity/storage.hpp"

#include "host/entity/names.hpp"
#include "host/entity/query_sql.hpp"
#include "host/entity/session.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace wowhost::entity {

using database::Bound;
using database::Row;

namespace {

constexpr std::int64_t batch_rows = 500;

} // namespace

void throw_unknown_field(const Table& table, std::string_view field)
{
    throw Error(ErrorCode::invalid_argument,
        fmt::format("{} has no field '{}'{}.", table.type, field, did_you_mean(field, table.column_names())));
}

Selection::Selection(const Table& table, const std::vector<std::string>& only)
    : table_(table)
{
    if (only.empty()) {
        for (const auto& column : table.columns)
            parts_.push_back({&column, column.name, {}});
        return;
    }
    for (const auto& name : only) {
        const auto* column = table.column(name);
        if (column != nullptr)
            parts_.push_back({column, name, {}});
        else if (name != "id" && !add_member(name))
            throw_unknown_field(table, name);
    }
}

bool Selection::add_member(const std::string& name)
{
    std::vector<std::string> path;
    auto begin = name.find('.');
    const auto* column = begin == std::string::npos ? nullptr : table_.column(name.substr(0, begin));
    if (column == nullptr || column->type != FieldType::json)
        return false;
    while (begin != std::string::npos) {
        const auto end = name.find('.', begin + 1);
        path.push_back(name.substr(begin + 1, end == std::string::npos ? end : end - begin - 1));
        if (!is_valid_name(path.back())) // it becomes part of the statement
            return false;
        begin = end;
    }
    parts_.push_back({column, name, std::move(path)});
    return true;
}

std::string Selection::sql(database::Engine engine) const
{
    std::string text = "t.\"id\"";
    for (const auto& part : parts_) {
        text += ", " + selected(engine, *part.column, "t");
        if (!part.path.empty())
            text += member_of(engine, part.path);
    }
    return text;
}

Entity Selection::entity(const Row& row) const
{
    Entity::Fields fields;
    for (std::size_t at = 0; at < parts_.size(); ++at)
        fields.emplace(parts_[at].name, from_row(*parts_[at].column, row, at + 1));
    Entity entity(table_.type, std::move(fields));
    entity.set_id(row.integer(0));
    return entity;
}

Storage::Storage(database::Database& database, SchemaSource source, const HookDispatcher& hooks, Clock clock)
    : database_(database)
    , source_(std::move(source))
    , hooks_(hooks)
    , clock_(std::move(clock))
{
}

Session Storage::session() const { return {database_.main(), source_(), hooks_, *this, clock_()}; }

void Storage::loaded(const Session& session, std::vector<Entity>& entities) const
{
    if (entities.empty() || !hooks_.has(EntityEvent::load, entities.front().type()))
        return;
    for (auto& entity : entities)
        session.dispatch(EntityEvent::load, entity);
}

Entity Storage::create(const std::string& type, Entity::Fields fields) const
{
    const auto now = session();
    const auto& table = now.schema->require(type);
    for (const auto& [name, value] : fields) {
        const auto* column = table.column(name);
        if (column == nullptr)
            throw_unknown_field(table, name);
        check_value(table, *column, value);
    }
    Entity entity(type, std::move(fields));
    now.dispatch(EntityEvent::create, entity);
    return entity;
}

std::optional<Entity> Storage::load(const std::string& type, std::int64_t id) const
{
    auto found = load(type, std::vector<std::int64_t>{id});
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Entity> Storage::load(const std::string& type, const std::vector<std::int64_t>& ids) const
{
    Value::Array wanted(ids.begin(), ids.end());
    return select(Query(type).where("id", Operator::in, std::move(wanted)));
}

void Storage::save(Entity& entity, bool is_insert) const { save_entity(session(), entity, is_insert); }

std::int64_t Storage::remove(const std::string& type, const std::vector<std::int64_t>& ids) const
{
    return remove_entities(session(), type, ids);
}

std::int64_t Storage::remove_if(
    const std::string& type, const std::vector<std::int64_t>& ids, const Conditions& conditions, const Keep& keep) const
{
    return remove_entities(session(), type, ids, conditions, keep);
}

std::int64_t Storage::remove_gradually(const std::string& type, const Conditions& conditions, const Watch& watch) const
{
    return remove_gradually_from([this] { return session(); }, type, conditions, watch);
}

std::int64_t Storage::remove_where(const std::string& type, const Conditions& conditions) const
{
    std::int64_t removed = 0;
    transaction([&] {
        const auto now = session();
        removed = 0;
        std::int64_t last = 0;
        for (;;) {
            QuerySql sql(*now.schema, now.engine(), type);
            sql.add(conditions);
            sql.after_id();
            auto bound = sql.bound();
            bound.emplace_back(last);
            bound.emplace_back(batch_rows);
            std::vector<std::int64_t> chunk;
            now.connection.run("SELECT t.\"id\"" + sql.from() + " ORDER BY t.\"id\" LIMIT ?", bound,
                [&](const Row& row) { chunk.push_back(row.integer(0)); });
            if (chunk.empty())
                return;
            last = chunk.back();
            removed += remove_entities(now, type, chunk);
        }
    });
    return removed;
}

namespace {

std::string limits(const Query& query, const QuerySql& sql, std::vector<Bound>& bound, database::Engine engine)
{
    std::string text = sql.order_by();
    bound = sql.bound();
    if (query.limit_rows >= 0) {
        text += " LIMIT ?";
        bound.emplace_back(query.limit_rows);
    } else if (query.offset_rows > 0) {
        text += engine == database::Engine::sqlite ? " LIMIT -1" : " LIMIT ALL";
    }
    if (query.offset_rows > 0) {
        text += " OFFSET ?";
        bound.emplace_back(query.offset_rows);
    }
    return text;
}

} // namespace

std::vector<Entity> Storage::select(const Query& query) const
{
    const auto now = session();
    QuerySql sql(*now.schema, now.engine(), query.type);
    sql.add(query.conditions);
    sql.add_sorts(query.sorts);
    const Selection selection(sql.table(), query.selected);
    std::vector<Bound> bound;
    const auto tail = limits(query, sql, bound, now.engine());
    std::vector<Entity> entities;
    now.connection.run("SELECT " + selection.sql(now.engine()) + sql.from() + tail, bound,
        [&](const Row& row) { entities.push_back(selection.entity(row)); });
    loaded(now, entities);
    return entities;
}

std::vector<std::int64_t> Storage::ids(const Query& query) const
{
    const auto now = session();
    QuerySql sql(*now.schema, now.engine(), query.type);
    sql.add(query.conditions);
    sql.add_sorts(query.sorts);
    std::vector<Bound> bound;
    const auto tail = limits(query, sql, bound, now.engine());
    std::vector<std::int64_t> ids;
    now.connection.run(
        "SELECT t.\"id\"" + sql.from() + tail, bound, [&](const Row& row) { ids.push_back(row.integer(0)); });
    return ids;
}

std::int64_t Storage::count(const Query& query) const
{
    const auto now = session();
    QuerySql sql(*now.schema, now.engine(), query.type);
    sql.add(query.conditions);
    std::int64_t rows = 0;
    now.connection.run("SELECT count(*)" + sql.from(), sql.bound(), [&](const Row& row) { rows = row.integer(0); });
    return rows;
}

void Storage::each(const Query& query, const std::function<bool(const Entity&)>& visit) const
{
    const auto now = session();
    QuerySql sql(*now.schema, now.engine(), query.type);
    sql.add(query.conditions);
    sql.after_id();
    const Selection selection(sql.table(), query.selected);
    const auto text =
        "SELECT " + selection.sql(now.engine()) + sql.from() + " ORDER BY t.\"id\" LIMIT " + std::to_string(batch_rows);
    std::int64_t last = 0;
    for (;;) {
        auto bound = sql.bound();
        bound.emplace_back(last);
        std::vector<Entity> entities;
        now.connection.run(text, bound, [&](const Row& row) { entities.push_back(selection.entity(row)); });
        if (entities.empty())
            return;
        last = entities.back().id();
        loaded(now, entities);
        for (const auto& entity : entities) {
            if (!visit(entity))
                return;
        }
    }
}

std::optional<Entity> Storage::find(const std::string& type, const Conditions& conditions) const
{
    Query query(type);
    query.conditions = conditions;
    auto found = select(query.limit(1));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

bool Storage::has_data(const std::string& type) const { return !ids(Query(type).limit(1)).empty(); }

bool Storage::has_data(const std::string& type, const std::string& field) const
{
    return !ids(Query(type).where(field, Operator::is_not_null).limit(1)).empty();
}

UpsertResult Storage::upsert(const Upsert& rows) const { return upsert_rows(session(), rows); }

std::int64_t Storage::touch(const std::string& type, const Conditions& conditions, std::int64_t last_fetched) const
{
    const auto now = session();
    QuerySql sql(*now.schema, now.engine(), type);
    if (!sql.table().is_fetched)
        throw Error(ErrorCode::invalid_argument,
            fmt::format("{} is not fetched(), so it has no last_fetched that could be set.", type));
    sql.add(conditions);
    std::vector<Bound> bound{last_fetched};
    bound.insert(bound.end(), sql.bound().begin(), sql.bound().end());
    auto text = fmt::format("UPDATE {} AS t SET \"last_fetched\" = ?", quoted(type));
    text += sql.has_joins() ? " WHERE t.\"id\" IN (SELECT t.\"id\"" + sql.from() + ")" : sql.where();
    return now.connection.run(text, bound);
}

void Storage::transaction(const std::function<void()>& work) const { database::transact(database_.main(), work); }

bool Storage::has_type(std::string_view type) const { return source_()->table(type) != nullptr; }

bool Storage::has_field(std::string_view type, std::string_view field) const
{
    const auto schema = source_();
    const auto* table = schema->table(type);
    return table != nullptr && (field == "id" || table->column(field) != nullptr);
}

std::vector<std::string> Storage::fetched_types() const
{
    std::vector<std::string> types;
    const auto schema = source_();
    for (const auto& [type, table] : schema->tables()) {
        if (table.is_fetched)
            types.push_back(type);
    }
    return types;
}

std::vector<std::pair<std::string, std::string>> Storage::referrers(const std::string& type) const
{
    std::vector<std::pair<std::string, std::string>> fields;
    const auto schema = source_();
    for (const auto& place : schema->references_to(type))
        fields.emplace_back(place.table->type, place.column->name);
    return fields;
}

namespace {

TypeInfo described(const Table& table)
{
    TypeInfo info;
    info.id = table.type;
    info.label = table.label;
    info.provider = table.provider;
    info.bundle_field = table.bundle_field;
    info.permission = table.permission;
    info.fields.reserve(table.columns.size());
    for (const auto& column : table.columns) {
        auto& field = info.fields.emplace_back();
        field.name = column.name;
        field.type = column.type;
        field.label = column.label;
        field.provider = column.provider;
        field.target = column.target;
        field.target_type = column.target_type;
        field.permission = column.permission;
    }
    return info;
}

} // namespace

std::vector<TypeInfo> Storage::types() const
{
    const auto schema = source_();
    std::vector<TypeInfo> types;
    types.reserve(schema->tables().size());
    for (const auto& [id, table] : schema->tables())
        types.push_back(described(table));
    return types;
}

std::optional<TypeInfo> Storage::type(std::string_view id) const
{
    const auto schema = source_();
    const auto* table = schema->table(id);
    return table == nullptr ? std::nullopt : std::optional(described(*table));
}

} // namespace wowhost::entity
