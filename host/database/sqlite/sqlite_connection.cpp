#include "host/database/sqlite/sqlite_connection.hpp"

#include "host/database/backoff.hpp"
#include "host/database/sqlite/sqlite_error.hpp"
#include "host/database/sqlite/sqlite_row.hpp"
#include "host/database/statement_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <sched.h>
#include <utility>

namespace wowhost::database::sqlite {

namespace {

constexpr std::size_t statements_kept = 256;
constexpr std::chrono::seconds busy_limit{120};

bool is_busy(int code) { return (code & 0xFF) == SQLITE_BUSY && code != SQLITE_BUSY_SNAPSHOT; }

std::uint64_t next_serial()
{
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

/// SQLite counts its memory for all threads behind one mutex, twice per allocation; nobody here asks for the sum.
void stop_counting_memory()
{
    [[maybe_unused]] static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); // misuse once it is in use
}

} // namespace

/// A statement on loan from the cache; goes back however the run ends.
class SqliteConnection::Lent {
public:
    Lent(SqliteConnection& connection, std::string_view sql)
        : connection_(connection)
        , sql_(sql)
        , statement_(connection.statements_.take(sql))
    {
        if (!statement_) {
            statement_ = connection.prepare(sql);
        }
    }
    ~Lent() { connection_.statements_.put(sql_, std::move(statement_)); }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    sqlite3_stmt* get() const { return statement_.get(); }

private:
    SqliteConnection& connection_;
    std::string_view sql_;
    StatementHandle statement_;
};

SqliteConnection::SqliteConnection(std::string file, int cache_kib)
    : file_(std::move(file))
    , statements_(statements_kept)
    , serial_(next_serial())
{
    stop_counting_memory();
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(file_.c_str(), &db_, flags, nullptr);
    const auto give_up = [this](int why) {
        sqlite3* db = std::exchange(db_, nullptr);
        const std::unique_ptr<sqlite3, int (*)(sqlite3*)> closer(db, &sqlite3_close);
        throw_error(db, why, file_, {});
    };
    if (code != SQLITE_OK) {
        give_up(code);
    }
    sqlite3_busy_handler(db_, &SqliteConnection::on_busy, this);
    // temp_store: in memory, the journal of a savepoint would hold each page that changed, however many; as it is, it
    // becomes a file beyond 64 KiB. (SQLite 3.40 takes no larger limit than 128 KiB: it then fails with "disk is
    // full".) Switching a fresh file to WAL needs it alone and does not ask the busy handler.
    const std::string setup =
        fmt::format("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                    "PRAGMA temp_store=FILE; PRAGMA cache_size=-{}; PRAGMA wal_autocheckpoint=4000",
            cache_kib);
    Backoff backoff(std::chrono::microseconds(100), std::chrono::microseconds(5000), busy_limit);
    for (;;) {
        const int result = sqlite3_exec(db_, setup.c_str(), nullptr, nullptr, nullptr);
        if (result == SQLITE_OK) {
            return;
        }
        if (!is_busy(result) || !backoff.wait()) {
            give_up(result);
        }
    }
}

SqliteConnection::~SqliteConnection()
{
    while (depth_ > 0) {
        rollback();
    }
    statements_.clear();
    sqlite3_close(db_);
}

int SqliteConnection::on_busy(void* self, int attempt)
{
    auto& connection = *static_cast<SqliteConnection*>(self);
    const auto now = std::chrono::steady_clock::now();
    if (attempt == 0) {
        connection.busy_since_ = now;
    }
    if (now - connection.busy_since_ > busy_limit) {
        return 0;
    }
    constexpr int yields = 8;
    if (attempt < yields) {
        ::sched_yield();
        return 1;
    }
    // 100 µs for the first twenty sleeps, then doubling every twenty up to 3 ms.
    const int doublings = std::min((attempt - yields) / 20, 5);
    sleep_with_jitter(std::min(std::chrono::microseconds(100 << doublings), std::chrono::microseconds(3000)));
    return 1;
}

std::int64_t SqliteConnection::run(std::string_view sql, std::span<const Bound> bound, const RowFunction& on_row)
{
    require_healthy(sql);
    const Lent statement(*this, sql);
    bind(statement.get(), sql, bound);
    return execute(statement.get(), sql, on_row);
}

std::int64_t SqliteConnection::run_many(
    std::string_view sql, std::size_t columns, std::span<const Bound> flat, const RowFunction& on_row)
{
    require_healthy(sql);
    const std::size_t rows = check_rows(sql, columns, flat.size());
    if (rows == 0) {
        return 0;
    }
    std::optional<Transaction> transaction;
    if (depth_ == 0) {
        transaction.emplace(*this);
    }
    std::int64_t total = 0;
    {
        const Lent statement(*this, sql);
        for (std::size_t row = 0; row < rows; ++row) {
            bind(statement.get(), sql, flat.subspan(row * columns, columns));
            total += execute(statement.get(), sql, on_row);
        }
    }
    if (transaction) {
        transaction->commit();
    }
    return total;
}

std::optional<ChangeStamp> SqliteConnection::change_stamp()
{
    if (depth_ > 0) {
        return std::nullopt;
    }
    ChangeStamp stamp{serial_, 0, static_cast<std::uint64_t>(sqlite3_total_changes64(db_))};
    run("PRAGMA data_version", {}, [&](const Row& row) { stamp.others = static_cast<std::uint64_t>(row.integer(0)); });
    return stamp;
}

void SqliteConnection::script(std::string_view sql)
{
    require_healthy(sql);
    const char* rest = sql.data();
    const char* const end = sql.data() + sql.size();
    while (rest != nullptr && rest < end) {
        sqlite3_stmt* raw = nullptr;
        const char* next = nullptr;
        const int code = sqlite3_prepare_v3(db_, rest, static_cast<int>(end - rest), 0, &raw, &next);
        const StatementHandle statement(raw);
        const std::string_view text(rest, static_cast<std::size_t>(next != nullptr ? next - rest : end - rest));
        if (code != SQLITE_OK) {
            fail(code, text);
        }
        if (statement) {
            execute(statement.get(), text, {});
        }
        rest = next;
    }
}

StatementHandle SqliteConnection::prepare(std::string_view sql)
{
    Backoff backoff(std::chrono::microseconds(100), std::chrono::microseconds(3000), busy_limit);
    for (;;) {
        sqlite3_stmt* raw = nullptr;
        const char* rest = nullptr;
        const int code =
            sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, &rest);
        StatementHandle statement(raw);
        if (code != SQLITE_OK) {
            if (is_busy(code) && depth_ == 0 && backoff.wait()) {
                continue;
            }
            fail(code, sql);
        }
        const std::string_view left(rest, static_cast<std::size_t>(sql.data() + sql.size() - rest));
        if (!statement || left.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
            throw Error(ErrorCode::storage,
                fmt::format(
                    "One statement is wanted here, neither none nor several; use script() for: {}", shortened(sql)));
        }
        return statement;
    }
}

