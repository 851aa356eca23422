// Run by tests as processes of their own: test_service_worker URL VERB [ARGUMENT…]. Prints a line when it has got
// somewhere; "sleeps" means: until it is killed.
#include "host/service/cron.hpp"
#include "host/service/generation.hpp"
#include "host/service/state.hpp"
#include "host/service/tables.hpp"
#include "host/service/work_lock.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <iostream>
#include <map>
#include <thread>

#include <unistd.h>

namespace {

using namespace wowhost;
using namespace wowhost::service;
using Arguments = std::vector<std::string>;

std::atomic<bool> ended{false};

[[noreturn]] void sleep_for_ever()
{
    for (;;)
        ::pause();
}

struct Host {
    explicit Host(const std::string& url)
        : database(database::Database::open(url))
    {
    }
    std::unique_ptr<database::Database> database;
    SystemClock clock;
    Redactor redactor;
    LogStore log{nullptr, clock, redactor};
};

void tell(const std::string& line) { std::cout << line << std::endl; }

/// count KEY TIMES: adds 1 to a shared counter, so many times.
int count(Host& host, const Arguments& arguments)
{
    const StateStore state(*host.database, host.clock);
    tell("ready");
    for (int i = 0; i < std::stoi(arguments.at(1)); ++i)
        state.update_shared("wow", {arguments.at(0)},
            [](std::vector<Value>& values, std::int64_t) { values[0] = values[0].integer() + 1; });
    return 0;
}

/// lock NAME SECONDS: acquires, says so, sleeps.
int lock(Host& host, const Arguments& arguments)
{
    LockService locks(*host.database, host.clock);
    const bool got = locks.acquire("wow", arguments.at(0), std::chrono::seconds(std::stoi(arguments.at(1))));
    tell(got ? "acquired" : "refused");
    sleep_for_ever();
}

/// A lock that is taken and not released before an orderly end.
int lock_and_end(Host& host, const Arguments& arguments)
{
    LockService locks(*host.database, host.clock);
    tell(locks.acquire("wow", arguments.at(0), std::chrono::hours(1)) ? "acquired" : "refused");
    return 0;
}

/// drain QUEUE: works on it until it is empty; each job leaves a row in the table `worked`.
int drain(Host& host, const Arguments& arguments)
{
    const QueueStore queues(*host.database, host.clock);
    QueueRunner runner(queues, host.log, host.clock);
    const auto process = [&](const std::vector<Job>& jobs) {
        auto& connection = host.database->main();
        database::transact(connection, [&] {
            for (const auto& job : jobs)
                connection.run("INSERT INTO worked (n, pid) VALUES (?, ?)",
                    {job.payload["n"].integer(), std::int64_t{::getpid()}});
        });
        return std::vector<JobResult>(jobs.size(), JobResult::done());
    };
    tell("ready");
    const auto report = runner.run_workers({{"wow", QueueWorker(arguments.at(0), 7, process)}}, 3, {}, true);
    tell("done " + std::to_string(report.settled.done));
    return 0;
}

/// hang QUEUE LEASE: claims a batch of 5, says so, sleeps inside it.
int hang(Host& host, const Arguments& arguments)
{
    const QueueStore queues(*host.database, host.clock);
    QueueRunner runner(queues, host.log, host.clock);
    QueueWorker worker(arguments.at(0), 5, [](const std::vector<Job>& jobs) -> std::vector<JobResult> {
        tell("claimed " + std::to_string(jobs.size()));
        sleep_for_ever();
    });
    worker.lease_seconds = std::stoi(arguments.at(1));
    runner.run({"wow", worker}, {}, {});
    return 0;
}

/// cron: a run whose only job says so and sleeps.
int cron(Host& host, const Arguments&)
{
    const QueueStore queues(*host.database, host.clock);
    QueueRunner runner(queues, host.log, host.clock);
    CronRunner cron(*host.database, host.log, host.clock, runner);
    const CronJob job("wow.slow", 0, []() -> std::string {
        tell("running");
        sleep_for_ever();
    });
    cron.run({{"wow", job}}, {}, false, "wowhost cron");
    return 0;
}

/// units THREADS: an unbroken stream of overlapping units of work until SIGTERM.
int units(Host& host, const Arguments& arguments)
{
    WorkLock work(*host.database);
    std::vector<std::thread> threads;
    for (int i = 0; i < std::stoi(arguments.at(0)); ++i)
        threads.emplace_back([&work] {
            while (!ended) {
                const auto unit = work.shared("a unit", std::chrono::seconds(60));
                std::this_thread::sleep_for(std::chrono::milliseconds(3));
            }
        });
    tell("streaming");
    for (auto& thread : threads)
        thread.join();
    return 0;
}

/// exclusive: takes the work lock exclusively, says so, sleeps.
int exclusive(Host& host, const Arguments&)
{
    WorkLock work(*host.database);
    const auto handle = work.exclusive("wowhost install wow", std::chrono::seconds(30));
    tell("exclusive");
    sleep_for_ever();
}

/// install: takes the install lock, says so, sleeps.
int install(Host& host, const Arguments&)
{
    const auto held = take_install_lock(*host.database, "wowhost install wow");
    tell("installing");
    sleep_for_ever();
}

int tables(Host& host, const Arguments&)
{
    ensure_tables(*host.database);
    tell("generation " + std::to_string(Generation(*host.database).current()));
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const std::map<std::string, int (*)(Host&, const Arguments&)> verbs{{"count", count}, {"lock", lock},
        {"lock-and-end", lock_and_end}, {"drain", drain}, {"hang", hang}, {"cron", cron}, {"units", units},
        {"exclusive", exclusive}, {"install", install}, {"tables", tables}};
    if (argc < 3 || !verbs.contains(argv[2]))
        return 2;
    std::signal(SIGTERM, [](int) { ended = true; });
    try {
        Host host(argv[1]);
        return verbs.at(argv[2])(host, Arguments(argv + 3, argv + argc));
    } catch (const std::exception& error) {
        std::cerr << error.what() << std::endl;
        return 1;
    }
}
