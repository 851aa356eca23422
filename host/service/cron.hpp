// Cron: runs the jobs that are due, then the queues that have time in a cron run.
//
// One run at a time across all processes: the process lock `cron` is held for the whole run, so it ends with its
// process. A job that throws is logged and the others go on; a job that was killed half-way is due again.
#pragma once

#include "host/database/database.hpp"
#include "host/service/clock.hpp"
#include "host/service/locks.hpp"
#include "host/service/log_store.hpp"
#include "host/service/queue_runner.hpp"

#include <wowhost/queue.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wowhost::service {

/// A job and the module that registered it; `run` is called as it is.
struct BoundCronJob {
    std::string module;
    CronJob job;
};

struct CronResult {
    std::string job; ///< The job's name, or "queue <name>".
    std::string module;
    std::string result; ///< "done" or "failed".
    std::string message;
    std::int64_t duration_ms = 0;
};

struct CronReport {
    bool overlapping = false; ///< Another run is going on; nothing was done.
    bool interrupted = false; ///< `enter` gave nothing, or `stop` said true.
    std::string message;
    std::vector<CronResult> results;
};

/// What is known of a job: `last_run` 0 when it never ran, `next_run` when it is due.
struct CronSchedule {
    std::string job;
    std::string module;
    std::int64_t every_seconds = 0;
    std::int64_t last_run = 0;
    std::int64_t next_run = 0;
    std::string result;
    std::string message;
    std::int64_t duration_ms = 0;
};

class CronRunner {
public:
    CronRunner(database::Database& database, LogStore& log, const Clock& clock, QueueRunner& queues,
        QueueRunner::Enter enter = {});

    /// `force`: all jobs, due or not. `purpose` is what a second run is told.
    CronReport run(const std::vector<BoundCronJob>& jobs, const std::vector<BoundWorker>& workers, bool force,
        const std::string& purpose, const QueueRunner::Stop& stop = {});
    std::vector<CronSchedule> list(const std::vector<BoundCronJob>& jobs) const;
    void remove_module(const std::string& module) const;

private:
    CronResult run_job(const BoundCronJob& job);
    void run_queues(const std::vector<BoundWorker>& workers, const QueueRunner::Stop& stop, CronReport& report);
    void record(const CronResult& result, std::int64_t started) const;

    database::Database& database_;
    LogStore& log_;
    const Clock& clock_;
    QueueRunner& queues_;
    QueueRunner::Enter enter_;
};

/// The host's own jobs: the log's oldest rows, expired locks, batches that ended long ago. The services must outlive
/// them.
std::vector<BoundCronJob> housekeeping(const LogStore& log, LockService& locks, const QueueStore& queues);

} // namespace wowhost::service
