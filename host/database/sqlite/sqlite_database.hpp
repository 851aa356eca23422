// The embedded engine: two SQLite files and a folder of lock files.
#pragma once

#include "host/database/database.hpp"

#include <string>

namespace wowhost::database::sqlite {

/// `sqlite:PATH`, or `sqlite::memory:` for a database in a temporary folder that goes with it.
std::unique_ptr<Database> open(const std::string& url);

} // namespace wowhost::database::sqlite
