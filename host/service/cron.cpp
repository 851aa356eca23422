#include "host/service/cron.hpp"

#include "host/service/text.hpp"

#include <algorithm>
#include <map>

namespace wowhost::service {

CronRunner::CronRunner(
    database::Database& database, LogStore& log, const Clock& clock, QueueRunner& queues, QueueRunner::Enter enter)
    : database_(database)
    , log_(log)
    , clock_(clock)
    , queues_(queues)
    , enter_(std::move(enter))
{
}

CronReport CronRunner::run(const std::vector<BoundCronJob>& jobs, const std::vector<BoundWorker>& workers, bool force,
    const std::string& purpose, const QueueRunner::Stop& stop)
{
    CronReport report;
    const auto lock = database_.lock("cron", database::LockMode::exclusive, 0, purpose);
    if (!lock) {
        report.overlapping = true;
        report.message = "Attempting to re-run cron while it is already running.";
        if (const auto holder = database_.holder("cron"))
            report.message = "Attempting to re-run cron while it is already running (" + holder->describe() + ").";
        log_.write("wowhost", LogLevel::warning, report.message);
        return report;
    }
    const auto schedules = list(jobs);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (!force && schedules[i].next_run > clock_.now())
            continue;
        const auto unit = enter_ ? enter_() : nullptr;
        if ((stop && stop()) || (enter_ && !unit)) {
            report.interrupted = true;
            return report;
        }
        report.results.push_back(run_job(jobs[i]));
    }
    run_queues(workers, stop, report);
    return report;
}

CronResult CronRunner::run_job(const BoundCronJob& job)
{
    CronResult result{job.job.name, job.module, "done", {}, 0};
    const auto started = clock_.now_ms();
    const auto failed = [&](const std::string& why) {
        result.result = "failed";
        result.message = log_.redactor().redact(why);
        log_.write(job.module, LogLevel::error, "cron job " + job.job.name + " failed: " + why);
    };
    try {
        result.message = log_.redactor().redact(job.job.run());
    } catch (const std::exception& error) {
        failed(error.what());
    } catch (...) {
        failed("it threw something that is no std::exception");
    }
    result.duration_ms = clock_.now_ms() - started;
    record(result, started / 1000);
    return result;
}

void CronRunner::record(const CronResult& result, std::int64_t started) const
{
    auto message = cut_utf8(valid_utf8(result.message), 2000);
    std::replace(message.begin(), message.end(), '\0', ' ');
    database_.main().run("INSERT INTO wowhost_cron (name, module, last_run, result, message, duration_ms) "
                         "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET module = excluded.module, "
                         "last_run = excluded.last_run, result = excluded.result, message = excluded.message, "
                         "duration_ms = excluded.duration_ms",
        {result.job, result.module, started, result.result, message, result.duration_ms});
}

void CronRunner::run_queues(const std::vector<BoundWorker>& workers, const QueueRunner::Stop& stop, CronReport& report)
{
    struct Turn {
        const BoundWorker* worker;
        std::int64_t seconds_left;
        std::int64_t due_ms;
        Settlement settled;
        std::string suspension;
    };
    std::vector<Turn> turns;
    for (const auto& worker : workers)
        if (worker.worker.cron_seconds > 0)
            turns.push_back({&worker, worker.worker.cron_seconds, 0, {}, {}});
    std::vector<std::size_t> waiting(turns.size());
    for (std::size_t i = 0; i < turns.size(); ++i)
        waiting[i] = i;

    // A queue that suspends itself for a short time is taken up again within this run, in order of due time.
    constexpr std::int64_t threshold_ms = 30'000;
    while (!waiting.empty() && !report.interrupted) {
        const auto next = std::min_element(waiting.begin(), waiting.end(),
            [&](std::size_t left, std::size_t right) { return turns[left].due_ms < turns[right].due_ms; });
        auto& turn = turns[*next];
        while (turn.due_ms > clock_.now_ms() && !(stop && stop()))
            std::this_thread::sleep_for(std::chrono::milliseconds(std::min<std::int64_t>(20, threshold_ms)));
        const auto started = clock_.now_ms();
        RunLimits limits;
        limits.seconds = turn.seconds_left;
        const auto run = queues_.run(*turn.worker, limits, stop);
        turn.settled += run.settled;
        turn.seconds_left -= (clock_.now_ms() - started + 999) / 1000;
        turn.suspension = run.suspended ? run.reason : std::string();
        report.interrupted = run.interrupted || (stop && stop());
        const bool again = run.suspended && run.resume_ms > 0 && run.resume_ms - clock_.now_ms() < threshold_ms
            && turn.seconds_left > 0;
        if (again)
            turn.due_ms = run.resume_ms;
        else
            waiting.erase(next);
    }
    for (const auto& turn : turns) {
        const auto& settled = turn.settled;
        CronResult result{"queue " + turn.worker->worker.queue, turn.worker->module, "done", {},
            (turn.worker->worker.cron_seconds - turn.seconds_left) * 1000};
        result.message = std::to_string(settled.done) + " done, " + std::to_string(settled.failed) + " failed, "
            + std::to_string(settled.retried) + " to be tried again";
        if (!turn.suspension.empty())
            result.message += "; suspended: " + turn.suspension;
        record(result, clock_.now());
        report.results.push_back(std::move(result));
    }
}

std::vector<CronSchedule> CronRunner::list(const std::vector<BoundCronJob>& jobs) const
{
    std::map<std::string, CronSchedule> known;
    database_.main().run(
        "SELECT name, last_run, result, message, duration_ms FROM wowhost_cron", {}, [&](const database::Row& row) {
            auto& schedule = known[row.string(0)];
            schedule.last_run = row.integer(1);
            schedule.result = row.string(2);
            schedule.message = row.string(3);
            schedule.duration_ms = row.integer(4);
        });
    std::vector<CronSchedule> schedules;
    for (const auto& job : jobs) {
        auto schedule = known[job.job.name];
        schedule.job = job.job.name;
        schedule.module = job.module;
        schedule.every_seconds = job.job.every_seconds;
        schedule.next_run = schedule.last_run == 0 ? 0 : schedule.last_run + job.job.every_seconds;
        schedules.push_back(std::move(schedule));
    }
    return schedules;
}

void CronRunner::remove_module(const std::string& module) const
{
    database_.main().run("DELETE FROM wowhost_cron WHERE module = ?", {module});
}

std::vector<BoundCronJob> housekeeping(const LogStore& log, LockService& locks, const QueueStore& queues)
{
    constexpr std::int64_t hour = 3600;
    const auto run = [&log, &locks, &queues] {
        log.trim();
        const auto expired = locks.remove_expired();
        queues.remove_old_batches();
        return std::to_string(expired) + " expired locks removed, log and batches trimmed";
    };
    return {{"wowhost", CronJob("wowhost.housekeeping", hour, run)}};
}

} // namespace wowhost::service
