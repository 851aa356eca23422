// Process locks as advisory locks, each of a session of its own: the lock ends with the session, the session with its
// process.
#pragma once

#include "host/database/database.hpp"

#include <string>

namespace wowhost::database::postgresql {

/// Null when somebody else still holds it after `wait_ms`.
std::unique_ptr<ProcessLock> take_lock(
    const std::string& url, const std::string& name, LockMode mode, std::int64_t wait_ms, const std::string& purpose);

/// Who holds it exclusively; asks through `connection`.
std::optional<LockHolder> lock_holder(Connection& connection, const std::string& name);

} // namespace wowhost::database::postgresql
