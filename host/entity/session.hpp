// What one call of the storage works with; internal to this room.
#pragma once

#include "host/database/database.hpp"
#include "host/entity/schema.hpp"
#include "host/entity/sql_text.hpp"
#include "host/entity/storage.hpp"

#include <functional>
#include <memory>
#include <string>

namespace wowhost::entity {

struct Session {
    database::Connection& connection;
    std::shared_ptr<const Schema> schema;
    const HookDispatcher& hooks;
    const Storage& storage;
    std::int64_t now;

    database::Engine engine() const { return connection.engine(); }
    bool is_postgresql() const { return engine() == database::Engine::postgresql; }

    void dispatch(EntityEvent event, Entity& entity, const Entity* original = nullptr) const
    {
        if (!hooks.has(event, entity.type()))
            return;
        EntityHookContext context(event, entity, original);
        hooks.dispatch(context);
    }
};

/// The columns of a statement's result, after the id, and how a row becomes an entity.
class Selection {
public:
    /// All columns of the table, or only those named; of a json column perhaps a member, "details.slot.name", which
    /// the entity then has under that name. Throws Error(invalid_argument) for an unknown one.
    explicit Selection(const Table& table, const std::vector<std::string>& only = {});

    /// `t."id", t."name", …`
    std::string sql(database::Engine engine) const;
    Entity entity(const database::Row& row) const;

private:
    struct Part {
        const Column* column;
        std::string name;
        std::vector<std::string> path; ///< Of a member.
    };
    bool add_member(const std::string& name);

    const Table& table_;
    std::vector<Part> parts_;
};

/// Saves one entity, hooks included.
void save_entity(const Session& session, Entity& entity, bool is_insert);

/// Deletes rows, those of them that meet the conditions and that `keep` does not name, and what belongs to them, hooks
/// included. Returns the number of rows of `type`.
std::int64_t remove_entities(const Session& session, const std::string& type, const std::vector<std::int64_t>& ids,
    const Conditions& conditions = {}, const EntityStorage::Keep& keep = {});

/// Whether rows of the table may go unseen: nobody wants to know, nothing belongs to them, and nothing refers to them.
bool is_plain(const Session& session, const Table& table);

/// The same for all rows that meet the conditions, in many transactions. Each has a session of its own.
std::int64_t remove_gradually_from(const std::function<Session()>& session, const std::string& type,
    const Conditions& conditions, const EntityStorage::Watch& watch);

UpsertResult upsert_rows(const Session& session, const Upsert& rows);

/// The error for a field that a type does not have.
[[noreturn]] void throw_unknown_field(const Table& table, std::string_view field);

} // namespace wowhost::entity
