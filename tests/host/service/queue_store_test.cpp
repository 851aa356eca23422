#include "host/service/queue_store.hpp"
#include "site.hpp"

using namespace wowhost;
using namespace wowhost::service;
using namespace std::chrono_literals;
using wowhost::test::jobs;
using wowhost::test::Site;

namespace {

std::vector<std::int64_t> numbers(const QueueClaim& claim)
{
    std::vector<std::int64_t> list;
    for (const auto& job : claim.jobs)
        list.push_back(job.payload["n"].integer());
    return list;
}

std::vector<JobResult> results(const QueueClaim& claim, const JobResult& result)
{
    return std::vector<JobResult>(claim.jobs.size(), result);
}

bool conflicts(const std::function<void()>& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.code() == ErrorCode::conflict;
    }
    return false;
}

} // namespace

TEST_CASE("jobs are given out by priority and then in the order of arrival")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    CHECK(queues.enqueue("wow", "q", {{"", Value::object({{"n", 1}})}, {"", Value::object({{"n", 2}})}}) == 2);
    EnqueueOptions urgent;
    urgent.priority = 5;
    queues.enqueue("wow", "q", {{"", Value::object({{"n", 3}})}}, urgent);
    queues.enqueue("wow", "other", {{"", Value::object({{"n", 9}})}});
    CHECK(numbers(queues.claim("q", 2, 60s, 5)) == std::vector<std::int64_t>{3, 1});
    CHECK(numbers(queues.claim("q", 5, 60s, 5)) == std::vector<std::int64_t>{2});
    CHECK(queues.claim("q", 5, 60s, 5).jobs.empty());
}

TEST_CASE("113 a claimed job is not given to a second claimer during its lease")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(1));
    const auto claim = queues.claim("q", 1, 60s, 5);
    REQUIRE(claim.jobs.size() == 1);
    CHECK(claim.jobs[0].attempt == 1);
    site.clock.advance_seconds(58);
    CHECK(queues.claim("q", 1, 60s, 5).jobs.empty());
    CHECK(queues.renew(claim, 60s));
    site.clock.advance_seconds(30);
    CHECK(queues.claim("q", 1, 60s, 5).jobs.empty());
}

TEST_CASE("114 a job is given out again after its lease has expired")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(1));
    queues.claim("q", 1, 60s, 5);
    site.clock.advance_seconds(61);
    const auto again = queues.claim("q", 1, 60s, 5);
    REQUIRE(again.jobs.size() == 1);
    CHECK(again.jobs[0].attempt == 2);
}

TEST_CASE("115 counts include claimed jobs")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(5));
    queues.claim("q", 2, 60s, 5);
    const auto counts = queues.counts("q");
    CHECK(counts.pending == 3);
    CHECK(counts.claimed == 2);
    const auto list = queues.list();
    REQUIRE(list.size() == 1);
    CHECK(list[0].name == "q");
    CHECK(list[0].module == "wow");
    CHECK(list[0].counts.pending == 3);
}

TEST_CASE("I-11 a late worker cannot finish or give back or renew what somebody else has claimed")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(2));
    const auto late = queues.claim("q", 2, 60s, 5);
    site.clock.advance_seconds(61);
    const auto next = queues.claim("q", 1, 60s, 5); // one of the two, without any garbage collection before
    REQUIRE(next.jobs.size() == 1);

    const auto kind = GENERATE(JobResult::done(), JobResult::failed("no"), JobResult::failed("no", true),
        JobResult::requeue(), JobResult::delay(5));
    CHECK(conflicts([&] { queues.settle(late, results(late, kind), 5); }));
    queues.release(late);
    const auto counts = queues.counts("q");
    CHECK(counts.claimed == 1); // the other of the two was still the late worker's
    CHECK(queues.settle(next, results(next, JobResult::done()), 5).done == 1);
    CHECK_FALSE(queues.renew(late, 60s));
    CHECK(conflicts([&] { queues.settle(next, results(next, JobResult::done()), 5); }));
}

TEST_CASE("116 a job that is done is gone and counted")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(3));
    const auto claim = queues.claim("q", 3, 60s, 5);
    CHECK(queues.settle(claim, results(claim, JobResult::done()), 5).done == 3);
    const auto counts = queues.counts("q");
    CHECK(counts.pending + counts.claimed + counts.failed == 0);
    CHECK(counts.done == 3);
}

TEST_CASE("116 a requeued job is claimable at once and the attempt is not counted")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(1));
    for (int i = 0; i < 8; ++i) {
        const auto claim = queues.claim("q", 1, 60s, 2);
        REQUIRE(claim.jobs.size() == 1);
        CHECK(claim.jobs[0].attempt == 1);
        CHECK(queues.settle(claim, results(claim, JobResult::requeue()), 2).returned == 1);
    }
}

