// The site's log: rows in the coordination store, which survive a rollback of the transaction around them, and lines on
// stderr.
//
// `write` never throws and never calls itself: when the store fails, the line on stderr says so. The table is bounded:
// the oldest rows go now and then. Secrets known to the redactor never appear. Any thread.
#pragma once

#include "host/database/database.hpp"
#include "host/service/clock.hpp"
#include "host/service/log_format.hpp"
#include "host/service/redactor.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace wowhost::service {

struct LogOptions {
    LogLevel stored = LogLevel::info; ///< The lowest level that is stored.
    LogLevel printed = LogLevel::info; ///< The lowest level that is printed to stderr.
    LogFormat format = LogFormat::text;
    std::int64_t rows_kept = 20'000;
    /// Replaces stderr; gets one line without its line feed.
    std::function<void(const std::string& line)> output;
};

class LogStore {
public:
    /// The redactor must outlive the log. `database` may be null: nothing is stored then.
    LogStore(database::Database* database, const Clock& clock, const Redactor& redactor, LogOptions options = {});
    /// Stores what could not be stored inside a transaction.
    ~LogStore();
    LogStore(const LogStore&) = delete;
    LogStore& operator=(const LogStore&) = delete;

    void write(
        const std::string& module, LogLevel level, const std::string& message, const Value& context = {}) noexcept;
    /// Newest first. An empty module: all; `level` is the lowest that is wanted.
    std::vector<LogEntry> show(const std::string& module, LogLevel level, std::int64_t limit) const;
    /// Removes the entries whose context says that `fact` is one of the ids.
    void forget(const std::string& fact, const std::vector<std::int64_t>& ids);
    /// Removes all rows but the newest `rows_kept`; happens by itself now and then.
    void trim() const;
    /// The verbosity of stderr may change (`-v`, `-q`).
    void print_from(LogLevel level) noexcept { printed_ = level; }

    const Redactor& redactor() const noexcept { return redactor_; }

private:
    void write_entry(LogEntry entry);
    void store(const std::vector<LogEntry>& entries);
    void print(const LogEntry& entry) const;

    database::Database* database_;
    const Clock& clock_;
    const Redactor& redactor_;
    LogOptions options_;
    std::atomic<LogLevel> printed_;
    std::atomic<std::int64_t> written_{0};
    std::mutex mutex_;
    std::vector<LogEntry> waiting_; ///< Written inside a transaction of the coordination store, stored after it.
};

} // namespace wowhost::service
