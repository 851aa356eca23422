// The tables of this room, in both stores. Their names begin with `wowhost_`; no module may define such a type.
//
// Main: state, user data, queues with their jobs and batches, cron records, module records, failures, quarantine,
// generation. Coordination: shared state, locks, log.
//
// Queues live in the main store as a whole, leases included: enqueueing is part of the caller's transaction, and a
// claim, a result, its counters and its batch then change in one transaction instead of two that may disagree after a
// crash. What a lease costs the main store is one short write per batch of jobs.
#pragma once

#include "host/database/database.hpp"

namespace wowhost::service {

/// Creates what is missing. May run in any number of processes at once; costs one query per store when all is there.
void ensure_tables(database::Database& database);

} // namespace wowhost::service