TEST_CASE("117 a suspended job and the rest can be claimed at once")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(3));
    const auto claim = queues.claim("q", 3, 60s, 5);
    queues.settle(claim, {JobResult::done(), JobResult::suspend("down"), JobResult::suspend("down")}, 5);
    CHECK(numbers(queues.claim("q", 3, 60s, 5)) == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("a queue that is suspended for a time gives nothing to any process before it")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(1));
    const auto claim = queues.claim("q", 1, 60s, 5);
    queues.settle(claim, {JobResult::suspend("down", 100)}, 5);
    CHECK(queues.suspended_until_us("q") > 0);
    site.clock.advance_seconds(98);
    CHECK(queues.claim("q", 1, 60s, 5).jobs.empty());
    site.clock.advance_seconds(3);
    CHECK(queues.suspended_until_us("q") == 0);
    CHECK(queues.claim("q", 1, 60s, 5).jobs.size() == 1);
}

TEST_CASE("118 a delayed job is not available until the given time")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    EnqueueOptions later;
    later.delay_seconds = 50;
    queues.enqueue("wow", "q", jobs(1), later);
    CHECK(queues.claim("q", 1, 60s, 5).jobs.empty());
    site.clock.advance_seconds(51);
    auto claim = queues.claim("q", 1, 60s, 5);
    REQUIRE(claim.jobs.size() == 1);
    queues.settle(claim, {JobResult::delay(100)}, 5);
    CHECK(queues.counts("q").pending == 1);
    site.clock.advance_seconds(98);
    CHECK(queues.claim("q", 1, 60s, 5).jobs.empty());
    site.clock.advance_seconds(3);
    claim = queues.claim("q", 1, 60s, 5);
    REQUIRE(claim.jobs.size() == 1);
    CHECK(claim.jobs[0].attempt == 1);
}

TEST_CASE("I-12 a failing job is tried again with growing delays and ends as failed with its reason")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(1));
    for (int attempt = 1; attempt <= 3; ++attempt) {
        const auto claim = queues.claim("q", 1, 600s, 3);
        REQUIRE(claim.jobs.size() == 1);
        CHECK(claim.jobs[0].attempt == attempt);
        const auto settled = queues.settle(claim, {JobResult::failed("broken " + std::to_string(attempt))}, 3);
        CHECK(settled.retried == (attempt < 3 ? 1 : 0));
        CHECK(settled.failed == (attempt < 3 ? 0 : 1));
        if (attempt == 3)
            break;
        const std::int64_t longest = 5LL << (attempt - 1);
        const auto wait = *queues.next_ready_us("q") - queues.shared_now_us();
        CHECK(wait > (longest / 2 - 2) * 1'000'000);
        CHECK(wait <= longest * 1'000'000);
        CHECK(queues.claim("q", 1, 600s, 3).jobs.empty());
        site.clock.advance_seconds(longest + 1);
    }
    const auto failed = queues.failed_jobs("q", 10);
    REQUIRE(failed.size() == 1);
    CHECK(failed[0].reason == "broken 3");
    CHECK(failed[0].attempts == 3);
    CHECK(queues.counts("q").failed == 1);
    site.clock.advance_seconds(100'000);
    CHECK(queues.claim("q", 1, 600s, 3).jobs.empty());
    CHECK(queues.retry("q") == 1);
    const auto again = queues.claim("q", 1, 600s, 3);
    REQUIRE(again.jobs.size() == 1);
    CHECK(again.jobs[0].attempt == 1);
}

TEST_CASE("I-12 a permanent failure ends at once")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(1));
    const auto claim = queues.claim("q", 1, 60s, 5);
    CHECK(queues.settle(claim, {JobResult::failed(std::string("bad \xFF \0 byte", 12), true)}, 5).failed == 1);
    CHECK(queues.counts("q").failed == 1);
}

TEST_CASE("I-12 a job whose workers always die ends as failed")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    EnqueueOptions options;
    options.batch_key = "b";
    queues.enqueue("wow", "q", jobs(1), options);
    for (int i = 0; i < 3; ++i) {
        CHECK(queues.claim("q", 1, 60s, 3).jobs.size() == 1);
        site.clock.advance_seconds(61);
    }
    CHECK(queues.claim("q", 1, 60s, 3).jobs.empty());
    REQUIRE(queues.failed_jobs("q", 1).size() == 1);
    CHECK(queues.failed_jobs("q", 1)[0].reason.find("ended without a result 3 times") != std::string::npos);
    CHECK(queues.counts("q", "b").failed == 1);
}

TEST_CASE("the delay after a failure is capped")
{
    Site site(ON_BOTH_ENGINES);
    RetryPolicy policy;
    policy.base = 5s;
    policy.cap = 20s;
    const QueueStore queues(*site.database, site.clock, policy);
    queues.enqueue("wow", "q", jobs(1));
    for (int attempt = 1; attempt < 30; ++attempt) {
        const auto claim = queues.claim("q", 1, 60s, 100);
        REQUIRE(claim.jobs.size() == 1);
        queues.settle(claim, {JobResult::failed("no")}, 100);
        CHECK(*queues.next_ready_us("q") - queues.shared_now_us() <= 20'000'000);
        site.clock.advance_seconds(21);
    }
}

