#include "host/service/queue_runner.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace wowhost::service {
namespace {

std::chrono::milliseconds lease_of(const QueueWorker& worker)
{
    return std::chrono::seconds(std::max<std::int64_t>(worker.lease_seconds, 1));
}

std::vector<JobResult> all_failed(const QueueClaim& claim, const std::string& reason)
{
    return std::vector<JobResult>(claim.jobs.size(), JobResult::failed(reason));
}

/// From the first suspension on, what did not work out goes back without an attempt: its cause is the suspension's.
void return_what_follows_suspension(std::vector<JobResult>& results)
{
    bool suspended = false;
    for (auto& result : results) {
        suspended = suspended || result.kind == JobResult::Kind::suspend;
        if (suspended && result.kind == JobResult::Kind::failed && !result.permanent)
            result = JobResult::requeue();
    }
}

} // namespace

QueueRunner::QueueRunner(const QueueStore& queues, LogStore& log, const Clock& clock, Enter enter)
    : queues_(queues)
    , log_(log)
    , clock_(clock)
    , enter_(std::move(enter))
    , leases_(queues, [this](const std::string& queue, const std::string& what) {
        log_.write("wowhost", LogLevel::warning, "queue " + queue + ": " + what);
    })
{
}

std::vector<JobResult> QueueRunner::process(const BoundWorker& worker, const QueueClaim& claim)
{
    const auto failed = [&](const std::string& reason) {
        log_.write(worker.module, LogLevel::error, "queue " + claim.queue + ": " + reason,
            Value::object({{"queue", claim.queue}, {"jobs", claim.jobs.size()}}));
        return all_failed(claim, reason);
    };
    try {
        auto results = worker.worker.process(claim.jobs);
        if (results.size() == claim.jobs.size())
            return results;
        return failed("the worker returned " + std::to_string(results.size()) + " results for "
            + std::to_string(claim.jobs.size()) + " jobs; it must return one for each");
    } catch (const Error& error) {
        if (error.code() == ErrorCode::cancelled)
            return std::vector<JobResult>(claim.jobs.size(), JobResult::requeue());
        return failed(error.what());
    } catch (const std::exception& error) {
        return failed(error.what());
    } catch (...) {
        return failed("the worker threw something that is no std::exception");
    }
}

void QueueRunner::record(
    const BoundWorker& worker, const QueueClaim& claim, std::vector<JobResult> results, RunReport& report)
{
    return_what_follows_suspension(results);
    for (std::size_t i = 0; i < results.size(); ++i) {
        auto& result = results[i];
        result.reason = log_.redactor().redact(result.reason);
        const bool last = result.permanent || claim.jobs[i].attempt >= worker.worker.max_attempts;
        if (result.kind == JobResult::Kind::failed && last)
            log_.write(worker.module, LogLevel::error,
                "queue " + claim.queue + ": job " + std::to_string(claim.jobs[i].id)
                    + " failed for good: " + result.reason,
                Value::object({{"queue", claim.queue}, {"job", claim.jobs[i].id}, {"attempt", claim.jobs[i].attempt}}));
        if (result.kind == JobResult::Kind::suspend && !report.suspended) {
            report.suspended = true;
            report.reason = result.reason;
            report.resume_ms = result.seconds > 0 ? clock_.now_ms() + result.seconds * 1000 : 0;
            log_.write(worker.module, LogLevel::notice, "queue " + claim.queue + " is suspended: " + result.reason);
        }
    }
    try {
        report.settled += queues_.settle(claim, results, worker.worker.max_attempts);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::conflict)
            throw;
        report.lost += static_cast<std::int64_t>(claim.jobs.size());
        log_.write(worker.module, LogLevel::warning, error.what());
    }
}

void QueueRunner::end_batches(const BoundWorker& worker)
{
    queues_.end_batches(worker.worker.queue, worker.worker.batch_ended, worker.worker.max_attempts,
        [&](const std::string& batch_key, const std::string& reason) {
            log_.write(worker.module, LogLevel::error,
                "queue " + worker.worker.queue + ": the end of batch " + batch_key + " failed: " + reason);
        });
}

bool QueueRunner::step(const BoundWorker& worker, std::size_t most, RunReport& report)
{
    const auto lease = lease_of(worker.worker);
    const auto limit = std::min(std::max<std::size_t>(worker.worker.batch, 1), most);
    const auto claim = queues_.claim(worker.worker.queue, limit, lease, worker.worker.max_attempts);
    if (!claim.jobs.empty()) {
        const auto kept = leases_.keep(claim, lease);
        record(worker, claim, process(worker, claim), report);
    }
    end_batches(worker);
    return !claim.jobs.empty();
}

bool QueueRunner::wait_for_more(const std::string& queue, const Stop& stop) const
{
    const auto counts = queues_.counts(queue);
    if (counts.pending + counts.claimed == 0)
        return false;
    // In short steps: another process may finish or add jobs, and a test may move the clock.
    constexpr std::int64_t shortest_us = 10'000;
    constexpr std::int64_t longest_us = 200'000;
    const auto ready = std::max(queues_.next_ready_us(queue).value_or(0), queues_.suspended_until_us(queue));
    const auto pause = std::clamp(ready - queues_.shared_now_us(), shortest_us, longest_us);
    if (!stop || !stop())
        std::this_thread::sleep_for(std::chrono::microseconds(pause));
    return true;
}

RunReport QueueRunner::run(
    const BoundWorker& worker, const RunLimits& limits, const Stop& stop, const Progress& progress)
{
    RunReport report;
    const auto started = clock_.now_ms();
    for (std::int64_t worked_on = 0;;) {
        const auto& settled = report.settled;
        worked_on = settled.done + settled.failed + settled.retried + settled.returned + report.lost;
        if ((stop && stop()) || (limits.seconds > 0 && clock_.now_ms() - started >= limits.seconds * 1000)
            || (limits.jobs > 0 && worked_on >= limits.jobs))
            return report;
        const auto unit = enter_ ? enter_() : nullptr;
        if (enter_ && !unit) {
            report.interrupted = true;
            return report;
        }
        const auto most = limits.jobs > 0 ? static_cast<std::size_t>(limits.jobs - worked_on) : worker.worker.batch;
        if (step(worker, std::max<std::size_t>(most, 1), report)) {
            if (progress) {
                auto counts = queues_.counts(worker.worker.queue);
                counts.done = settled.done;
                counts.failed = settled.failed;
                progress(counts);
            }
            if (report.suspended)
                return report;
        } else if (!limits.until_empty || !wait_for_more(worker.worker.queue, stop)) {
            return report;
        }
    }
}

} // namespace wowhost::service
