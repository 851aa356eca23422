// The host's database: connections, statements, transactions and locks, the same on SQLite and PostgreSQL.
//
// Two stores stand behind one Database. `main()` holds everything that must roll back with a transaction: entities,
// state, queue payloads, records. `coordination()` holds what must never wait for, or roll back with, somebody's long
// transaction: limiter, locks, leases, log. On SQLite it is a second file beside the first ("<name>-coordination.db"),
// on PostgreSQL a second session on the same database with asynchronous commit.
//
// Threads: Database may be used from any thread. A Connection belongs to the thread that asked for it and must not
// leave it; it goes back to a pool when the thread ends. Errors: wowhost::Error with code storage, conflict (unique or
// foreign key) or locked.
#pragma once

#include <wowhost/error.hpp>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace wowhost::database {

enum class Engine { sqlite, postgresql };

/// A bound parameter. Text is viewed, not copied: it must outlive the call. SQLite stores booleans as 0 and 1.
using Bound = std::variant<std::monostate, bool, std::int64_t, double, std::string_view>;

/// One row of a result; valid only inside the callback that receives it.
class Row {
public:
    virtual std::size_t size() const = 0;
    virtual bool is_null(std::size_t column) const = 0;
    /// Integers and booleans (0 or 1); 0 for null.
    virtual std::int64_t integer(std::size_t column) const = 0;
    virtual double real(std::size_t column) const = 0;
    /// UTF-8, valid inside the callback; empty for null.
    virtual std::string_view text(std::size_t column) const = 0;
    std::string string(std::size_t column) const { return std::string(text(column)); }

protected:
    ~Row() = default;
};

/// See Connection::change_stamp. Those of different connections are never the same.
struct ChangeStamp {
    std::uint64_t connection = 0;
    std::uint64_t others = 0;
    std::uint64_t own = 0;
    friend bool operator==(const ChangeStamp&, const ChangeStamp&) = default;
};

using RowFunction = std::function<void(const Row&)>;

/// One thread's session with one of the two stores.
class Connection {
public:
    virtual ~Connection() = default;
    virtual Engine engine() const = 0;

    /// Runs one statement, prepared once and cached. Placeholders are `?` on both engines. `on_row` is called for each
    /// row of the result (RETURNING included). Returns the number of rows changed, or of rows returned by a query.
    virtual std::int64_t run(
        std::string_view sql, std::span<const Bound> bound = {}, const RowFunction& on_row = {}) = 0;
    std::int64_t run(std::string_view sql, std::initializer_list<Bound> bound, const RowFunction& on_row = {})
    {
        return run(sql, std::span<const Bound>(bound.begin(), bound.size()), on_row);
    }
    /// Runs one statement once per `columns` values of `flat`: a loop on SQLite, a pipeline on PostgreSQL. Rows arrive
    /// in order.
    virtual std::int64_t run_many(
        std::string_view sql, std::size_t columns, std::span<const Bound> flat, const RowFunction& on_row = {}) = 0;
    /// Runs several statements separated by `;`, without parameters and without the statement cache (DDL).
    virtual void script(std::string_view sql) = 0;

    /// What has been committed to the store so far, as this connection sees it now. Between two equal ones no row has
    /// been changed, by this connection or by another one of whatever process. Nothing: the engine can't tell that for
    /// less than a read, or a transaction is open.
    virtual std::optional<ChangeStamp> change_stamp() { return std::nullopt; }

    /// Gives back the memory in which it keeps what it has read: it will not be used for a while.
    virtual void rest() noexcept { }

    /// Depth of open transactions: 0 outside.
    virtual int transaction_depth() const = 0;
    /// Microseconds since the epoch by the clock that all processes on this database share.
    virtual std::int64_t now_us() = 0;

private:
    friend class Transaction;
    friend class ConnectionPool;
    friend void transact(Connection& connection, const std::function<void()>& work);
    virtual void begin() = 0; // BEGIN IMMEDIATE, or SAVEPOINT when nested
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;
    /// Whether the outermost transaction that was last rolled back was a victim (deadlock, serialization) and may be
    /// run again.
    virtual bool was_victim() const noexcept { return false; }
};

/// A transaction that rolls back unless committed. Nested ones are savepoints. It is a write transaction from the start
/// (SQLite: BEGIN IMMEDIATE), so that it never fails half-way for want of the write lock.
class Transaction {
public:
    explicit Transaction(Connection& connection);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    /// Throws when the database refuses, or when a nested Transaction is still open; the destructor then rolls back.
    void commit();

private:
    Connection& connection_;
    int depth_ = 0;
    bool open_ = true;
};

/// Runs `work` in a transaction and commits. An outermost transaction that the engine chose as a deadlock or
/// serialization victim is run again (at most 5 times), so `work` must have no effect outside the database.
void transact(Connection& connection, const std::function<void()>& work);

enum class LockMode { shared, exclusive };

/// Who holds a process lock, for messages: "pid 4711 on host web1, `wowhost install wow`, since 2026-01-02 03:04:05
/// UTC".
struct LockHolder {
    LockHolder() = default;
    std::int64_t pid = 0;
    std::string host;
    std::string purpose;
    std::int64_t since = 0; ///< Unix seconds.
    /// The sentence part of the example above. Parts that are not known are left out.
    std::string describe() const;
};

/// A lock that dies with its process: flock beside the SQLite file, a session's advisory lock on PostgreSQL. Movable by
/// pointer only; released by the destructor, from any thread.
class ProcessLock {
public:
    virtual ~ProcessLock() = default;
};

class Database {
public:
    /// Opens `sqlite:PATH` (created when absent, folders included) or `postgresql://…`. Throws Error naming the URL
    /// (without its password) and what to do.
    static std::unique_ptr<Database> open(const std::string& url);
    virtual ~Database() = default;

    virtual Engine engine() const = 0;
    /// This thread's connection to the main store, opened on first use.
    virtual Connection& main() = 0;
    /// This thread's connection to the coordination store.
    virtual Connection& coordination() = 0;
    /// Whether this thread is inside a transaction of either store: the network must not be waited for then.
    virtual bool in_transaction() = 0;

    /// Takes the named process lock, waiting up to `wait_ms` (0: not at all); null when another process (or another
    /// ProcessLock of this one) holds it. `purpose` is what `holder` tells others.
    virtual std::unique_ptr<ProcessLock> lock(
        const std::string& name, LockMode mode, std::int64_t wait_ms, const std::string& purpose) = 0;
    /// Who holds the lock exclusively now, if anybody does and can be told.
    virtual std::optional<LockHolder> holder(const std::string& name) = 0;

    /// The URL without a password, for messages.
    virtual std::string display_url() const = 0;
};

} // namespace wowhost::database
