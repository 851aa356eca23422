// One thread's session with one SQLite file.
#pragma once

#include "host/database/database.hpp"
#include "host/database/sqlite/sqlite_statements.hpp"

#include <chrono>
#include <string>

namespace wowhost::database::sqlite {

class SqliteConnection final : public Connection {
public:
    /// Opens an existing file (an empty one becomes a database) and sets it up.
    SqliteConnection(std::string file, int cache_kib);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    Engine engine() const override { return Engine::sqlite; }
    std::int64_t run(std::string_view sql, std::span<const Bound> bound, const RowFunction& on_row) override;
    std::int64_t run_many(
        std::string_view sql, std::size_t columns, std::span<const Bound> flat, const RowFunction& on_row) override;
    void script(std::string_view sql) override;
    std::optional<ChangeStamp> change_stamp() override;
    void rest() noexcept override { sqlite3_db_release_memory(db_); }
    int transaction_depth() const override { return depth_; }
    std::int64_t now_us() override;

private:
    class Lent;

    void begin() override;
    void commit() override;
    void rollback() noexcept override;

    StatementHandle prepare(std::string_view sql);
    void bind(sqlite3_stmt* statement, std::string_view sql, std::span<const Bound> bound);
    std::int64_t execute(sqlite3_stmt* statement, std::string_view sql, const RowFunction& on_row);
    void control(const std::string& sql);
    void require_healthy(std::string_view sql) const;
    [[noreturn]] void fail(int code, std::string_view sql);
    static int on_busy(void* self, int attempt);

    std::string file_;
    sqlite3* db_ = nullptr;
    Statements statements_;
    const std::uint64_t serial_; // of all connections of this process
    int depth_ = 0;
    bool failed_ = false; // a statement of the open transaction failed; cleared by a rollback
    std::chrono::steady_clock::time_point busy_since_;
};

} // namespace wowhost::database::sqlite
