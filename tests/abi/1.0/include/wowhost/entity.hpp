// wowhost SDK: entities, queries, and the storage that keeps them.
//
// Storage works on recorded types of installed modules. Every change runs in a transaction, with the hooks that modules
// registered (presave, insert, update, predelete, delete; the hook of one type before the generic one, modules in
// dependency order), and all of it rolls back when anything throws. Use from any thread; a call belongs to the calling
// thread's database session, and several calls become one change inside `transaction`. Errors: Error(invalid_argument)
// for an unknown type or field (naming it), Error(conflict) for a unique key, Error(storage) for the rest.
#pragma once

#include <wowhost/value.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wowhost {
inline namespace v1 {

/// One row in memory: a type, an id (0: not saved yet) and values by field name. Only fields that are present are
/// written.
class Entity {
public:
    using Fields = std::map<std::string, Value, std::less<>>;

    Entity() = default;
    explicit Entity(std::string type, Fields fields = {})
        : type_(std::move(type))
        , fields_(std::move(fields))
    {
    }

    const std::string& type() const noexcept { return type_; }
    std::int64_t id() const noexcept { return id_; }
    void set_id(std::int64_t id) noexcept { id_ = id; }
    bool is_new() const noexcept { return id_ == 0; }

    /// The field's value; null when it is null or was not loaded.
    const Value& get(std::string_view field) const noexcept
    {
        static const Value none;
        const auto found = fields_.find(field);
        return found == fields_.end() ? none : found->second;
    }
    const Value& operator[](std::string_view field) const noexcept { return get(field); }
    bool has(std::string_view field) const noexcept { return fields_.find(field) != fields_.end(); }
    Entity& set(std::string field, Value value)
    {
        fields_.insert_or_assign(std::move(field), std::move(value));
        return *this;
    }
    const Fields& fields() const noexcept { return fields_; }

private:
    std::string type_;
    std::int64_t id_ = 0;
    Fields fields_;
};

enum class Operator { equal, not_equal, less, less_equal, greater, greater_equal, in, like, is_null, is_not_null };

/// `field OP value`. `field` may follow a reference: `playable_class.name`. Comparisons never match null; `in` takes an
/// array; `like` uses `%` and `_` and ignores ASCII case.
class Condition {
public:
    Condition(std::string field_, Operator op_, Value value_ = {})
        : field(std::move(field_))
        , op(op_)
        , value(std::move(value_))
    {
    }
    std::string field;
    Operator op;
    Value value;
};
using Conditions = std::vector<Condition>;

/// Which rows, in which order. Text sorts by code point, nulls first (last when descending); the id breaks ties.
class Query {
public:
    explicit Query(std::string type_)
        : type(std::move(type_))
    {
    }
    Query& where(std::string field, Operator op, Value value = {})
    {
        conditions.emplace_back(std::move(field), op, std::move(value));
        return *this;
    }
    Query& where(std::string field, Value value) { return where(std::move(field), Operator::equal, std::move(value)); }
    /// A leading `-` sorts descending.
    Query& sort(std::string field)
    {
        sorts.push_back(std::move(field));
        return *this;
    }
    Query& limit(std::int64_t rows)
    {
        limit_rows = rows;
        return *this;
    }
    Query& offset(std::int64_t rows)
    {
        offset_rows = rows;
        return *this;
    }
    /// Only these fields are loaded (and the id); none named: all.
    Query& only(std::vector<std::string> fields)
    {
        selected = std::move(fields);
        return *this;
    }

    std::string type;
    Conditions conditions;
    std::vector<std::string> sorts;
    std::int64_t limit_rows = -1; ///< -1: no limit.
    std::int64_t offset_rows = 0;
    std::vector<std::string> selected;
};

/// Many rows of one type, written set-wise in one transaction: rows whose `key` is stored are updated where they
/// differ, others inserted. A unique index (or once_per_owner, with owned_by) must enforce the key, which must not hold
/// null. Hooks run for rows that are inserted or differ.
class Upsert {
public:
    enum class Mode {
        insert_or_update,
        insert_missing, ///< Stored rows are left as they are (but their ids are returned).
    };

    Upsert(std::string type_, std::vector<std::string> key_, std::vector<std::string> fields_)
        : type(std::move(type_))
        , key(std::move(key_))
        , fields(std::move(fields_))
    {
    }
    /// All rows belong to this owner; its column counts as part of the key.
    Upsert& owned_by(std::string kind, std::int64_t id)
    {
        owner_kind = std::move(kind);
        owner_id = id;
        return *this;
    }
    /// Appends a row: one value per entry of `fields`. Rows with an equal key: the last one wins.
    void add(std::vector<Value> row)
    {
        for (auto& value : row)
            values.push_back(std::move(value));
    }
    std::size_t rows() const noexcept { return fields.empty() ? 0 : values.size() / fields.size(); }

    std::string type;
    std::vector<std::string> key; ///< Each must be among `fields`.
    std::vector<std::string> fields;
    std::vector<Value> values; ///< Row by row.
    std::string owner_kind;
    std::int64_t owner_id = 0;
    Mode mode = Mode::insert_or_update;
    /// Null never overwrites a stored value of these fields (a name keeps its last good value).
    std::vector<std::string> keep_when_null;
    /// For fetched types: the `last_fetched` of all rows given, changed or not. 0: now.
    std::int64_t fetched_at = 0;
};

class UpsertResult {
public:
    UpsertResult() = default;
    std::int64_t inserted = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
    std::vector<std::int64_t> ids; ///< One per row given, in order.
    /// Rows written: inserted plus updated.
    std::int64_t written() const noexcept { return inserted + updated; }
};

class TypeInfo; // <wowhost/schema.hpp>

/// Text is stored as valid UTF-8: NUL bytes and invalid sequences become U+FFFD. A reference must name a stored row.
class EntityStorage {
public:
    virtual ~EntityStorage() = default;

    /// A new entity, not saved, after the create hooks.
    virtual Entity create(const std::string& type, Entity::Fields fields = {}) const = 0;
    virtual std::optional<Entity> load(const std::string& type, std::int64_t id) const = 0;
    virtual std::vector<Entity> load(const std::string& type, const std::vector<std::int64_t>& ids) const = 0;
    /// Inserts (id 0, or with `is_insert` the id given) or updates the fields that are present. Sets the id. With
    /// `is_insert` an existing id is Error(conflict), without it an unknown one is Error(not_found), naming type and
    /// id.
    virtual void save(Entity& entity, bool is_insert = false) const = 0;
    /// Deletes rows with their cascades: predelete hooks, then what recorded owner columns say belongs to them (in
    /// chunks), then the rows, then delete hooks; one transaction. Unknown ids are ignored. Returns the number of rows
    /// of `type` deleted.
    virtual std::int64_t remove(const std::string& type, const std::vector<std::int64_t>& ids) const = 0;

    virtual std::vector<Entity> select(const Query& query) const = 0;
    virtual std::vector<std::int64_t> ids(const Query& query) const = 0;
    virtual std::int64_t count(const Query& query) const = 0;
    /// Calls `visit` for each row by ascending id, in bounded memory; the query's own sort, limit and offset are not
    /// used. `visit` returns false to stop. It may change or delete rows.
    virtual void each(const Query& query, const std::function<bool(const Entity&)>& visit) const = 0;
    /// The first row that meets all conditions, by id.
    virtual std::optional<Entity> find(const std::string& type, const Conditions& conditions) const = 0;

    virtual UpsertResult upsert(const Upsert& rows) const = 0;
    /// Sets `last_fetched` on all rows that meet the conditions in one UPDATE, without hooks. Returns how many.
    virtual std::int64_t touch(
        const std::string& type, const Conditions& conditions, std::int64_t last_fetched) const = 0;

    /// Runs `work` in a transaction that commits when it returns and rolls back when it throws; nested calls are
    /// savepoints. Waiting for the network inside is refused.
    virtual void transaction(const std::function<void()>& work) const = 0;

    virtual bool has_type(std::string_view type) const = 0;
    virtual bool has_field(std::string_view type, std::string_view field) const = 0;
    /// Ids of the installed types that are fetched(), in alphabetical order.
    virtual std::vector<std::string> fetched_types() const = 0;
    /// Fields of installed types that refer to rows of `type`, as (type, field); owner columns are not among them.
    virtual std::vector<std::pair<std::string, std::string>> referrers(const std::string& type) const = 0;
    /// Which of these rows stay. They are locked: nobody changes them or comes to refer to them meanwhile.
    using Keep = std::function<std::vector<std::int64_t>(const std::vector<std::int64_t>& ids)>;
    /// As `remove`, but only of those that meet the conditions at the moment at which they are locked, and that `keep`,
    /// which is asked then, some hundred at once, does not name.
    virtual std::int64_t remove_if(const std::string& type, const std::vector<std::int64_t>& ids,
        const Conditions& conditions, const Keep& keep = {}) const = 0;

    /// How a long deletion is watched. Each of them may be empty.
    class Watch {
    public:
        Watch() = default;
        Keep keep;
        /// After each transaction, with what is deleted so far; false ends it.
        std::function<bool(std::int64_t removed)> go_on;
        /// A row stays because a hook refused its deletion. Without this the refusal is thrown.
        std::function<void(std::int64_t id, const std::string& reason)> refused;
    };
    /// As `remove_if` of all rows that meet the conditions, but in as many transactions as it takes to let nobody wait
    /// for long: some 40 ms each. Ended midway, it may be called again. Inside a transaction: Error(failed).
    virtual std::int64_t remove_gradually(
        const std::string& type, const Conditions& conditions, const Watch& watch = {}) const = 0;
    /// What the installed types are, by id; include <wowhost/schema.hpp>.
    virtual std::vector<TypeInfo> types() const = 0;
    /// One of them; nothing when it is not installed.
    virtual std::optional<TypeInfo> type(std::string_view id) const = 0;
};

/// When a hook runs. `create` after a new entity was made in memory; `load` after rows were read.
enum class EntityEvent { create, load, presave, insert, update, predelete, remove };

/// What a hook sees. `original` is the stored row before an update, else null. In presave the entity may be changed. In
/// predelete the row and all that refers to it can still be loaded, in remove it cannot.
class EntityHookContext {
public:
    EntityHookContext(EntityEvent event_, Entity& entity_, const Entity* original_)
        : event(event_)
        , entity(entity_)
        , original(original_)
    {
    }
    EntityEvent event;
    Entity& entity;
    const Entity* original;
};
using EntityHook = std::function<void(EntityHookContext&)>;

/// Runs after rows were deleted, once for many of them: for what needs to know no more of a row than its id. A type
/// that has no other hooks on its deletion is deleted set-wise, no row of it is loaded.
using RemovalHook = std::function<void(const std::vector<std::int64_t>& ids)>;

} // namespace v1
} // namespace wowhost
