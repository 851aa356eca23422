#include "host/service/queue_runner.hpp"
#include "site.hpp"

#include <algorithm>
#include <atomic>

using namespace wowhost;
using namespace wowhost::service;
using namespace std::chrono_literals;
using wowhost::test::all_done;
using wowhost::test::jobs;
using wowhost::test::Site;

namespace {

struct Runner : Site {
    explicit Runner(const std::string& engine, QueueRunner::Enter enter = {})
        : Site(engine)
        , queues(*database, clock, quick())
        , runner(queues, log, clock, std::move(enter))
    {
    }
    static RetryPolicy quick()
    {
        RetryPolicy policy;
        policy.base = 10ms;
        return policy;
    }
    QueueStore queues;
    QueueRunner runner;
};

BoundWorker bound(std::size_t batch, QueueWorker::Process process)
{
    return {"wow", QueueWorker("q", batch, std::move(process))};
}

RunLimits until_empty()
{
    RunLimits limits;
    limits.until_empty = true;
    return limits;
}

} // namespace

TEST_CASE("a run works on everything that is there and reports after each batch")
{
    Runner site(ON_BOTH_ENGINES);
    site.queues.enqueue("wow", "q", jobs(10));
    std::vector<std::int64_t> seen;
    std::vector<std::int64_t> left;
    const auto worker = bound(4, [&](const std::vector<Job>& batch) {
        for (const auto& job : batch)
            seen.push_back(job.payload["n"].integer());
        return all_done(batch);
    });
    const auto report = site.runner.run(
        worker, {}, {}, [&](const QueueCounts& counts) { left.push_back(counts.pending + counts.claimed); });
    CHECK(report.settled.done == 10);
    CHECK(seen == std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    CHECK(left == std::vector<std::int64_t>{6, 2, 0});
}

TEST_CASE("116 a job whose worker throws stays and the error is logged")
{
    Runner site(ON_BOTH_ENGINES);
    site.queues.enqueue("wow", "q", jobs(2));
    auto worker = bound(2, [](const std::vector<Job>&) -> std::vector<JobResult> { throw std::runtime_error("boom"); });
    worker.worker.max_attempts = 2;
    const auto first = site.runner.run(worker, {}, [calls = 0]() mutable { return calls++ > 0; });
    CHECK(first.settled.retried == 2);
    CHECK(site.queues.counts("q").pending == 2);
    CHECK(site.logged("queue q: boom") == 1);
    const auto rest = site.runner.run(worker, until_empty(), {}); // waits for the back-off
    CHECK(rest.settled.failed == 2);
    CHECK(site.queues.failed_jobs("q", 5)[0].reason == "boom");
    CHECK(site.logged("failed for good") == 2);
}

TEST_CASE("a wrong number of results and a foreign exception fail the batch")
{
    Runner site(ON_BOTH_ENGINES);
    site.queues.enqueue("wow", "q", jobs(1));
    auto worker = bound(1,
        GENERATE(QueueWorker::Process([](const std::vector<Job>&) { return std::vector<JobResult>(); }),
            QueueWorker::Process([](const std::vector<Job>&) -> std::vector<JobResult> { throw 5; })));
    worker.worker.max_attempts = 1;
    CHECK(site.runner.run(worker, {}, {}).settled.failed == 1);
}

TEST_CASE("a cancelled batch goes back without counting as an attempt")
{
    Runner site(ON_BOTH_ENGINES);
    site.queues.enqueue("wow", "q", jobs(1));
    auto worker = bound(1, [](const std::vector<Job>&) -> std::vector<JobResult> {
        throw Error(ErrorCode::cancelled, "the host shuts down");
    });
    worker.worker.max_attempts = 1;
    RunLimits once;
    once.jobs = 1;
    CHECK(site.runner.run(worker, once, {}).settled.returned == 1);
    CHECK(site.queues.counts("q").pending == 1);
}

TEST_CASE("117 a suspension ends the run and leaves the rest")
{
    Runner site(ON_BOTH_ENGINES);
    site.queues.enqueue("wow", "q", jobs(3));
    const auto worker = bound(GENERATE(1, 3), [](const std::vector<Job>& batch) {
        std::vector<JobResult> results;
        for (const auto& job : batch)
            results.push_back(job.payload["n"].integer() == 0 ? JobResult::done()
                    : job.payload["n"].integer() == 1         ? JobResult::suspend("the API is down")
                                                              : JobResult::failed("the API is down"));
        return results;
    });
    const auto report = site.runner.run(worker, until_empty(), {});
    CHECK(report.suspended);
    CHECK(report.reason == "the API is down");
    CHECK(report.settled.done == 1);
    const auto claim = site.queues.claim("q", 5, 60s, 5);
    CHECK(claim.jobs.size() == 2);
    CHECK(claim.jobs[1].attempt == 1);
}

TEST_CASE("121 a worker takes no more jobs when its time or its number is used up")
{
    Runner site(ON_BOTH_ENGINES);
    site.queues.enqueue("wow", "q", jobs(10));
    const auto worker = bound(2, [&](const std::vector<Job>& batch) {
        site.clock.advance_seconds(4);
        return all_done(batch);
    });
    RunLimits limits;
    limits.seconds = 7;
    CHECK(site.runner.run(worker, limits, {}).settled.done == 4);
    limits.seconds = 0;
    limits.jobs = 3;
    CHECK(site.runner.run(worker, limits, {}).settled.done == 3);
    CHECK(site.queues.counts("q").pending == 3);
}

TEST_CASE("until empty waits for delayed jobs and for jobs of a dead worker")
{
    Runner site(ON_BOTH_ENGINES);
    EnqueueOptions later;
    later.delay_seconds = 500;
    site.queues.enqueue("wow", "q", jobs(1), later);
    site.queues.enqueue("wow", "q", jobs(1));
    site.queues.claim("q", 1, 600s, 5); // by somebody who never finishes
    std::atomic<int> looks{0};
    std::thread mover([&] {
        wowhost::test::wait_until([&] { return looks > 3; });
        site.clock.advance_seconds(601);
    });
    const auto report = site.runner.run(bound(1, all_done), until_empty(), [&] {
        ++looks;
        return false;
    });
    mover.join();
    CHECK(report.settled.done == 2);
}

TEST_CASE("113 a batch that takes longer than its lease is not given to another")
{
    Runner site(ON_BOTH_ENGINES);
    site.queues.enqueue("wow", "q", jobs(1));
    auto worker = bound(1, [&](const std::vector<Job>& batch) {
        const auto first = *site.queues.next_ready_us("q");
        wowhost::test::wait_until([&] { return *site.queues.next_ready_us("q") > first + 1'000'000; }); // renewed twice
        if (!site.queues.claim("q", 1, 60s, 5).jobs.empty())
            throw std::runtime_error("given to another");
        return all_done(batch);
    });
    worker.worker.lease_seconds = 1;
    CHECK(site.runner.run(worker, {}, {}).settled.done == 1);
    CHECK(site.logged("") == 0);
}

TEST_CASE("results of a batch that somebody else has taken meanwhile are refused and logged")
{
    Runner site(ON_BOTH_ENGINES);
    site.queues.enqueue("wow", "q", jobs(1));
    const auto worker = bound(1, [&](const std::vector<Job>& batch) {
        site.clock.advance_seconds(1000);
        if (site.queues.claim("q", 1, 600s, 5).jobs.size() != 1)
            throw std::runtime_error("the lease did not end");
        return all_done(batch);
    });
    const auto report = site.runner.run(worker, {}, {});
    CHECK(report.lost == 1);
    CHECK(report.settled.done == 0);
    CHECK(site.logged("somebody else's") == 1);
    CHECK(site.queues.counts("q").claimed == 1);
}

TEST_CASE("secrets do not get into the reasons of failed jobs")
{
    Runner site(ON_BOTH_ENGINES);
    site.redactor.add("hunter2");
    site.queues.enqueue("wow", "q", jobs(1));
    site.runner.run(bound(1,
                        [](const std::vector<Job>&) {
                            return std::vector<JobResult>{JobResult::failed("GET /?token=hunter2 failed", true)};
                        }),
        {}, {});
    CHECK(site.queues.failed_jobs("q", 1)[0].reason == "GET /?token=*** failed");
    CHECK(site.logged("hunter2") == 0);
}

TEST_CASE("the work lock is held from claim to result and nothing is claimed without it")
{
    int entered = 0;
    bool held = false;
    bool allowed = true;
    Runner site(ON_BOTH_ENGINES, [&]() -> std::shared_ptr<void> {
        if (!allowed)
            return nullptr;
        ++entered;
        held = true;
        return {&held, [](bool* flag) { *flag = false; }};
    });
    site.queues.enqueue("wow", "q", jobs(2));
    const auto worker = bound(1, [&](const std::vector<Job>& batch) {
        CHECK(held);
        allowed = false;
        return all_done(batch);
    });
    const auto report = site.runner.run(worker, {}, {});
    CHECK(entered == 1);
    CHECK_FALSE(held);
    CHECK(report.interrupted);
    CHECK(report.settled.done == 1);
}

TEST_CASE("the end of a batch is told by the run that works on it")
{
    Runner site(ON_BOTH_ENGINES);
    EnqueueOptions options;
    options.batch_key = "eu";
    site.queues.enqueue("wow", "q", jobs(3), options);
    auto worker = bound(2, all_done);
    std::vector<std::string> ended;
    worker.worker.batch_ended = [&](const std::string& key) {
        CHECK(site.database->main().transaction_depth() == 1);
        ended.push_back(key);
    };
    site.runner.run(worker, {}, {});
    CHECK(ended == std::vector<std::string>{"eu"});
}

TEST_CASE("a pool of threads drains several queues and loses and doubles nothing")
{
    Runner site(ON_BOTH_ENGINES);
    std::mutex mutex;
    std::map<std::string, std::map<std::int64_t, int>> seen;
    std::vector<BoundWorker> workers;
    for (const auto* queue : {"a", "b", "c"}) {
        site.queues.enqueue("wow", queue, jobs(100));
        workers.push_back({"wow", QueueWorker(queue, 3, [&, queue](const std::vector<Job>& batch) {
                               const std::lock_guard lock(mutex);
                               for (const auto& job : batch)
                                   ++seen[queue][job.payload["n"].integer()];
                               return all_done(batch);
                           })});
    }
    const auto report = site.runner.run_workers(workers, 6, {}, true);
    CHECK(report.settled.done == 300);
    for (const auto* queue : {"a", "b", "c"}) {
        CHECK(seen[queue].size() == 100);
        for (const auto& [n, times] : seen[queue])
            CHECK(times == 1);
    }
}

TEST_CASE("a pool works on jobs that arrive later until it is told to stop")
{
    Runner site(ON_BOTH_ENGINES);
    std::atomic<int> worked{0};
    std::atomic<bool> stop{false};
    const auto worker = bound(1, [&](const std::vector<Job>& batch) {
        ++worked;
        return all_done(batch);
    });
    std::thread pool([&] {
        site.runner.run_workers(
            {worker}, 4, [&] { return stop.load(); }, false);
    });
    for (int i = 1; i <= 3; ++i) {
        site.queues.enqueue("wow", "q", jobs(1));
        wowhost::test::wait_until([&] { return worked == i; });
    }
    stop = true;
    pool.join();
    CHECK(site.queues.counts("q").done == 3);
}

TEST_CASE("a pool tells the thread that runs it how far it is")
{
    Runner site(ON_BOTH_ENGINES);
    site.queues.enqueue("wow", "q", jobs(20));
    const auto worker = bound(2, all_done);
    std::vector<std::int64_t> told;
    bool elsewhere = false;
    const auto caller = std::this_thread::get_id();
    const auto report = site.runner.run_workers({worker}, 2, {}, true, [&](const QueueCounts& counts) {
        told.push_back(counts.done);
        elsewhere = elsewhere || std::this_thread::get_id() != caller;
    });
    CHECK(report.settled.done == 20);
    CHECK_FALSE(elsewhere);
    REQUIRE_FALSE(told.empty());
    CHECK(std::is_sorted(told.begin(), told.end()));
    CHECK(told.back() == 20);
    site.queues.enqueue("wow", "q", jobs(2));
    const auto refuse = [](const QueueCounts&) { throw Error(ErrorCode::cancelled, "enough"); };
    CHECK_THROWS_WITH(site.runner.run_workers({worker}, 2, {}, true, refuse), "enough");
}
