#include "host/service/cron.hpp"
#include "site.hpp"

#include <csignal>

using namespace wowhost;
using namespace wowhost::service;
using namespace std::chrono_literals;
using wowhost::test::all_done;
using wowhost::test::jobs;
using wowhost::test::Process;
using wowhost::test::Site;

namespace {

struct CronSite : Site {
    explicit CronSite(const std::string& engine)
        : Site(engine)
        , queues(*database, clock)
        , runner(queues, log, clock)
        , cron(*database, log, clock, runner)
    {
    }
    QueueStore queues;
    QueueRunner runner;
    CronRunner cron;
};

} // namespace

TEST_CASE("cron runs what is due and keeps the last result")
{
    CronSite site(ON_BOTH_ENGINES);
    int hourly = 0;
    int always = 0;
    const std::vector<BoundCronJob> list{
        {"wow", CronJob("wow.hourly", 3600, [&] { return "run " + std::to_string(++hourly); })},
        {"wow", CronJob("wow.always", 0, [&] { return std::to_string(++always); })}};
    auto report = site.cron.run(list, {}, false, "cron");
    REQUIRE(report.results.size() == 2);
    CHECK(report.results[0].result == "done");
    CHECK(report.results[0].message == "run 1");
    site.clock.advance_seconds(3500);
    CHECK(site.cron.run(list, {}, false, "cron").results.size() == 1);
    const auto schedules = site.cron.list(list);
    CHECK(schedules[0].message == "run 1");
    CHECK(schedules[0].next_run - schedules[0].last_run == 3600);
    CHECK(schedules[0].next_run > site.clock.now());
    CHECK(site.cron.run(list, {}, true, "cron --force").results.size() == 2);
    CHECK(hourly == 2);
    site.clock.advance_seconds(3601);
    site.cron.run(list, {}, false, "cron");
    CHECK(hourly == 3);
    CHECK(always == 4);
}

TEST_CASE("104 a cron job that throws is logged and the next one runs")
{
    CronSite site(ON_BOTH_ENGINES);
    site.redactor.add("hunter2");
    bool ran = false;
    const std::vector<BoundCronJob> list{
        {"wow", CronJob("wow.bad", 3600, []() -> std::string { throw std::runtime_error("boom hunter2"); })},
        {"wow", CronJob("wow.worse", 3600, []() -> std::string { throw 5; })}, {"wow", CronJob("wow.good", 3600, [&] {
                                                                                    ran = true;
                                                                                    return std::string("well");
                                                                                })}};
    const auto report = site.cron.run(list, {}, false, "cron");
    CHECK(ran);
    REQUIRE(report.results.size() == 3);
    CHECK(report.results[0].result == "failed");
    CHECK(report.results[0].message == "boom ***");
    CHECK(report.results[1].result == "failed");
    CHECK(site.logged("cron job wow.bad failed: boom ***") == 1);
    CHECK(site.cron.list(list)[0].result == "failed");
    CHECK(site.cron.run(list, {}, false, "cron").results.empty());
}

TEST_CASE("120 two cron runs never overlap and a killed one leaves no lock")
{
    CronSite site(ON_BOTH_ENGINES);
    Process first(wowhost::test::worker({site.test.url(), "cron"}));
    first.wait_for_line("running");
    int runs = 0;
    const std::vector<BoundCronJob> list{{"wow", CronJob("wow.slow", 0, [&] { return std::to_string(++runs); })}};
    const auto second = site.cron.run(list, {}, true, "cron");
    CHECK(second.overlapping);
    CHECK(second.results.empty());
    CHECK(runs == 0);
    CHECK(site.logged("warning wowhost: Attempting to re-run cron while it is already running (pid "
              + std::to_string(first.pid()))
        == 1);
    first.kill(SIGKILL);
    first.wait();
    wowhost::test::wait_until([&] { return !site.cron.run(list, {}, false, "cron").overlapping; });
    CHECK(runs == 1); // the killed job was due still
}

TEST_CASE("cron gives queues their time and only those that ask for it")
{
    CronSite site(ON_BOTH_ENGINES);
    site.queues.enqueue("wow", "mine", jobs(6));
    site.queues.enqueue("wow", "workers", jobs(2));
    QueueWorker mine("mine", 1, [&](const std::vector<Job>& batch) {
        site.clock.advance_seconds(4);
        return all_done(batch);
    });
    mine.cron_seconds = 10;
    const QueueWorker workers("workers", 1, all_done);
    const auto report = site.cron.run({}, {{"wow", mine}, {"wow", workers}}, false, "cron");
    REQUIRE(report.results.size() == 1);
    CHECK(report.results[0].job == "queue mine");
    CHECK(report.results[0].message == "3 done, 0 failed, 0 to be tried again");
    CHECK(site.queues.counts("mine").pending == 3);
    CHECK(site.queues.counts("workers").pending == 2);
}

TEST_CASE("119 suspended queues resume in the order of due time and long ones are left to the next run")
{
    CronSite site(ON_BOTH_ENGINES);
    std::vector<std::string> order;
    std::vector<BoundWorker> workers;
    const std::pair<const char*, int> queues[] = {{"late", 4}, {"soon", 2}, {"long", 60}, {"never", 0}};
    for (const auto& [name, seconds] : queues) {
        site.queues.enqueue("wow", name, jobs(1));
        QueueWorker worker(name, 1, [&, name = std::string(name), seconds = seconds](const std::vector<Job>& batch) {
            order.push_back(name);
            const bool first = std::count(order.begin(), order.end(), name) == 1;
            if (order.size() == 4)
                site.clock.advance_seconds(10);
            return first ? std::vector<JobResult>{JobResult::suspend("later", seconds)} : all_done(batch);
        });
        worker.cron_seconds = 100;
        workers.push_back({"wow", worker});
    }
    const auto report = site.cron.run({}, workers, false, "cron");
    CHECK(order == std::vector<std::string>{"late", "soon", "long", "never", "soon", "late"});
    CHECK(report.results[0].message == "1 done, 0 failed, 0 to be tried again");
    CHECK(report.results[2].message == "0 done, 0 failed, 0 to be tried again; suspended: later");
}

TEST_CASE("cron stops between jobs when the work lock is not given")
{
    CronSite site(ON_BOTH_ENGINES);
    int allowed = 1;
    CronRunner cron(*site.database, site.log, site.clock, site.runner,
        [&]() -> std::shared_ptr<void> { return allowed-- > 0 ? std::make_shared<int>(1) : nullptr; });
    int runs = 0;
    const BoundCronJob job{"wow", CronJob("wow.a", 0, [&] { return std::to_string(++runs); })};
    CHECK(cron.run({job, job}, {}, false, "cron").interrupted);
    CHECK(runs == 1);
}

TEST_CASE("the records of a module's cron jobs go with it")
{
    CronSite site(ON_BOTH_ENGINES);
    const std::vector<BoundCronJob> list{{"wow", CronJob("wow.a", 3600, [] { return std::string("well"); })}};
    site.cron.run(list, {}, false, "cron");
    site.cron.remove_module("wow");
    CHECK(site.cron.list(list)[0].last_run == 0);
}

TEST_CASE("housekeeping is a cron job of the host")
{
    CronSite site(ON_BOTH_ENGINES);
    LockService locks(*site.database, site.clock);
    locks.acquire("wow", "a", 1s);
    site.clock.advance_seconds(2);
    const auto report = site.cron.run(housekeeping(site.log, locks, site.queues), {}, false, "cron");
    REQUIRE(report.results.size() == 1);
    CHECK(report.results[0].message.starts_with("1 expired locks"));
}
