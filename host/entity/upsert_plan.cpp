#include "host/entity/upsert_plan.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wowhost::entity {

namespace {

constexpr std::size_t few = 50; ///< Keys that are read one by one.

bool contains(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

UpsertPlan::UpsertPlan(const Session& session, const Upsert& rows)
    : session_(session)
    , rows_(rows)
    , table_(session.schema->require(rows.type))
{
    find_fields();
    find_owner();
    find_index();
    const auto hooked = [&](EntityEvent event) { return session.hooks.has(event, rows.type); };
    has_hooks_ = hooked(EntityEvent::presave) || hooked(EntityEvent::insert) || hooked(EntityEvent::update)
        || !owner_positions_.empty();
    stamps_ = table_.is_fetched && !contains(rows.fields, std::string(last_fetched_field));
    stamp_ = rows.fetched_at != 0 ? rows.fetched_at : session.now;
    if (rows.mode == Upsert::Mode::insert_missing)
        compared_.clear();
}

void UpsertPlan::find_fields()
{
    if (rows_.fields.empty() || rows_.values.size() % rows_.fields.size() != 0)
        throw Error(ErrorCode::invalid_argument,
            fmt::format("{}: {} values do not make whole rows of {} fields; give one value per field.", table_.type,
                rows_.values.size(), rows_.fields.size()));
    std::set<std::string> seen;
    for (std::size_t at = 0; at < rows_.fields.size(); ++at) {
        const auto& name = rows_.fields[at];
        const auto* column = table_.column(name);
        if (column == nullptr)
            throw_unknown_field(table_, name);
        if (!seen.insert(name).second)
            throw Error(ErrorCode::invalid_argument,
                fmt::format("{}.{}: the field is given twice; keep one.", table_.type, name));
        columns_.push_back(column);
        if (column->is_owner())
            owner_positions_.push_back(at);
        if (!contains(rows_.key, name))
            compared_.push_back({at, contains(rows_.keep_when_null, name)});
    }
    for (const auto& name : rows_.keep_when_null) {
        if (table_.column(name) == nullptr)
            throw_unknown_field(table_, name);
    }
    for (const auto& name : rows_.key) {
        const auto found = std::find(rows_.fields.begin(), rows_.fields.end(), name);
        if (found == rows_.fields.end())
            throw Error(ErrorCode::invalid_argument,
                fmt::format("{}.{}: is part of the key, but not among the fields given; add it.", table_.type, name));
        key_.push_back(static_cast<std::size_t>(found - rows_.fields.begin()));
    }
}

void UpsertPlan::find_owner()
{
    if (rows_.owner_kind.empty())
        return;
    owner_ = table_.column(rows_.owner_kind);
    if (owner_ == nullptr || !owner_->is_owner())
        throw Error(ErrorCode::invalid_argument,
            fmt::format("{} has no column for owners of the kind '{}': {}.", table_.type, rows_.owner_kind,
                contains(table_.owner_kinds, rows_.owner_kind) ? "the module that projects them is not installed"
                                                               : "the type is not ownable_by() it"));
    if (contains(rows_.fields, rows_.owner_kind))
        throw Error(ErrorCode::invalid_argument,
            fmt::format("{}.{}: is given as a field and by owned_by(); keep the latter.", table_.type, owner_->name));
}

void UpsertPlan::find_index()
{
    std::set<std::string> wanted(rows_.key.begin(), rows_.key.end());
    if (owner_ != nullptr)
        wanted.insert(owner_->name);
    for (const auto& index : table_.indexes) {
        const bool covers = index.condition == IndexWhere::always
            || (index.condition == IndexWhere::is_present && wanted.contains(index.where));
        if (index.unique && covers && std::set<std::string>(index.columns.begin(), index.columns.end()) == wanted) {
            index_ = &index;
            return;
        }
    }
    throw Error(ErrorCode::invalid_argument,
        fmt::format("{}: no unique index enforces the key ({}), so rows could be doubled; declare unique() or "
                    "once_per_owner() over these fields.",
            table_.type, fmt::join(wanted, ", ")));
}

bool UpsertPlan::keeps(const std::string& field) const { return contains(rows_.keep_when_null, field); }

void UpsertPlan::check_row(const database::Bound* cells) const
{
    for (const auto position : key_) {
        if (std::holds_alternative<std::monostate>(cells[position]))
            throw Error(ErrorCode::invalid_argument,
                fmt::format("{}.{}: is part of the key and must not be null.", table_.type, columns_[position]->name));
    }
    if (owner_ == nullptr)
        return;
    for (const auto position : owner_positions_) {
        if (!std::holds_alternative<std::monostate>(cells[position]))
            throw Error(ErrorCode::invalid_argument,
                fmt::format("{}: a row has at most one owner, but would have {} and {}.", table_.type, owner_->name,
                    columns_[position]->name));
    }
}

bool UpsertPlan::reads_by_owner(std::size_t keys) const noexcept { return owner_ != nullptr && keys > few; }

bool UpsertPlan::needs_keys_only(std::size_t keys) const noexcept
{
    return owner_ == nullptr && compared_.empty() && !renews() && keys > few;
}

std::string UpsertPlan::read_sql(const std::string& where) const
{
    std::vector<std::string> names{"id"};
    for (const auto position : key_)
        names.push_back(columns_[position]->name);
    for (const auto& value : compared_)
        names.push_back(columns_[value.position]->name);
    if (renews())
        names.emplace_back(last_fetched_field);
    return fmt::format(
        "SELECT {} FROM {}{}{}", quoted_list(names), quoted(table_.type), where.empty() ? "" : " WHERE ", where);
}

std::string UpsertPlan::read_all_sql() const { return read_sql({}); }

std::string UpsertPlan::read_owned_sql() const { return read_sql(quoted(owner_->name) + " = ?"); }

std::string UpsertPlan::read_by_key_sql() const
{
    std::string where = owner_ == nullptr ? std::string() : quoted(owner_->name) + " = ?";
    for (const auto position : key_)
        where += (where.empty() ? "" : " AND ") + quoted(columns_[position]->name) + " = ?";
    return read_sql(where);
}

std::string UpsertPlan::assignment(const Compared& value, std::string_view source) const
{
    const auto& name = columns_[value.position]->name;
    return value.keep_when_null ? fmt::format("{0} = COALESCE({1}, {2}.{0})", quoted(name), source, quoted(table_.type))
                                : fmt::format("{} = {}", quoted(name), source);
}

std::size_t UpsertPlan::insert_columns() const
{
    return columns_.size() + (session_.is_postgresql() ? 0 : 1) + (owner_ == nullptr ? 0 : 1) + (stamps_ ? 1 : 0);
}

std::string UpsertPlan::insert_sql(std::size_t rows) const
{
    std::vector<std::string> names;
    std::vector<std::string_view> values;
    const auto add = [&](std::string_view name, FieldType type) {
        names.emplace_back(name);
        values.push_back(placeholder(session_.engine(), type));
    };
    if (!session_.is_postgresql())
        add("id", FieldType::integer);
    if (owner_ != nullptr)
        add(owner_->name, FieldType::reference);
    for (const auto* column : columns_)
        add(column->name, column->type);
    if (stamps_)
        add(last_fetched_field, FieldType::timestamp);
    const auto row = fmt::format("({})", fmt::join(values, ", "));
    auto sql = fmt::format("INSERT INTO {} ({}) VALUES {}", quoted(table_.type), quoted_list(names),
        fmt::join(std::vector<std::string_view>(rows, row), ", "));
    // SQLite has one writer, who has just read which rows are missing and which ids are free.
    if (!session_.is_postgresql())
        return sql;
    std::vector<std::string> assignments;
    for (const auto& value : compared_)
        assignments.push_back(assignment(value, "excluded." + quoted(columns_[value.position]->name)));
    if (renews())
        assignments.push_back("\"last_fetched\" = excluded.\"last_fetched\"");
    if (assignments.empty()) // some assignment, so that the row is returned
        assignments.push_back(fmt::format("{0} = excluded.{0}", quoted(index_->columns.front())));
    return sql
        + fmt::format(" ON CONFLICT ({}){} DO UPDATE SET {} RETURNING \"id\", (xmax = 0)", quoted_list(index_->columns),
            index_->condition == IndexWhere::is_present ? " WHERE " + quoted(index_->where) + " IS NOT NULL" : "",
            fmt::join(assignments, ", "));
}

std::string UpsertPlan::update_sql() const
{
    std::vector<std::string> assignments;
    for (const auto& value : compared_)
        assignments.push_back(assignment(value, placeholder(session_.engine(), columns_[value.position]->type)));
    if (stamps_)
        assignments.emplace_back("\"last_fetched\" = ?");
    return fmt::format("UPDATE {} SET {} WHERE \"id\" = ?", quoted(table_.type), fmt::join(assignments, ", "));
}

std::string UpsertPlan::renew_sql(bool range) const
{
    return fmt::format("UPDATE {} SET \"last_fetched\" = ? WHERE {}", quoted(table_.type),
        range ? "\"id\" BETWEEN ? AND ?" : in_ids(session_.engine(), "\"id\""));
}

} // namespace wowhost::entity
