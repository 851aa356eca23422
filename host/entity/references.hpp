// References that storage itself keeps whole; internal to this room.
#pragma once

#include "host/entity/session.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace wowhost::entity {

/// Throws Error(conflict) naming type, field and id unless a row with each id is there. On PostgreSQL those rows are
/// locked against deletion until the transaction ends.
void require_targets(const Session& session, const Table& table, const Column& column, std::vector<std::int64_t> ids);

/// Nulls all references to these rows of `type`.
void null_references(const Session& session, const std::string& type, std::span<const std::int64_t> ids);

/// After a failed write of `entity`, outside the transaction that failed: throws the Error(conflict) that says which
/// unique key or reference it was, if that can still be told.
void explain_conflict(const Session& session, const Table& table, const Entity& entity);

} // namespace wowhost::entity
