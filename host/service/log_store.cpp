#include "host/service/log_store.hpp"

#include "host/database/value_set.hpp"
#include "host/service/text.hpp"

#include <wowhost/json.hpp>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <utility>

namespace wowhost::service {
namespace {

constexpr std::size_t longest_message = 16 * 1024;
constexpr std::int64_t rows_between_trims = 1000;

std::function<void(const std::string&)> to_stderr()
{
    auto logger = std::make_shared<spdlog::logger>("wowhost", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_pattern("%v");
    return [logger](const std::string& line) { logger->info(line); };
}

std::string stored_text(std::string_view text)
{
    auto clean = cut_utf8(valid_utf8(text), longest_message);
    std::replace(clean.begin(), clean.end(), '\0', ' ');
    return clean;
}

/// Whether this thread is inside `write` already: what the store does must not log into itself.
thread_local bool writing = false;

} // namespace

LogStore::LogStore(database::Database* database, const Clock& clock, const Redactor& redactor, LogOptions options)
    : database_(database)
    , clock_(clock)
    , redactor_(redactor)
    , options_(std::move(options))
    , printed_(options_.printed)
{
    if (!options_.output)
        options_.output = to_stderr();
}

LogStore::~LogStore()
{
    try {
        store(std::exchange(waiting_, {}));
    } catch (const std::exception&) {
        // They stand on stderr.
    }
}

void LogStore::write(
    const std::string& module, LogLevel level, const std::string& message, const Value& context) noexcept
{
    if (writing)
        return;
    writing = true;
    try {
        LogEntry entry;
        entry.time_us = clock_.now_us();
        entry.module = module;
        entry.level = level;
        entry.message = stored_text(redactor_.redact(message));
        entry.context = redactor_.redact_value(context);
        entry.pid = ::getpid();
        write_entry(std::move(entry));
    } catch (...) {
        std::fputs("wowhost: a log entry was lost for want of memory\n", stderr);
    }
    writing = false;
}

void LogStore::write_entry(LogEntry entry)
{
    if (entry.level >= printed_)
        print(entry);
    if (database_ == nullptr || entry.level < options_.stored)
        return;
    try {
        std::vector<LogEntry> entries;
        {
            const std::lock_guard lock(mutex_);
            constexpr std::size_t most_waiting = 1000;
            if (database_->coordination().transaction_depth() > 0) {
                if (waiting_.size() < most_waiting)
                    waiting_.push_back(std::move(entry));
                return;
            }
            entries = std::exchange(waiting_, {});
        }
        entries.push_back(std::move(entry));
        store(entries);
        if (++written_ % rows_between_trims == 0)
            trim();
    } catch (const std::exception& error) {
        LogEntry trouble;
        trouble.time_us = clock_.now_us();
        trouble.module = "wowhost";
        trouble.level = LogLevel::error;
        trouble.message = "the log cannot be stored, see stderr for its entries: " + redactor_.redact(error.what());
        trouble.pid = ::getpid();
        print(trouble);
    }
}

void LogStore::store(const std::vector<LogEntry>& entries)
{
    if (database_ == nullptr || entries.empty())
        return;
    std::vector<std::string> contexts;
    contexts.reserve(entries.size());
    std::vector<database::Bound> flat;
    for (const auto& entry : entries) {
        const auto& context =
            contexts.emplace_back(entry.context.is_null() ? std::string() : to_json_text(entry.context));
        flat.insert(flat.end(),
            {entry.time_us, std::string_view(entry.module), std::int64_t{static_cast<int>(entry.level)},
                std::string_view(entry.message),
                std::string_view(context.size() <= longest_message ? context : std::string_view()), entry.pid});
    }
    database_->coordination().run_many(
        "INSERT INTO wowhost_log (time_us, module, level, message, context, pid) VALUES (?, ?, ?, ?, ?, ?)", 6, flat);
}

void LogStore::print(const LogEntry& entry) const
{
    try {
        options_.output(options_.format == LogFormat::json ? json_line(entry) : text_line(entry));
    } catch (const std::exception&) {
        // Nobody is left to tell.
    }
}

std::vector<LogEntry> LogStore::show(const std::string& module, LogLevel level, std::int64_t limit) const
{
    std::vector<LogEntry> entries;
    if (database_ == nullptr)
        return entries;
    const auto read = [&](const database::Row& row) {
        LogEntry entry;
        entry.id = row.integer(0);
        entry.time_us = row.integer(1);
        entry.module = row.string(2);
        entry.level = static_cast<LogLevel>(std::clamp<std::int64_t>(row.integer(3), 0, 5));
        entry.message = row.string(4);
        if (!row.text(5).empty())
            entry.context = parse_json(row.text(5));
        entry.pid = row.integer(6);
        entries.push_back(std::move(entry));
    };
    const std::string select = "SELECT id, time_us, module, level, message, context, pid FROM wowhost_log "
                               "WHERE level >= ?";
    const std::string end = " ORDER BY id DESC LIMIT ?";
    const auto lowest = std::int64_t{static_cast<int>(level)};
    auto& connection = database_->coordination();
    if (module.empty())
        connection.run(select + end, {lowest, limit}, read);
    else
        connection.run(select + " AND module = ?" + end, {lowest, module, limit}, read);
    return entries;
}

void LogStore::forget(const std::string& fact, const std::vector<std::int64_t>& ids)
{
    if (database_ == nullptr || ids.empty())
        return;
    const std::set<std::int64_t> forgotten(ids.begin(), ids.end());
    const auto is_meant = [&](const Value& context) {
        const auto& id = context[fact];
        return id.is_integer() && forgotten.count(id.integer()) > 0;
    };
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(waiting_, [&](const LogEntry& entry) { return is_meant(entry.context); });
    }
    auto& connection = database_->coordination();
    std::vector<std::int64_t> rows;
    connection.run("SELECT id, context FROM wowhost_log WHERE context <> ''", {}, [&](const database::Row& row) {
        const auto text = row.text(1);
        if (text.find('"' + fact + '"') != std::string_view::npos && is_meant(parse_json(text)))
            rows.push_back(row.integer(0));
    });
    if (rows.empty())
        return; // without the lock that writers need
    connection.run("DELETE FROM wowhost_log WHERE " + database::in_ids(connection.engine(), "id"),
        {database::id_set(connection.engine(), rows)});
}

void LogStore::trim() const
{
    if (database_ != nullptr)
        database_->coordination().run(
            "DELETE FROM wowhost_log WHERE id <= (SELECT max(id) FROM wowhost_log) - ?", {options_.rows_kept});
}

} // namespace wowhost::service