void SqliteConnection::bind(sqlite3_stmt* statement, std::string_view sql, std::span<const Bound> bound)
{
    check_parameter_count(sql, static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)), bound.size());
    for (std::size_t index = 0; index < bound.size(); ++index) {
        const int place = static_cast<int>(index) + 1;
        const Bound& value = bound[index];
        int code = SQLITE_OK;
        if (const auto* text = std::get_if<std::string_view>(&value)) {
            check_text(sql, *text);
            const char* data = text->data() != nullptr ? text->data() : ""; // a null pointer would bind null
            code = sqlite3_bind_text64(statement, place, data, text->size(), SQLITE_STATIC, SQLITE_UTF8);
        } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            code = sqlite3_bind_int64(statement, place, *integer);
        } else if (const auto* real = std::get_if<double>(&value)) {
            code = sqlite3_bind_double(statement, place, *real);
        } else if (const auto* boolean = std::get_if<bool>(&value)) {
            code = sqlite3_bind_int(statement, place, *boolean ? 1 : 0);
        } else {
            code = sqlite3_bind_null(statement, place);
        }
        if (code != SQLITE_OK) {
            fail(code, sql);
        }
    }
}

std::int64_t SqliteConnection::execute(sqlite3_stmt* statement, std::string_view sql, const RowFunction& on_row)
{
    struct Reset {
        sqlite3_stmt* statement;
        ~Reset() { sqlite3_reset(statement); }
    };
    const Reset reset{statement};
    const std::int64_t changes_before = sqlite3_total_changes64(db_);
    Backoff backoff(std::chrono::microseconds(100), std::chrono::microseconds(3000), busy_limit);
    const SqliteRow row(statement);
    std::int64_t rows = 0;
    std::int64_t changed = 0;
    for (;;) {
        const int code = sqlite3_step(statement);
        if (code == SQLITE_ROW) {
            // All changes are made before the first row of RETURNING; a callback may make more.
            if (rows == 0 && sqlite3_total_changes64(db_) != changes_before) {
                changed = sqlite3_changes64(db_);
            }
            ++rows;
            if (on_row) {
                on_row(row);
            }
            continue;
        }
        if (code == SQLITE_DONE) {
            break;
        }
        if (is_busy(code) && depth_ == 0 && rows == 0) {
            sqlite3_reset(statement);
            if (backoff.wait()) {
                continue;
            }
        }
        fail(code, sql);
    }
    if (sqlite3_stmt_readonly(statement) != 0) {
        return rows;
    }
    if (rows == 0) {
        // DDL leaves the count of the statement before it in place.
        return sqlite3_total_changes64(db_) != changes_before ? sqlite3_changes64(db_) : 0;
    }
    return changed != 0 ? changed : rows;
}

void SqliteConnection::require_healthy(std::string_view sql) const
{
    if (failed_) {
        throw_transaction_failed(sql);
    }
    if (depth_ > 0 && sqlite3_get_autocommit(db_) != 0) {
        throw_transaction_failed(sql); // SQLite rolled back by itself: disk full, input/output error
    }
}

void SqliteConnection::fail(int code, std::string_view sql)
{
    failed_ = depth_ > 0;
    throw_error(db_, code, file_, sql);
}

void SqliteConnection::control(const std::string& sql)
{
    const Lent statement(*this, sql);
    execute(statement.get(), sql, {});
}

void SqliteConnection::begin()
{
    require_healthy("BEGIN");
    control(depth_ == 0 ? std::string("BEGIN IMMEDIATE") : fmt::format("SAVEPOINT sp_{}", depth_));
    ++depth_;
}

void SqliteConnection::commit()
{
    require_healthy("COMMIT");
    control(depth_ == 1 ? std::string("COMMIT") : fmt::format("RELEASE sp_{}", depth_ - 1));
    --depth_;
}

void SqliteConnection::rollback() noexcept
{
    if (depth_ == 0) {
        return;
    }
    --depth_;
    failed_ = false;
    if (sqlite3_get_autocommit(db_) != 0) {
        return; // SQLite has rolled back all of it; outer levels notice in require_healthy
    }
    const std::string level = std::to_string(depth_);
    const std::string sql = depth_ == 0 ? std::string("ROLLBACK") : "ROLLBACK TO sp_" + level + "; RELEASE sp_" + level;
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        failed_ = depth_ > 0;
    }
}

std::int64_t SqliteConnection::now_us()
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000;
}

} // namespace wowhost::database::sqlite
