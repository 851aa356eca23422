// Claims and their results: the part of the queue store in which processes compete.
#include "host/database/value_set.hpp"
#include "host/service/dialect.hpp"
#include "host/service/queue_batches.hpp"
#include "host/service/queue_store.hpp"
#include "host/service/text.hpp"
#include "host/service/token.hpp"

#include <wowhost/json.hpp>

#include <algorithm>
#include <random>

namespace wowhost::service {
namespace {

using database::Bound;
using database::Row;

struct Candidate {
    std::int64_t id = 0;
    std::string payload;
    std::int64_t attempts = 0; ///< With this one.
    std::string batch_key;
    std::string reason;
};

std::int64_t with_jitter(std::chrono::milliseconds delay)
{
    thread_local std::mt19937_64 random{std::random_device{}()};
    const auto most = std::chrono::microseconds(delay).count();
    return std::uniform_int_distribution<std::int64_t>(most - most / 2, most)(random);
}

std::vector<std::int64_t> ids_of(const QueueClaim& claim)
{
    std::vector<std::int64_t> ids;
    ids.reserve(claim.jobs.size());
    for (const auto& job : claim.jobs)
        ids.push_back(job.id);
    return ids;
}

/// The end of a statement that changes claimed jobs: those of them that are still the claim's, and which they were.
constexpr const char* still_ours = " AND token = ? AND state = 1 RETURNING id, batch_key";

/// Counts the rows of such a statement, and gives the id and the batch key of each to `each`.
template <class Each>
database::RowFunction counting(std::int64_t& count, Each& each)
{
    return [&](const Row& row) {
        ++count;
        each(row.integer(0), row.string(1));
    };
}

/// Changes all these jobs alike, those of them that are still the claim's, with one statement: `verb`, and what is
/// bound in it. Returns how many; `each` gets the id and the batch key of those.
template <class Each>
std::int64_t settle_alike(database::Connection& connection, const QueueClaim& claim, std::string verb,
    std::initializer_list<Bound> columns, const std::vector<std::int64_t>& ids, Each each)
{
    if (ids.empty())
        return 0;
    const auto set = database::id_set(connection.engine(), ids);
    std::vector<Bound> bound(columns);
    bound.emplace_back(std::string_view(set));
    bound.emplace_back(std::string_view(claim.token));
    (verb += " WHERE ") += database::in_ids(connection.engine(), "id");
    std::int64_t count = 0;
    connection.run(verb + still_ours, bound, counting(count, each));
    return count;
}

/// Collects the rows of one kind of result, each with values of its own.
class Settle {
public:
    Settle(database::Connection& connection, const QueueClaim& claim)
        : connection_(connection)
        , claim_(claim)
    {
    }
    void add(std::int64_t job, std::initializer_list<Bound> columns = {})
    {
        flat_.insert(flat_.end(), columns.begin(), columns.end());
        flat_.emplace_back(job);
        flat_.emplace_back(std::string_view(claim_.token));
        columns_ = columns.size() + 2;
    }
    /// Returns how many were still ours; `each` gets the id and the batch key of those.
    template <class Each>
    std::int64_t run(const std::string& verb, Each each)
    {
        if (flat_.empty())
            return 0;
        std::int64_t count = 0;
        connection_.run_many(verb + " WHERE id = ?" + still_ours, columns_, flat_, counting(count, each));
        return count;
    }

private:
    database::Connection& connection_;
    const QueueClaim& claim_;
    std::vector<Bound> flat_;
    std::size_t columns_ = 0;
};

} // namespace

QueueClaim QueueStore::claim(
    const std::string& queue, std::size_t limit, std::chrono::milliseconds lease, int max_attempts) const
{
    auto& connection = database_.main();
    QueueClaim claim{queue, random_token(), {}};
    const std::string ready = " FROM wowhost_job WHERE queue = ? AND state < 2 AND ready_us <= ? AND NOT EXISTS "
                              "(SELECT 1 FROM wowhost_queue WHERE name = ? AND suspended_us > ?) ";
    auto now = shared_now_us();
    // Without a transaction first: an idle worker must not take the write lock to find nothing.
    if (limit == 0 || connection.run("SELECT 1" + ready + "LIMIT 1", {queue, now, queue, now}) == 0)
        return claim;
    database::transact(connection, [&] {
        claim.jobs.clear();
        now = shared_now_us();
        std::vector<Candidate> candidates;
        connection.run("SELECT id, payload, attempts, batch_key, reason" + ready
                + "ORDER BY priority DESC, ready_us, id LIMIT ?" + for_update_skip_locked(connection),
            {queue, now, queue, now, static_cast<std::int64_t>(limit)}, [&](const Row& row) {
                candidates.push_back({row.integer(0), row.string(1), row.integer(2) + 1, row.string(3), row.string(4)});
            });
        BatchChanges batches;
        for (const auto& candidate : candidates) {
            if (candidate.attempts > max_attempts) {
                const auto reason = "its worker ended without a result " + std::to_string(candidate.attempts - 1)
                    + " times" + (candidate.reason.empty() ? "" : "; before that: " + candidate.reason);
                connection.run("UPDATE wowhost_job SET state = 2, token = NULL, reason = ? WHERE id = ?",
                    {cut_utf8(reason, 4000), candidate.id});
                batches.add(queue, candidate.batch_key, -1, 0, 1);
                continue;
            }
            claim.jobs.emplace_back(candidate.id, parse_json(candidate.payload), static_cast<int>(candidate.attempts));
        }
        if (!claim.jobs.empty())
            connection.run("UPDATE wowhost_job SET state = 1, token = ?, ready_us = ?, attempts = attempts + 1 WHERE "
                    + database::in_ids(connection.engine(), "id"),
                {claim.token, now + std::chrono::microseconds(lease).count(),
                    database::id_set(connection.engine(), ids_of(claim))});
        batches.apply(connection, now);
    });
    return claim;
}

bool QueueStore::renew(const QueueClaim& claim, std::chrono::milliseconds lease) const
{
    auto& connection = database_.main();
    const auto until = shared_now_us() + std::chrono::microseconds(lease).count();
    return settle_alike(connection, claim, "UPDATE wowhost_job SET ready_us = ?", {until}, ids_of(claim),
               [](std::int64_t, const std::string&) {})
        > 0;
}

Settlement QueueStore::settle(const QueueClaim& claim, const std::vector<JobResult>& results, int max_attempts) const
{
    if (results.size() != claim.jobs.size())
        throw Error(ErrorCode::invalid_argument,
            "queue " + claim.queue + ": " + std::to_string(results.size()) + " results for "
                + std::to_string(claim.jobs.size()) + " jobs; return one for each");
    auto& connection = database_.main();
    Settlement settlement;
    std::vector<std::int64_t> held;
    std::vector<std::string> reasons;
    reasons.reserve(results.size());
    for (const auto& result : results)
        reasons.push_back(cut_utf8(bounded_name(result.reason, 4000), 4000));

    database::transact(connection, [&] {
        settlement = {};
        held.clear();
        const auto now = shared_now_us();
        std::vector<std::int64_t> done;
        Settle failed(connection, claim);
        Settle retried(connection, claim);
        Settle returned(connection, claim);
        std::int64_t suspended_us = 0;
        for (std::size_t i = 0; i < results.size(); ++i) {
            const auto& job = claim.jobs[i];
            const auto& result = results[i];
            const auto later = now + std::max<std::int64_t>(result.seconds, 0) * 1'000'000;
            switch (result.kind) {
            case JobResult::Kind::done: done.push_back(job.id); break;
            case JobResult::Kind::requeue: returned.add(job.id, {now}); break;
            case JobResult::Kind::delay: returned.add(job.id, {later}); break;
            case JobResult::Kind::suspend:
                returned.add(job.id, {now});
                suspended_us = std::max(suspended_us, result.seconds > 0 ? later : 0);
                break;
            case JobResult::Kind::failed:
                if (result.permanent || job.attempt >= max_attempts) {
                    failed.add(job.id, {std::string_view(reasons[i])});
                    break;
                }
                const auto pause =
                    std::min(retry_.base * (std::int64_t{1} << std::clamp(job.attempt - 1, 0, 20)), retry_.cap);
                retried.add(job.id, {now + with_jitter(pause), std::string_view(reasons[i])});
                break;
            }
        }
        BatchChanges batches;
        const auto keep = [&](std::int64_t id, const std::string&) { held.push_back(id); };
        settlement.done = settle_alike(
            connection, claim, "DELETE FROM wowhost_job", {}, done, [&](std::int64_t id, const std::string& batch_key) {
                held.push_back(id);
                batches.add(claim.queue, batch_key, -1, 1);
            });
        settlement.failed = failed.run("UPDATE wowhost_job SET state = 2, token = NULL, reason = ?",
            [&](std::int64_t id, const std::string& batch_key) {
                held.push_back(id);
                batches.add(claim.queue, batch_key, -1, 0, 1);
            });
        settlement.retried =
            retried.run("UPDATE wowhost_job SET state = 0, token = NULL, ready_us = ?, reason = ?", keep);
        settlement.returned =
            returned.run("UPDATE wowhost_job SET state = 0, token = NULL, attempts = attempts - 1, ready_us = ?", keep);
        batches.apply(connection, now);
        if (settlement.done > 0 || suspended_us > 0)
            connection.run("UPDATE wowhost_queue SET done = done + ?, "
                           "suspended_us = CASE WHEN suspended_us < ? THEN ? ELSE suspended_us END WHERE name = ?",
                {settlement.done, suspended_us, suspended_us, claim.queue});
    });

    if (held.size() < claim.jobs.size()) {
        std::string lost;
        for (const auto& job : claim.jobs)
            if (std::find(held.begin(), held.end(), job.id) == held.end())
                lost += (lost.empty() ? "" : ", ") + std::to_string(job.id);
        throw Error(ErrorCode::conflict,
            "queue " + claim.queue + ": the lease ended and the jobs " + cut_utf8(lost, 200)
                + " are somebody else's now; their results were not recorded");
    }
    return settlement;
}

void QueueStore::release(const QueueClaim& claim) const
{
    auto& connection = database_.main();
    settle_alike(connection, claim,
        "UPDATE wowhost_job SET state = 0, token = NULL, attempts = attempts - 1, ready_us = ?", {shared_now_us()},
        ids_of(claim), [](std::int64_t, const std::string&) {});
}

} // namespace wowhost::service
