#include "host/service/queue_store.hpp"

#include "host/service/dialect.hpp"
#include "host/service/queue_batches.hpp"

#include <algorithm>

namespace wowhost::service {

void BatchChanges::add(
    const std::string& queue, const std::string& batch_key, std::int64_t open, std::int64_t done, std::int64_t failed)
{
    if (batch_key.empty())
        return;
    auto& change = changes_[{queue, batch_key}];
    change.open += open;
    change.done += done;
    change.failed += failed;
}

void BatchChanges::apply(database::Connection& connection, std::int64_t now_us) const
{
    for (const auto& [key, change] : changes_) {
        // Jobs for a batch that has ended begin it anew; failed jobs that are tried again continue it.
        if (change.open > 0 && change.failed == 0)
            connection.run("UPDATE wowhost_batch SET done = 0, failed = 0 "
                           "WHERE queue = ? AND batch_key = ? AND open = 0 AND ended <> 0",
                {key.first, key.second});
        connection.run("INSERT INTO wowhost_batch "
                       "(queue, batch_key, open, done, failed, ended, attempts, ready_us, changed_us) "
                       "VALUES (?, ?, ?, ?, ?, 0, 0, 0, ?) ON CONFLICT (queue, batch_key) DO UPDATE SET "
                       "open = wowhost_batch.open + excluded.open, done = wowhost_batch.done + excluded.done, "
                       "failed = wowhost_batch.failed + excluded.failed, "
                       "ended = CASE WHEN excluded.open > 0 THEN 0 ELSE wowhost_batch.ended END, "
                       "attempts = 0, ready_us = 0, changed_us = excluded.changed_us",
            {key.first, key.second, change.open, change.done, change.failed, now_us});
    }
}

std::int64_t QueueStore::end_batches(const std::string& queue,
    const std::function<void(const std::string& batch_key)>& ended, int max_attempts,
    const std::function<void(const std::string& batch_key, const std::string& reason)>& failed) const
{
    auto& connection = database_.main();
    const std::string waiting = "SELECT batch_key, attempts FROM wowhost_batch "
                                "WHERE queue = ? AND open = 0 AND ended = 0 AND ready_us <= ? LIMIT 1";
    std::int64_t count = 0;
    for (;;) {
        std::string batch_key;
        std::int64_t attempts = 0;
        const auto read = [&](const database::Row& row) {
            batch_key = row.string(0);
            attempts = row.integer(1) + 1;
        };
        const auto now = shared_now_us();
        // Without a transaction first: an idle worker must not take the write lock to find nothing.
        if (connection.run(waiting, {queue, now}, read) == 0)
            return count;
        try {
            bool called = false;
            database::transact(connection, [&] {
                called = connection.run(waiting + for_update_skip_locked(connection), {queue, now}, read) == 1;
                if (!called)
                    return;
                if (ended)
                    ended(batch_key);
                connection.run("UPDATE wowhost_batch SET ended = 1, changed_us = ? WHERE queue = ? AND batch_key = ?",
                    {now, queue, batch_key});
            });
            if (!called)
                return count;
            ++count;
        } catch (const std::exception& error) {
            const auto pause =
                std::min(retry_.base * (std::int64_t{1} << std::min<std::int64_t>(attempts - 1, 20)), retry_.cap);
            const auto ready = now + std::chrono::microseconds(pause).count();
            connection.run("UPDATE wowhost_batch SET ended = ?, attempts = ?, ready_us = ? "
                           "WHERE queue = ? AND batch_key = ? AND open = 0 AND ended = 0",
                {std::int64_t{attempts >= max_attempts ? 2 : 0}, attempts, ready, queue, batch_key});
            failed(batch_key, error.what());
        }
    }
}

QueueCounts QueueStore::counts(const std::string& queue, const std::string& batch_key) const
{
    QueueCounts counts;
    database_.main().run("SELECT open, done, failed FROM wowhost_batch WHERE queue = ? AND batch_key = ?",
        {queue, batch_key}, [&](const database::Row& row) {
            counts.pending = row.integer(0);
            counts.done = row.integer(1);
            counts.failed = row.integer(2);
        });
    if (counts.pending > 0) {
        database_.main().run(
            "SELECT count(*) FROM wowhost_job WHERE queue = ? AND state = 1 AND state < 2 AND batch_key = ?",
            {queue, batch_key},
            [&](const database::Row& row) { counts.claimed = std::min(row.integer(0), counts.pending); });
        counts.pending -= counts.claimed;
    }
    return counts;
}

void QueueStore::remove_old_batches() const
{
    constexpr std::int64_t week_us = 7LL * 24 * 3600 * 1'000'000;
    database_.main().run(
        "DELETE FROM wowhost_batch WHERE open = 0 AND ended <> 0 AND changed_us < ?", {shared_now_us() - week_us});
}

} // namespace wowhost::service
