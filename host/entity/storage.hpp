// The storage of entities: what modules see as EntityStorage, over the recorded schema.
//
// A Storage holds no state but references, which must outlive it; use it from any thread. Each call takes the schema
// that `source` gives at that moment and the calling thread's main connection. Hooks run inside the transaction of the
// change. An outermost transaction that the database chose as a victim runs again, hooks included, so hooks must have
// no effect outside the database.
#pragma once

#include "host/database/database.hpp"
#include "host/entity/schema.hpp"

#include <wowhost/schema.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace wowhost::entity {

/// The schema of the installed modules now; never null.
using SchemaSource = std::function<std::shared_ptr<const Schema>()>;
/// Unix seconds.
using Clock = std::function<std::int64_t()>;

/// The hooks that modules registered. An exception out of dispatch rolls the change back and reaches the caller.
class HookDispatcher {
public:
    virtual ~HookDispatcher() = default;
    /// Whether any hook of that event would run for that type; where none would, rows are written set-wise and
    /// entities are not loaded.
    virtual bool has(EntityEvent event, const std::string& type) const = 0;
    /// Runs them: of the type before generic ones, on load the other way round.
    virtual void dispatch(EntityHookContext& context) const = 0;
    /// The same of hooks on many deleted rows at once.
    virtual bool has_removal(const std::string& type) const = 0;
    virtual void removed(const std::string& type, const std::vector<std::int64_t>& ids) const = 0;
};

/// No hooks at all.
class NoHooks final : public HookDispatcher {
public:
    bool has(EntityEvent, const std::string&) const override { return false; }
    void dispatch(EntityHookContext&) const override { }
    bool has_removal(const std::string&) const override { return false; }
    void removed(const std::string&, const std::vector<std::int64_t>&) const override { }
};

class Storage final : public EntityStorage {
public:
    Storage(database::Database& database, SchemaSource source, const HookDispatcher& hooks, Clock clock);

    Entity create(const std::string& type, Entity::Fields fields = {}) const override;
    std::optional<Entity> load(const std::string& type, std::int64_t id) const override;
    std::vector<Entity> load(const std::string& type, const std::vector<std::int64_t>& ids) const override;
    void save(Entity& entity, bool is_insert = false) const override;
    std::int64_t remove(const std::string& type, const std::vector<std::int64_t>& ids) const override;
    /// Deletes all rows that meet the conditions, as `remove` does, in one transaction and bounded memory.
    std::int64_t remove_where(const std::string& type, const Conditions& conditions) const;

    std::vector<Entity> select(const Query& query) const override;
    std::vector<std::int64_t> ids(const Query& query) const override;
    std::int64_t count(const Query& query) const override;
    void each(const Query& query, const std::function<bool(const Entity&)>& visit) const override;
    std::optional<Entity> find(const std::string& type, const Conditions& conditions) const override;
    /// Whether the type has any row.
    bool has_data(const std::string& type) const;
    /// Whether any row holds a value of the field.
    bool has_data(const std::string& type, const std::string& field) const;

    UpsertResult upsert(const Upsert& rows) const override;
    std::int64_t touch(const std::string& type, const Conditions& conditions, std::int64_t last_fetched) const override;
    void transaction(const std::function<void()>& work) const override;

    bool has_type(std::string_view type) const override;
    bool has_field(std::string_view type, std::string_view field) const override;
    std::vector<std::string> fetched_types() const override;
    std::vector<std::pair<std::string, std::string>> referrers(const std::string& type) const override;
    std::int64_t remove_if(const std::string& type, const std::vector<std::int64_t>& ids, const Conditions& conditions,
        const Keep& keep = {}) const override;
    std::int64_t remove_gradually(
        const std::string& type, const Conditions& conditions, const Watch& watch = {}) const override;
    std::vector<TypeInfo> types() const override;
    std::optional<TypeInfo> type(std::string_view id) const override;

    std::shared_ptr<const Schema> schema() const { return source_(); }

private:
    struct Session session() const;
    void loaded(const Session& session, std::vector<Entity>& entities) const;

    database::Database& database_;
    SchemaSource source_;
    const HookDispatcher& hooks_;
    Clock clock_;
};

} // namespace wowhost::entity
