#include "host/database/database.hpp"

#include "host/database/postgresql/postgresql_database.hpp"
#include "host/database/sqlite/sqlite_database.hpp"

#include <fmt/format.h>

namespace wowhost::database {

std::unique_ptr<Database> Database::open(const std::string& url)
{
    if (url.starts_with("sqlite:")) {
        return sqlite::open(url);
    }
    if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
        return postgresql::open(url);
    }
    // What stands before the colon cannot be a password; what follows may hold one.
    throw Error(ErrorCode::invalid_argument,
        fmt::format(
            "database.url begins with '{}', which names no database; write sqlite:PATH or postgresql://USER@HOST/NAME",
            url.substr(0, std::min<std::size_t>(url.find(':'), 20))));
}

} // namespace wowhost::database
