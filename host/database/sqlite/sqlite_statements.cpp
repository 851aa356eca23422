#include "host/database/sqlite/sqlite_statements.hpp"

#include <utility>

namespace wowhost::database::sqlite {

StatementHandle Statements::take(std::string_view sql)
{
    const auto found = by_sql_.find(sql);
    return found == by_sql_.end() ? nullptr : std::move(found->second->statement);
}

void Statements::put(std::string_view sql, StatementHandle statement)
{
    sqlite3_reset(statement.get());
    sqlite3_clear_bindings(statement.get());
    if (const auto found = by_sql_.find(sql); found != by_sql_.end()) {
        found->second->statement = std::move(statement);
        entries_.splice(entries_.begin(), entries_, found->second);
        return;
    }
    if (entries_.size() >= capacity_) {
        by_sql_.erase(entries_.back().sql);
        entries_.pop_back();
    }
    entries_.push_front(Entry{std::string(sql), std::move(statement)});
    by_sql_.emplace(entries_.front().sql, entries_.begin());
}

void Statements::clear()
{
    by_sql_.clear();
    entries_.clear();
}

} // namespace wowhost::database::sqlite
