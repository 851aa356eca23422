// The few words of SQL in which the engines differ for this room.
#pragma once

#include "host/database/database.hpp"

#include <string>

namespace wowhost::service {

/// Locks the rows that a query reads until the transaction ends. SQLite's write transaction locks everything already.
inline std::string for_update(const database::Connection& connection)
{
    return connection.engine() == database::Engine::postgresql ? " FOR UPDATE" : "";
}

/// The same, passing over rows that somebody else has locked.
inline std::string for_update_skip_locked(const database::Connection& connection)
{
    return connection.engine() == database::Engine::postgresql ? " FOR UPDATE SKIP LOCKED" : "";
}

} // namespace wowhost::service
