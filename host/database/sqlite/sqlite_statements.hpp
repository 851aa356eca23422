// Prepared statements of one SQLite connection, the most recently used ones kept.
#pragma once

#include <sqlite3.h>

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace wowhost::database::sqlite {

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, Finalize>;

/// Statements are lent: a row callback that runs the SQL that is just running gets a statement of its own.
class Statements {
public:
    explicit Statements(std::size_t capacity)
        : capacity_(capacity)
    {
    }

    /// A cached statement for this SQL, or null. It leaves the cache until it is put back.
    StatementHandle take(std::string_view sql);
    /// Puts a statement back, reset and without its bindings.
    void put(std::string_view sql, StatementHandle statement);
    void clear();

private:
    struct Entry {
        std::string sql;
        StatementHandle statement;
    };
    std::size_t capacity_;
    std::list<Entry> entries_; // most recently used first
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_sql_;
};

} // namespace wowhost::database::sqlite