TEST_CASE("a unique key is not added again while it waits or is claimed")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    const std::string endless(10'000, 'k');
    CHECK(queues.enqueue("wow", "q", {{"a", 1}, {"a", 2}, {endless, 3}, {"", 4}, {"", 5}}) == 4);
    CHECK(queues.enqueue("wow", "q", {{"a", 1}, {endless, 2}}) == 0);
    CHECK(queues.enqueue("wow", "other", {{"a", 1}}) == 1);
    const auto claim = queues.claim("q", 10, 60s, 5);
    CHECK(claim.jobs.size() == 4);
    CHECK(queues.enqueue("wow", "q", {{"a", 1}}) == 0);
    queues.settle(claim, results(claim, JobResult::failed("no", true)), 5);
    CHECK(queues.enqueue("wow", "q", {{"a", 7}}) == 1);
    CHECK(queues.retry("q") == 3); // "a" waits already
    CHECK(queues.counts("q").pending == 4);
    CHECK(queues.counts("q").failed == 0);
}

TEST_CASE("of several failed jobs with one unique key the newest is tried again")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    for (int n = 1; n <= 3; ++n) {
        CHECK(queues.enqueue("wow", "q", {{"a", Value::object({{"n", n}})}}) == 1);
        const auto claim = queues.claim("q", 1, 60s, 5);
        queues.settle(claim, {JobResult::failed("no", true)}, 5);
    }
    CHECK(queues.retry("q") == 1);
    CHECK(numbers(queues.claim("q", 9, 60s, 5)) == std::vector<std::int64_t>{3});
}

TEST_CASE("enqueueing is part of the caller's transaction")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    {
        database::Transaction transaction(site.database->main());
        CHECK(queues.enqueue("wow", "q", jobs(3)) == 3);
    }
    CHECK(queues.counts("q").pending == 0);
}

TEST_CASE("7770 jobs are enqueued in one go")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    std::vector<std::pair<std::string, Value>> many;
    many.reserve(7770);
    for (int n = 0; n < 7770; ++n)
        many.emplace_back("achievement-" + std::to_string(n), Value::object({{"id", n}}));
    CHECK(queues.enqueue("wow", "q", many) == 7770);
    CHECK(queues.enqueue("wow", "q", many) == 0);
    CHECK(queues.counts("q").pending == 7770);
    CHECK(queues.clear("q") == 7770);
    CHECK(queues.counts("q").pending == 0);
}

TEST_CASE("queues and jobs of a module go with it")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.declare("wow", "q");
    queues.enqueue("other", "q", jobs(2)); // another module's jobs in wow's queue
    queues.enqueue("wow", "theirs", jobs(2));
    queues.declare("other", "theirs");
    queues.enqueue("other", "theirs", jobs(3));
    queues.remove_module("wow");
    CHECK(queues.counts("q").pending == 0);
    CHECK(queues.counts("theirs").pending == 3);
    REQUIRE(queues.list().size() == 1);
    CHECK(queues.list()[0].module == "other");
}

TEST_CASE("a claim that is released is given out at once")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    queues.enqueue("wow", "q", jobs(3));
    queues.release(queues.claim("q", 3, 60s, 5));
    const auto claim = queues.claim("q", 3, 60s, 5);
    REQUIRE(claim.jobs.size() == 3);
    CHECK(claim.jobs[0].attempt == 1);
}

TEST_CASE("a name that is no queue is refused")
{
    Site site("sqlite");
    const QueueStore queues(*site.database, site.clock);
    CHECK_THROWS_AS(queues.enqueue("wow", "", jobs(1)), Error);
    CHECK_THROWS_AS(queues.enqueue("wow", std::string(201, 'q'), jobs(1)), Error);
}

TEST_CASE("jobs are forgotten by their keys, wherever they stand, and only those of the module")
{
    Site site(ON_BOTH_ENGINES);
    const QueueStore queues(*site.database, site.clock);
    const auto payload = Value::object({{"n", 1}});
    EnqueueOptions batch;
    batch.batch_key = "b";
    queues.enqueue("wow", "q", {{"failed", payload}, {"claimed", payload}}, batch);
    const auto failed = queues.claim("q", 1, 60s, 1);
    queues.settle(failed, {JobResult::failed("broken", true)}, 1);
    const auto claimed = queues.claim("q", 1, 60s, 1);
    queues.enqueue("wow", "q", {{"waiting", payload}, {"other", payload}}, batch);
    queues.enqueue("user", "q", {{"foreign", payload}});
    queues.forget("wow", "q", {"waiting", "claimed", "failed", "foreign", "unknown"});
    CHECK(queues.counts("q").pending == 2);
    CHECK(queues.counts("q").claimed == 0);
    CHECK(queues.counts("q").failed == 0);
    CHECK(queues.counts("q", "b").pending + queues.counts("q", "b").claimed == 1);
    CHECK(queues.counts("q", "b").failed == 0);
    CHECK(conflicts([&] { queues.settle(claimed, results(claimed, JobResult::done()), 1); }));
    queues.forget("wow", "q", {"other"});
    int ended = 0;
    CHECK(queues.end_batches(
              "q", [&](const std::string&) { ++ended; }, 3, [](const std::string&, const std::string&) {})
        == 1);
    CHECK(ended == 1);
}
