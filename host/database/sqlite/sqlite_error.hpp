// SQLite's result codes as wowhost::Error.
#pragma once

#include <sqlite3.h>

#include <string>
#include <string_view>

namespace wowhost::database::sqlite {

/// Throws for the last error of `db`: names the file, SQLite's text, what to do, and the statement unless it is empty.
[[noreturn]] void throw_error(sqlite3* db, int code, const std::string& file, std::string_view sql);

} // namespace wowhost::database::sqlite
