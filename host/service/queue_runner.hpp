// Works on queues: claims batches, hands them to the worker, records what became of them.
//
// What a worker throws fails its batch, to be tried again; Error(cancelled) gives it back uncounted. A process that
// dies leaves its jobs claimed, and they come back when the lease ends. Any thread; several runs at once.
#pragma once

#include "host/service/clock.hpp"
#include "host/service/lease_keeper.hpp"
#include "host/service/log_store.hpp"
#include "host/service/queue_store.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wowhost::service {

/// A queue's worker and the module that registered it. The functions inside are called as they are: bind the guard
/// around them before.
struct BoundWorker {
    std::string module;
    QueueWorker worker;
};

struct RunLimits {
    std::int64_t jobs = 0; ///< At most so many; 0: no limit.
    std::int64_t seconds = 0; ///< No new batch after that; 0: no limit.
    bool until_empty = false; ///< Waits for delayed jobs, and for jobs that other processes have claimed.
};

struct RunReport {
    Settlement settled;
    std::int64_t lost = 0; ///< Worked on, but somebody else had them by then.
    bool suspended = false; ///< The worker suspended its queue.
    std::int64_t resume_ms = 0; ///< If suspended: not before this time of the clock; 0: at any time.
    bool interrupted = false; ///< `enter` gave nothing.
    std::string reason; ///< Of the suspension.
};

class QueueRunner {
public:
    using Stop = std::function<bool()>;
    /// What this call has done (`done`, `failed`) and what the queue still holds (`pending`, `claimed`).
    using Progress = std::function<void(const QueueCounts&)>;
    /// Called before each batch; what it returns is held until the batch is recorded (the work lock). Null ends the
    /// run.
    using Enter = std::function<std::shared_ptr<void>()>;

    QueueRunner(const QueueStore& queues, LogStore& log, const Clock& clock, Enter enter = {});

    RunReport run(const BoundWorker& worker, const RunLimits& limits, const Stop& stop, const Progress& progress = {});
    /// Works on all queues with `threads` threads until `stop` says true, or with `until_empty` until all are empty or
    /// suspended. Otherwise a suspended queue is taken up again after its time, 30 s at least. Trouble with the
    /// database is logged and outlasted for a minute, then thrown. `stop` and `progress` (of the first queue) are
    /// called on the caller's thread.
    RunReport run_workers(const std::vector<BoundWorker>& workers, std::size_t threads, const Stop& stop,
        bool until_empty, const Progress& progress = {});

private:
    class Pool;
    /// Claims and works on one batch; false when there was none.
    bool step(const BoundWorker& worker, std::size_t most, RunReport& report);
    std::vector<JobResult> process(const BoundWorker& worker, const QueueClaim& claim);
    void record(const BoundWorker& worker, const QueueClaim& claim, std::vector<JobResult> results, RunReport& report);
    void end_batches(const BoundWorker& worker);
    bool wait_for_more(const std::string& queue, const Stop& stop) const;

    const QueueStore& queues_;
    LogStore& log_;
    const Clock& clock_;
    Enter enter_;
    LeaseKeeper leases_;
};

} // namespace wowhost::service
