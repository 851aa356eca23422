#include "host/database/sqlite/sqlite_error.hpp"

#include "host/database/statement_text.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

namespace wowhost::database::sqlite {

namespace {

ErrorCode code_of(int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_FOREIGNKEY:
    case SQLITE_CONSTRAINT_CHECK: return ErrorCode::conflict;
    default: break;
    }
    const int primary = code & 0xFF;
    return primary == SQLITE_BUSY || primary == SQLITE_LOCKED ? ErrorCode::locked : ErrorCode::storage;
}

const char* advice(int code)
{
    switch (code) {
    case SQLITE_BUSY_SNAPSHOT: return "; somebody wrote since this reading began: do both in one transaction";
    default: break;
    }
    switch (code & 0xFF) {
    case SQLITE_BUSY: return "; another process kept the database busy for too long: end it, or try again";
    case SQLITE_FULL: return "; free space on the disk and try again";
    case SQLITE_READONLY:
    case SQLITE_PERM: return "; make the file and its folder writable for this user";
    case SQLITE_CANTOPEN: return "; check that the folder exists and that this user may write there";
    case SQLITE_NOTADB:
        return "; it is not a SQLite database: name another file in database.url, or move this one away";
    case SQLITE_CORRUPT: return "; the file is damaged: restore a backup";
    case SQLITE_IOERR: return "; check the disk";
    default: return "";
    }
}

} // namespace

void throw_error(sqlite3* db, int code, const std::string& file, std::string_view sql)
{
    const std::string text = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    std::string message = fmt::format("Database {}: {}{}", file, text, advice(code));
    if (!sql.empty()) {
        message += fmt::format(" (in: {})", shortened(sql));
    }
    throw Error(code_of(code), message);
}

} // namespace wowhost::database::sqlite
