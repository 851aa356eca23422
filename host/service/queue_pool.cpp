// The worker's pool of threads over several queues.
#include "host/service/queue_runner.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace wowhost::service {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class QueueRunner::Pool {
public:
    Pool(QueueRunner& runner, const std::vector<BoundWorker>& workers, bool until_empty)
        : runner_(runner)
        , workers_(workers)
        , resume_ms_(workers.size())
        , until_empty_(until_empty)
    {
    }

    RunReport run(std::size_t threads, const Stop& stop, const Progress& progress)
    {
        std::vector<std::thread> running;
        for (std::size_t i = 0; i < threads; ++i)
            running.emplace_back([this, i] { work(i); });
        std::exception_ptr own_trouble;
        try {
            watch(threads, stop, progress);
        } catch (...) {
            own_trouble = std::current_exception();
        }
        finish();
        for (auto& thread : running)
            thread.join();
        if (own_trouble)
            std::rethrow_exception(own_trouble);
        tell(progress, true);
        if (trouble_)
            std::rethrow_exception(trouble_);
        return report_;
    }

private:
    void watch(std::size_t threads, const Stop& stop, const Progress& progress)
    {
        constexpr milliseconds look_every{50};
        std::unique_lock lock(mutex_);
        while (!finished_ && ended_ < threads) {
            changed_.wait_for(lock, look_every);
            lock.unlock();
            tell(progress);
            const bool wanted = stop && stop();
            lock.lock();
            finished_ = finished_ || wanted;
        }
    }

    /// If there is something new, and not too often: counting a long queue takes its time.
    void tell(const Progress& progress, bool at_once = false)
    {
        constexpr milliseconds between{200};
        if (!progress || (!at_once && steady_clock::now() - told_at_ < between))
            return;
        std::unique_lock lock(mutex_);
        const auto settled = report_.settled;
        lock.unlock();
        if (settled.done == told_.done && settled.failed == told_.failed)
            return;
        told_ = settled;
        told_at_ = steady_clock::now();
        auto counts = runner_.queues_.counts(workers_.front().worker.queue);
        counts.done = settled.done;
        counts.failed = settled.failed;
        progress(counts);
    }

    void work(std::size_t number)
    {
        auto well_since = steady_clock::now();
        while (!finished()) {
            try {
                const bool found = round(number);
                well_since = steady_clock::now();
                if (!found && until_empty_ && all_empty())
                    finish();
                else
                    rest(found);
            } catch (const std::exception& error) {
                runner_.log_.write("wowhost", LogLevel::error, std::string("a worker thread: ") + error.what());
                constexpr std::chrono::seconds patience{60};
                if (steady_clock::now() - well_since > patience) {
                    const std::lock_guard lock(mutex_);
                    trouble_ = std::current_exception();
                    finished_ = true;
                }
                rest(false);
            }
        }
        const std::lock_guard lock(mutex_);
        ++ended_;
        changed_.notify_all();
    }

    /// One batch of each queue that has one, each thread beginning with another queue.
    bool round(std::size_t number)
    {
        bool found = false;
        for (std::size_t i = 0; i < workers_.size() && !finished(); ++i) {
            const auto index = (number + i) % workers_.size();
            if (resume_ms_[index] > runner_.clock_.now_ms())
                continue;
            const auto unit = runner_.enter_ ? runner_.enter_() : nullptr;
            if (runner_.enter_ && !unit) {
                const std::lock_guard lock(mutex_);
                report_.interrupted = true;
                finished_ = true;
                return false;
            }
            RunReport report;
            found = runner_.step(workers_[index], workers_[index].worker.batch, report) || found;
            merge(index, report);
        }
        return found;
    }

    void merge(std::size_t index, const RunReport& report)
    {
        if (report.suspended) {
            constexpr std::int64_t shortest_ms = 30'000;
            resume_ms_[index] = until_empty_ ? std::numeric_limits<std::int64_t>::max()
                                             : std::max(report.resume_ms, runner_.clock_.now_ms() + shortest_ms);
        }
        const std::lock_guard lock(mutex_);
        report_.settled += report.settled;
        report_.lost += report.lost;
        if (report.suspended) {
            report_.suspended = true;
            report_.reason = report.reason;
            report_.resume_ms = std::max(report_.resume_ms, report.resume_ms);
        }
    }

    bool all_empty() const
    {
        for (std::size_t i = 0; i < workers_.size(); ++i) {
            const auto counts = runner_.queues_.counts(workers_[i].worker.queue);
            if (counts.pending + counts.claimed > 0 && resume_ms_[i] <= runner_.clock_.now_ms())
                return false;
        }
        return true;
    }

    /// After work another thread may be needed too; without work wait, the longer the more threads do, so that a big
    /// idle pool does not ask the database more often than a small one.
    void rest(bool found)
    {
        std::unique_lock lock(mutex_);
        if (found) {
            changed_.notify_one();
            return;
        }
        ++idle_;
        constexpr milliseconds between_looks{150};
        const auto pause = until_empty_ ? between_looks : between_looks * static_cast<std::int64_t>(idle_);
        if (!finished_)
            changed_.wait_for(lock, pause);
        --idle_;
    }

    bool finished()
    {
        const std::lock_guard lock(mutex_);
        return finished_;
    }

    void finish()
    {
        const std::lock_guard lock(mutex_);
        finished_ = true;
        changed_.notify_all();
    }

    QueueRunner& runner_;
    const std::vector<BoundWorker>& workers_;
    std::vector<std::atomic<std::int64_t>> resume_ms_;
    const bool until_empty_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool finished_ = false;
    std::size_t ended_ = 0;
    std::size_t idle_ = 0;
    RunReport report_;
    Settlement told_; ///< This and the next are the caller's thread's.
    steady_clock::time_point told_at_{};
    std::exception_ptr trouble_;
};

RunReport QueueRunner::run_workers(const std::vector<BoundWorker>& workers, std::size_t threads, const Stop& stop,
    bool until_empty, const Progress& progress)
{
    if (workers.empty() && until_empty)
        return {};
    return Pool(*this, workers, until_empty).run(std::max<std::size_t>(threads, 1), stop, progress);
}

} // namespace wowhost::service
