#include "host/service/queue_store.hpp"

#include "host/service/dialect.hpp"
#include "host/service/queue_batches.hpp"
#include "host/service/text.hpp"
#include "host/service/token.hpp"

#include <wowhost/json.hpp>

#include <algorithm>

namespace wowhost::service {
namespace {

using database::Bound;
using database::Row;

void check(const std::string& queue)
{
    constexpr std::size_t longest = 200;
    if (queue.empty() || queue.size() > longest)
        throw Error(ErrorCode::invalid_argument,
            "a queue's name has 1 to 200 bytes; \"" + queue.substr(0, 60) + "\" has " + std::to_string(queue.size()));
}

void add_queue(database::Connection& connection, const std::string& module, const std::string& queue)
{
    bool known = false;
    connection.run("SELECT 1 FROM wowhost_queue WHERE name = ?", {queue}, [&](const Row&) { known = true; });
    if (!known)
        connection.run("INSERT INTO wowhost_queue (name, module, done, suspended_us) VALUES (?, ?, 0, 0) "
                       "ON CONFLICT (name) DO NOTHING",
            {queue, module});
}

} // namespace

Settlement& Settlement::operator+=(const Settlement& other)
{
    done += other.done;
    failed += other.failed;
    retried += other.retried;
    returned += other.returned;
    return *this;
}

QueueStore::QueueStore(database::Database& database, const Clock& clock, RetryPolicy retry)
    : database_(database)
    , clock_(clock)
    , retry_(retry)
{
}

std::int64_t QueueStore::shared_now_us() const { return clock_.shared_now_us(database_.main()); }

void QueueStore::declare(const std::string& module, const std::string& queue) const
{
    check(queue);
    database_.main().run("INSERT INTO wowhost_queue (name, module, done, suspended_us) VALUES (?, ?, 0, 0) "
                         "ON CONFLICT (name) DO UPDATE SET module = excluded.module",
        {queue, module});
}

std::int64_t QueueStore::enqueue(const std::string& module, const std::string& queue,
    const std::vector<std::pair<std::string, Value>>& jobs, const EnqueueOptions& options) const
{
    check(queue);
    if (jobs.empty())
        return 0;
    const auto batch_key = bounded_name(options.batch_key);
    std::vector<std::string> texts; // what the bound views look at
    texts.reserve(jobs.size() * 2);
    const auto now = shared_now_us();
    std::vector<Bound> flat;
    constexpr std::size_t columns = 8;
    flat.reserve(jobs.size() * columns);
    for (const auto& [unique_key, payload] : jobs) {
        flat.emplace_back(std::string_view(queue));
        flat.emplace_back(std::string_view(module));
        if (unique_key.empty())
            flat.emplace_back(std::monostate());
        else
            flat.emplace_back(std::string_view(texts.emplace_back(bounded_name(unique_key))));
        flat.emplace_back(std::string_view(batch_key));
        flat.emplace_back(std::int64_t{options.priority});
        flat.emplace_back(now + std::max<std::int64_t>(options.delay_seconds, 0) * 1'000'000);
        flat.emplace_back(std::string_view(texts.emplace_back(to_json_text(payload))));
        flat.emplace_back(now);
    }
    auto& connection = database_.main();
    std::int64_t added = 0;
    database::transact(connection, [&] {
        add_queue(connection, module, queue);
        added = connection.run_many(
            "INSERT INTO wowhost_job (queue, module, unique_key, batch_key, priority, ready_us, state, attempts, "
            "payload, created_us) VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, ?) ON CONFLICT DO NOTHING",
            columns, flat);
        if (added > 0) {
            BatchChanges batches;
            batches.add(queue, batch_key, added);
            batches.apply(connection, now);
        }
    });
    return added;
}

QueueCounts QueueStore::counts(const std::string& queue) const
{
    QueueCounts counts;
    auto& connection = database_.main();
    connection.run("SELECT count(CASE WHEN state = 0 THEN 1 END), count(CASE WHEN state = 1 THEN 1 END) "
                   "FROM wowhost_job WHERE queue = ? AND state < 2",
        {queue}, [&](const Row& row) {
            counts.pending = row.integer(0);
            counts.claimed = row.integer(1);
        });
    connection.run("SELECT count(*) FROM wowhost_job WHERE queue = ? AND state = 2", {queue},
        [&](const Row& row) { counts.failed = row.integer(0); });
    connection.run("SELECT done FROM wowhost_queue WHERE name = ?", {queue},
        [&](const Row& row) { counts.done = row.integer(0); });
    return counts;
}

std::optional<std::int64_t> QueueStore::next_ready_us(const std::string& queue) const
{
    std::optional<std::int64_t> next;
    database_.main().run(
        "SELECT min(ready_us) FROM wowhost_job WHERE queue = ? AND state < 2", {queue}, [&](const Row& row) {
            if (!row.is_null(0))
                next = row.integer(0);
        });
    return next;
}

std::int64_t QueueStore::suspended_until_us(const std::string& queue) const
{
    std::int64_t until = 0;
    database_.main().run("SELECT suspended_us FROM wowhost_queue WHERE name = ?", {queue},
        [&](const Row& row) { until = row.integer(0); });
    return until > 0 && until > shared_now_us() ? until : 0;
}

std::vector<QueueSummary> QueueStore::list() const
{
    std::vector<QueueSummary> queues;
    database_.main().run("SELECT name, module FROM wowhost_queue ORDER BY name", {}, [&](const Row& row) {
        queues.push_back({row.string(0), row.string(1), {}});
    });
    for (auto& queue : queues)
        queue.counts = counts(queue.name);
    return queues;
}

std::vector<FailedJob> QueueStore::failed_jobs(const std::string& queue, std::int64_t limit) const
{
    std::vector<FailedJob> jobs;
    database_.main().run("SELECT id, reason, attempts, payload FROM wowhost_job WHERE queue = ? AND state = 2 "
                         "ORDER BY id LIMIT ?",
        {queue, limit}, [&](const Row& row) {
            jobs.push_back({row.integer(0), row.string(1), row.integer(2), parse_json(row.text(3))});
        });
    return jobs;
}

std::int64_t QueueStore::retry(const std::string& queue) const
{
    auto& connection = database_.main();
    std::int64_t count = 0;
    const auto work = [&] {
        const auto now = shared_now_us();
        BatchChanges batches;
        connection.run("DELETE FROM wowhost_job WHERE queue = ? AND state = 2 AND unique_key IS NOT NULL AND (EXISTS "
                       "(SELECT 1 FROM wowhost_job o WHERE o.queue = wowhost_job.queue "
                       "AND o.unique_key = wowhost_job.unique_key AND o.state < 2) OR id NOT IN (SELECT max(id) "
                       "FROM wowhost_job WHERE queue = ? AND state = 2 AND unique_key IS NOT NULL "
                       "GROUP BY unique_key)) RETURNING batch_key",
            {queue, queue}, [&](const Row& row) { batches.add(queue, row.string(0), 0, 0, -1); });
        count = connection.run("UPDATE wowhost_job SET state = 0, attempts = 0, token = NULL, ready_us = ? "
                               "WHERE queue = ? AND state = 2 RETURNING batch_key",
            {now, queue}, [&](const Row& row) { batches.add(queue, row.string(0), 1, 0, -1); });
        batches.apply(connection, now);
        connection.run("UPDATE wowhost_queue SET suspended_us = 0 WHERE name = ? AND suspended_us > 0", {queue});
    };
    constexpr int attempts = 3; // somebody may enqueue the same unique key between the two statements
    for (int attempt = 1;; ++attempt) {
        try {
            database::transact(connection, work);
            return count;
        } catch (const Error& error) {
            if (error.code() != ErrorCode::conflict || attempt == attempts || connection.transaction_depth() > 0)
                throw;
        }
    }
}

std::int64_t QueueStore::clear(const std::string& queue) const
{
    auto& connection = database_.main();
    std::int64_t count = 0;
    database::transact(connection, [&] {
        count = connection.run("DELETE FROM wowhost_job WHERE queue = ?", {queue});
        connection.run("DELETE FROM wowhost_batch WHERE queue = ?", {queue});
    });
    return count;
}

void QueueStore::forget(
    const std::string& module, const std::string& queue, const std::vector<std::string>& unique_keys) const
{
    auto& connection = database_.main();
    // Rows go by the million, and most of the time there are no jobs at all.
    if (connection.run("SELECT 1 FROM wowhost_job WHERE queue = ? AND state < 2 LIMIT 1", {queue}) == 0
        && connection.run("SELECT 1 FROM wowhost_job WHERE queue = ? AND state = 2 LIMIT 1", {queue}) == 0)
        return;
    database::transact(connection, [&] {
        BatchChanges batches;
        for (const auto& unique_key : unique_keys) {
            const auto key = bounded_name(unique_key);
            for (const bool failed : {false, true}) // each has its index
                connection.run("DELETE FROM wowhost_job WHERE queue = ? AND unique_key = ? AND module = ? AND "
                        + std::string(failed ? "state = 2" : "state < 2") + " RETURNING batch_key",
                    {queue, key, module},
                    [&](const Row& row) { batches.add(queue, row.string(0), failed ? 0 : -1, 0, failed ? -1 : 0); });
        }
        batches.apply(connection, shared_now_us());
    });
}

void QueueStore::remove_module(const std::string& module) const
{
    auto& connection = database_.main();
    database::transact(connection, [&] {
        for (const auto* table : {"DELETE FROM wowhost_job WHERE queue", "DELETE FROM wowhost_batch WHERE queue"})
            connection.run(std::string(table) + " IN (SELECT name FROM wowhost_queue WHERE module = ?)", {module});
        connection.run("DELETE FROM wowhost_queue WHERE module = ?", {module});
        BatchChanges batches;
        connection.run("DELETE FROM wowhost_job WHERE module = ? RETURNING queue, batch_key, state", {module},
            [&](const Row& row) {
                const bool failed = row.integer(2) == 2;
                batches.add(row.string(0), row.string(1), failed ? 0 : -1, 0, failed ? -1 : 0);
            });
        batches.apply(connection, shared_now_us());
    });
}

} // namespace wowhost::service
