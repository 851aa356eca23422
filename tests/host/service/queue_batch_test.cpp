#include "host/service/queue_store.hpp"
#include "site.hpp"

using namespace wowhost;
using namespace wowhost::service;
using namespace std::chrono_literals;
using wowhost::test::jobs;
using wowhost::test::Site;

namespace {

EnqueueOptions batch(const std::string& key)
{
    EnqueueOptions options;
    options.batch_key = key;
    return options;
}

/// The ends that were told, and what failed while they were.
struct Ends {
    std::vector<std::string> told;
    std::vector<std::string> failed;

    std::int64_t collect(const QueueStore& queues, int max_attempts = 5)
    {
        return queues.end_batches(
            "q", [&](const std::string& key) { told.push_back(key); }, max_attempts,
            [&](const std::string& key, const std::string& reason) { failed.push_back(key + ": " + reason); });
    }
};

void settle_one(const QueueStore& queues, const JobResult& result, int max_attempts = 1)
{
    const auto claim = queues.claim("q", 1, 60s, max_attempts);
    REQUIRE(claim.jobs.size() == 1);
    queues.settle(claim, {result}, max_attempts);
}

} // namespace

TEST_CASE("the end of a batch is told exactly once when its last job ends")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(2), batch("eu"));
    queues.enqueue("wow", "q", jobs(1), batch("us"));
    Ends ends;
    settle_one(queues, JobResult::done());
    CHECK(ends.collect(queues) == 0);
    settle_one(queues, GENERATE(JobResult::done(), JobResult::failed("no"))); // also when the last one failed
    CHECK(ends.collect(queues) == 1);
    CHECK(ends.collect(queues) == 0);
    CHECK(ends.told == std::vector<std::string>{"eu"});
    settle_one(queues, JobResult::done());
    CHECK(ends.collect(queues) == 1);
    CHECK(ends.told.back() == "us");
}

TEST_CASE("a job that is tried again or delayed or requeued keeps its batch open")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(1), batch("eu"));
    Ends ends;
    settle_one(queues, GENERATE(JobResult::failed("no"), JobResult::delay(5), JobResult::requeue()), 5);
    CHECK(ends.collect(queues) == 0);
    const auto counts = queues.counts("q", "eu");
    CHECK(counts.pending == 1);
    CHECK(counts.done == 0);
    site.clock.advance_seconds(10);
    settle_one(queues, JobResult::done(), 5);
    CHECK(ends.collect(queues) == 1);
}

TEST_CASE("counts of a batch are its own and stay after its end")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(3), batch("eu"));
    queues.enqueue("wow", "q", jobs(4), batch("us"));
    settle_one(queues, JobResult::done());
    settle_one(queues, JobResult::failed("no"));
    queues.claim("q", 1, 60s, 5);
    auto counts = queues.counts("q", "eu");
    CHECK(counts.done == 1);
    CHECK(counts.failed == 1);
    CHECK(counts.claimed == 1);
    CHECK(counts.pending == 0);
    CHECK(queues.counts("q", "us").pending == 4);
    CHECK(queues.counts("q", "none").pending == 0);
}

TEST_CASE("jobs for a batch that has ended begin it anew and failed ones that are tried again continue it")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(2), batch("eu"));
    settle_one(queues, JobResult::done());
    settle_one(queues, JobResult::failed("no"));
    Ends ends;
    CHECK(ends.collect(queues) == 1);
    CHECK(queues.retry("q") == 1);
    CHECK(ends.collect(queues) == 0);
    settle_one(queues, JobResult::done());
    CHECK(ends.collect(queues) == 1);
    CHECK(queues.counts("q", "eu").done == 2);
    CHECK(queues.counts("q", "eu").failed == 0);
    queues.enqueue("wow", "q", jobs(1), batch("eu"));
    CHECK(queues.counts("q", "eu").done == 0);
    settle_one(queues, JobResult::done());
    CHECK(ends.collect(queues) == 1);
    CHECK(queues.counts("q", "eu").done == 1);
}

TEST_CASE("an end that throws is rolled back and told again later and given up in the end")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    const StateStore state(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(1), batch("eu"));
    settle_one(queues, JobResult::done());
    Ends ends;
    const auto end = [&](bool well) {
        return queues.end_batches(
            "q",
            [&](const std::string& key) {
                state.set("wow", "ended", key);
                if (!well)
                    throw std::runtime_error("not yet");
            },
            3, [&](const std::string& key, const std::string& reason) { ends.failed.push_back(key + ": " + reason); });
    };
    CHECK(end(false) == 0);
    CHECK(ends.failed == std::vector<std::string>{"eu: not yet"});
    CHECK_FALSE(state.get("ended"));
    CHECK(end(true) == 0); // not before its time
    site.clock.advance_seconds(10);
    SECTION("it works later")
    {
        CHECK(end(true) == 1);
        CHECK(*state.get("ended") == Value("eu"));
    }
    SECTION("it never works")
    {
        CHECK(end(false) == 0);
        site.clock.advance_seconds(3600);
        CHECK(end(false) == 0);
        site.clock.advance_seconds(100'000);
        CHECK(end(true) == 0);
        CHECK(ends.failed.size() == 3);
    }
}

TEST_CASE("108 batches that ended long ago go and open ones stay")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(1), batch("old"));
    settle_one(queues, JobResult::done());
    queues.enqueue("wow", "q", jobs(1), batch("open"));
    Ends ends;
    ends.collect(queues);
    site.clock.advance_seconds(6 * 24 * 3600);
    queues.remove_old_batches();
    CHECK(queues.counts("q", "old").done == 1);
    site.clock.advance_seconds(2 * 24 * 3600);
    queues.remove_old_batches();
    CHECK(queues.counts("q", "old").done == 0);
    CHECK(queues.counts("q", "open").pending == 1);
}
