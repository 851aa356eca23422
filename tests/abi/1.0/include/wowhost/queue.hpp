// wowhost SDK: queues and cron jobs.
//
// A queue is a named list of jobs in the database, worked on by any number of processes. A job is claimed under a lease
// with a token: when its worker dies the lease ends and the job is given out again, and a late worker cannot finish
// what somebody else has claimed. A job that fails is tried again with growing delays and ends as `failed` with its
// reason kept (`wowhost queue retry`). Delivery is at least once, in order of priority and then of arrival, best
// effort.
#pragma once

#include <wowhost/value.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace wowhost {
inline namespace v1 {

class Job {
public:
    Job(std::int64_t id_, Value payload_, int attempt_)
        : id(id_)
        , payload(std::move(payload_))
        , attempt(attempt_)
    {
    }
    std::int64_t id;
    Value payload;
    int attempt; ///< 1 for the first.
};

/// What became of a job.
class JobResult {
public:
    enum class Kind { done, failed, requeue, delay, suspend };

    static JobResult done() { return JobResult(Kind::done); }
    /// Tried again later, up to the worker's `max_attempts`; `permanent` ends it at once.
    static JobResult failed(std::string reason, bool permanent = false)
    {
        JobResult result(Kind::failed);
        result.reason = std::move(reason);
        result.permanent = permanent;
        return result;
    }
    /// Claimable at once, not counted as an attempt.
    static JobResult requeue() { return JobResult(Kind::requeue); }
    /// Claimable after `seconds`, not counted as an attempt.
    static JobResult delay(std::int64_t seconds)
    {
        JobResult result(Kind::delay);
        result.seconds = seconds;
        return result;
    }
    /// This job and the rest go back at once, and this run of the queue ends (with `seconds`: not before then).
    static JobResult suspend(std::string reason, std::int64_t seconds = 0)
    {
        JobResult result(Kind::suspend);
        result.reason = std::move(reason);
        result.seconds = seconds;
        return result;
    }

    explicit JobResult(Kind kind_)
        : kind(kind_)
    {
    }
    Kind kind;
    std::string reason;
    std::int64_t seconds = 0;
    bool permanent = false;
};

/// How a queue is worked on. `process` gets up to `batch` jobs at once, so that it may fetch for all of them
/// concurrently and store in one transaction, and returns one result per job; whatever it throws fails them all with a
/// retry. A batch is entirely within one lease.
class QueueWorker {
public:
    using Process = std::function<std::vector<JobResult>(const std::vector<Job>&)>;

    QueueWorker(std::string queue_, std::size_t batch_, Process process_)
        : queue(std::move(queue_))
        , batch(batch_)
        , process(std::move(process_))
    {
    }
    std::string queue;
    std::size_t batch;
    Process process;
    int max_attempts = 5;
    std::int64_t lease_seconds = 120;
    /// Seconds per cron run that cron spends on this queue; 0: only workers do.
    std::int64_t cron_seconds = 0;
    /// Called in a transaction when no job of `batch_key` (see Queue::enqueue) is waiting or claimed any more.
    std::function<void(const std::string& batch_key)> batch_ended;
};

/// Options of Queue::enqueue.
class EnqueueOptions {
public:
    EnqueueOptions() = default;
    std::int64_t delay_seconds = 0;
    int priority = 0; ///< Higher goes first.
    std::string batch_key; ///< Jobs of one batch; see QueueWorker::batch_ended.
};

class QueueCounts {
public:
    QueueCounts() = default;
    std::int64_t pending = 0; ///< Waiting, delayed ones included.
    std::int64_t claimed = 0;
    std::int64_t failed = 0;
    std::int64_t done = 0; ///< Since the queue was made.
};

class Queue {
public:
    virtual ~Queue() = default;
    /// Adds jobs. A job whose `unique_key` (one per payload; empty: none) already waits or is claimed in this queue is
    /// not added again. Returns how many were added. Part of the caller's transaction.
    virtual std::int64_t enqueue(const std::string& queue, const std::vector<std::pair<std::string, Value>>& jobs,
        const EnqueueOptions& options = {}) const = 0;
    virtual QueueCounts counts(const std::string& queue) const = 0;
    virtual QueueCounts counts(const std::string& queue, const std::string& batch_key) const = 0;
    /// Works on the queue in this process until it is empty (delayed jobs waited for) or `stop` says true. `progress`
    /// is called after each batch with what this call has done and what is left.
    virtual QueueCounts drain(const std::string& queue, const std::function<bool()>& stop,
        const std::function<void(const QueueCounts&)>& progress) const = 0;
    /// Forgets all jobs of a queue.
    virtual void clear(const std::string& queue) const = 0;
};

/// Work that the host repeats. It runs in one process at a time; an exception is logged and the others go on.
class CronJob {
public:
    CronJob(std::string name_, std::int64_t every_seconds_, std::function<std::string()> run_)
        : name(std::move(name_))
        , every_seconds(every_seconds_)
        , run(std::move(run_))
    {
    }
    std::string name; ///< `<module>.<what>`
    std::int64_t every_seconds; ///< 0: at each cron run.
    std::function<std::string()> run; ///< Returns a sentence for the report.
};

} // namespace v1
} // namespace wowhost
