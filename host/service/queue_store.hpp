// Queues in the database: jobs, claims under a lease, results, batches.
//
// A job waits, is claimed, or has failed for good; a job that is done is gone and counted. A claim bears a random
// token, and every result is conditioned on it: whoever comes late, after the lease ended and somebody else claimed the
// job, gets Error(conflict) and changes nothing of it. Time is the database's clock. Everything here is part of the
// caller's transaction where there is one. Any thread.
#pragma once

#include "host/database/database.hpp"
#include "host/service/clock.hpp"

#include <wowhost/queue.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wowhost::service {

/// When a failed job is tried again: `base` · 2^(attempt - 1), at most `cap`, less up to a half at random.
struct RetryPolicy {
    std::chrono::milliseconds base{5'000};
    std::chrono::milliseconds cap{3'600'000};
};

struct QueueClaim {
    std::string queue;
    std::string token;
    std::vector<Job> jobs; ///< By priority, then time, then id.
};

/// What the results of a batch came to.
struct Settlement {
    std::int64_t done = 0;
    std::int64_t failed = 0; ///< For good.
    std::int64_t retried = 0; ///< Failed and tried again later.
    std::int64_t returned = 0; ///< Requeued, delayed, suspended.
    Settlement& operator+=(const Settlement& other);
};

struct QueueSummary {
    std::string name;
    std::string module;
    QueueCounts counts;
};

struct FailedJob {
    std::int64_t id = 0;
    std::string reason;
    std::int64_t attempts = 0;
    Value payload;
};

class QueueStore {
public:
    QueueStore(database::Database& database, const Clock& clock, RetryPolicy retry = {});

    /// Says whose queue it is, whoever enqueues first: jobs of a queue go when its module goes. At install.
    void declare(const std::string& module, const std::string& queue) const;

    /// See wowhost::Queue::enqueue. Without a declaration the queue belongs to the module that enqueues first.
    std::int64_t enqueue(const std::string& module, const std::string& queue,
        const std::vector<std::pair<std::string, Value>>& jobs, const EnqueueOptions& options = {}) const;

    /// Takes up to `limit` jobs under one lease; none while the queue is suspended. A job whose `max_attempts` claims
    /// all ended without a result (its worker died) becomes failed instead.
    QueueClaim claim(
        const std::string& queue, std::size_t limit, std::chrono::milliseconds lease, int max_attempts) const;
    /// Lets the lease of what is left of the claim end `lease` from now; false when nothing is.
    bool renew(const QueueClaim& claim, std::chrono::milliseconds lease) const;
    /// Records one result per job of the claim, in one transaction. Jobs that were lost to somebody else are left
    /// alone, the others recorded; then Error(conflict) names the lost ones. A suspension with seconds suspends the
    /// queue for all processes.
    Settlement settle(const QueueClaim& claim, const std::vector<JobResult>& results, int max_attempts) const;
    /// Gives back all jobs of a claim at once, not counted as an attempt.
    void release(const QueueClaim& claim) const;

    /// Calls `ended` for each batch of the queue that has no waiting or claimed job any more: in a transaction that
    /// also records the call, so exactly once. When it throws, everything it did is rolled back, `failed` is told, and
    /// it is called again later, at most `max_attempts` times. Returns how many batches ended.
    std::int64_t end_batches(const std::string& queue, const std::function<void(const std::string& batch_key)>& ended,
        int max_attempts,
        const std::function<void(const std::string& batch_key, const std::string& reason)>& failed) const;

    QueueCounts counts(const std::string& queue) const;
    /// Counts since the batch was begun; `done` is kept for a week after its end.
    QueueCounts counts(const std::string& queue, const std::string& batch_key) const;
    /// When the next waiting or claimed job may be given out, on the database's clock in microseconds; nullopt: none.
    std::optional<std::int64_t> next_ready_us(const std::string& queue) const;
    /// Until when the queue is suspended; 0: it is not.
    std::int64_t suspended_until_us(const std::string& queue) const;
    std::int64_t shared_now_us() const;

    std::vector<QueueSummary> list() const;
    std::vector<FailedJob> failed_jobs(const std::string& queue, std::int64_t limit) const;
    /// Lets all failed jobs wait again with fresh attempts; of several with one unique key the newest. Ends a
    /// suspension. Returns how many wait again.
    std::int64_t retry(const std::string& queue) const;
    /// Forgets all jobs of the queue; returns how many.
    std::int64_t clear(const std::string& queue) const;
    /// Forgets the module's jobs with these keys.
    void forget(const std::string& module, const std::string& queue, const std::vector<std::string>& unique_keys) const;
    /// Forgets the module's queues with all their jobs, and its jobs in the queues of others.
    void remove_module(const std::string& module) const;
    /// Housekeeping: batches that ended a week ago.
    void remove_old_batches() const;

private:
    database::Database& database_;
    const Clock& clock_;
    RetryPolicy retry_;
};

} // namespace wowhost::service
