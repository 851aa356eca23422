#include "host/service/queue_runner.hpp"
#include "site.hpp"

#include <csignal>
#include <map>

using namespace wowhost;
using namespace wowhost::service;
using wowhost::test::jobs;
using wowhost::test::Process;
using wowhost::test::Site;
using wowhost::test::worker;

namespace {

/// n → how often it was worked on, from the table that the worker program fills.
std::map<std::int64_t, std::int64_t> worked(Site& site)
{
    std::map<std::int64_t, std::int64_t> times;
    site.database->main().run("SELECT n, count(*) FROM worked GROUP BY n", {},
        [&](const database::Row& row) { times[row.integer(0)] = row.integer(1); });
    return times;
}

void check_each_once(Site& site, std::int64_t count)
{
    const auto times = worked(site);
    CHECK(times.size() == static_cast<std::size_t>(count));
    for (const auto& [n, each] : times)
        if (each != 1)
            FAIL("job " << n << " was worked on " << each << " times");
}

} // namespace

TEST_CASE("113 four worker processes drain one queue of 2000 jobs and lose and double nothing")
{
    Site site(ON_BOTH_ENGINES);
    site.database->main().script("CREATE TABLE worked (n bigint NOT NULL, pid bigint NOT NULL)");
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(2000));
    {
        std::vector<std::unique_ptr<Process>> processes;
        for (int i = 0; i < 4; ++i)
            processes.push_back(std::make_unique<Process>(worker({site.test.url(), "drain", "q"})));
        for (auto& process : processes) {
            const auto result = process->wait();
            INFO(result.out);
            CHECK(result.exit_code == 0);
        }
    }
    check_each_once(site, 2000);
    const auto counts = queues.counts("q");
    CHECK(counts.done == 2000);
    CHECK(counts.pending + counts.claimed + counts.failed == 0);
}

TEST_CASE("114 jobs of a worker that was killed in the middle of a batch come back")
{
    Site site(ON_BOTH_ENGINES);
    site.database->main().script("CREATE TABLE worked (n bigint NOT NULL, pid bigint NOT NULL)");
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(50));
    {
        Process victim(worker({site.test.url(), "hang", "q", "2"}));
        victim.wait_for_line("claimed 5");
        CHECK(queues.counts("q").claimed == 5);
        victim.kill(SIGKILL);
        victim.wait();
    }
    Process rest(worker({site.test.url(), "drain", "q"})); // waits for the lease to end by itself
    CHECK(rest.wait().out == "ready\ndone 50\n");
    check_each_once(site, 50);
}
