// The engine for several machines: a PostgreSQL server.
#pragma once

#include "host/database/database.hpp"

#include <string>

namespace wowhost::database::postgresql {

/// `postgresql://…` as libpq reads it; PGPASSWORD and ~/.pgpass work.
std::unique_ptr<Database> open(const std::string& url);

} // namespace wowhost::database::postgresql
