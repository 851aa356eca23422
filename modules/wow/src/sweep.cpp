#include "sweep.hpp"

#include "stub_rows.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace wow {
namespace {

using wowhost::Condition;
using wowhost::Operator;
using wowhost::Query;
using wowhost::Value;

const std::string last_key = "wow.ttl_sweep_last";
const std::string swept_key = "wow.ttl_swept";

class TypeSweep {
public:
    TypeSweep(const wowhost::Services& host, std::string type, const StubRule* rule, std::int64_t cutoff)
        : host_(host)
        , type_(std::move(type))
        , cutoff_(cutoff)
    {
        if (rule)
            stubs_.emplace(host, type_, *rule, cutoff);
    }

    /// Returns how many rows went.
    std::int64_t run(const Sweep::Cancelled& cancelled, const Sweep::Progress& progress)
    {
        wowhost::EntityStorage::Watch watch;
        if (stubs_)
            watch.keep = [&](const StubRows::Ids& locked) { return stubs_->keep(locked); };
        watch.go_on = [&](std::int64_t gone) {
            progress(type_, gone);
            return !cancelled();
        };
        watch.refused = [&](std::int64_t id, const std::string& reason) { note_failure(id, reason); };
        return host_.entities().remove_gradually(type_, {Condition("last_fetched", Operator::less, cutoff_)}, watch);
    }

    /// Empty, or what could not be deleted.
    std::string failure() const
    {
        if (failed_ == 0)
            return {};
        return std::to_string(failed_) + " rows of " + type_ + " could not be deleted, the first of them "
            + std::to_string(first_failed_) + ": " + reason_;
    }

private:
    void note_failure(std::int64_t id, const std::string& reason)
    {
        if (++failed_ > 1)
            return;
        first_failed_ = id;
        reason_ = reason;
        host_.log().error("The sweep can't delete " + type_ + " " + std::to_string(id) + ": " + reason,
            Value::object({{"type", type_}, {"id", id}, {"message", reason}}));
    }

    const wowhost::Services& host_;
    const std::string type_;
    const std::int64_t cutoff_;
    std::optional<StubRows> stubs_;
    std::int64_t failed_ = 0;
    std::int64_t first_failed_ = 0;
    std::string reason_;
};

/// Those that refer before those that are referred to, so that no row loses a reference before it is swept itself.
class SweepOrder {
public:
    explicit SweepOrder(const wowhost::Services& host)
        : host_(host)
        , fetched_(host.entities().fetched_types())
    {
        for (const auto& type : fetched_)
            visit(type);
    }
    const std::vector<std::string>& types() const { return types_; }

private:
    void visit(const std::string& type)
    {
        if (!std::binary_search(fetched_.begin(), fetched_.end(), type) || !seen_.insert(type).second)
            return;
        for (const auto& [referrer, field] : host_.entities().referrers(type))
            visit(referrer);
        types_.push_back(type);
    }

    const wowhost::Services& host_;
    const std::vector<std::string> fetched_;
    std::set<std::string> seen_;
    std::vector<std::string> types_;
};

} // namespace

std::int64_t last_sweep(const wowhost::Services& host)
{
    const auto stored = host.state().get(last_key);
    return stored ? stored->integer() : 0;
}

std::map<std::string, std::int64_t> swept_rows(const wowhost::Services& host)
{
    std::map<std::string, std::int64_t> rows;
    if (const auto stored = host.state().get(swept_key))
        for (const auto& [type, count] : stored->members())
            rows.emplace(type, count.integer());
    return rows;
}

std::int64_t SweepResult::total() const
{
    std::int64_t sum = 0;
    for (const auto& [type, count] : deleted)
        sum += count;
    return sum;
}

std::int64_t Sweep::cutoff() const
{
    constexpr std::int64_t day = 86400;
    return host_.now() - ttl_days_ * day;
}

std::map<std::string, std::int64_t> Sweep::count() const
{
    std::map<std::string, std::int64_t> counts;
    for (const auto& type : host_.entities().fetched_types())
        counts[type] = host_.entities().count(Query(type).where("last_fetched", Operator::less, cutoff()));
    return counts;
}

SweepResult Sweep::run(const Cancelled& cancelled, const Progress& progress) const
{
    const auto rules = stub_rules(host_);
    const SweepOrder order(host_);
    const auto before = cutoff();
    SweepResult result;
    for (const auto& type : order.types()) {
        const auto rule = rules.find(type);
        TypeSweep rows(host_, type, rule == rules.end() ? nullptr : &rule->second, before);
        result.deleted[type] = cancelled() ? 0 : rows.run(cancelled, progress);
        if (auto failure = rows.failure(); !failure.empty())
            result.failures.push_back(std::move(failure));
    }
    if (!cancelled())
        host_.state().set(last_key, host_.now());
    // Added up for those who watch; it must not fail a sweep.
    try {
        host_.state().update_shared({swept_key}, [&](std::vector<Value>& values, std::int64_t) {
            for (const auto& [type, count] : result.deleted)
                if (count > 0)
                    values.front().set(type, values.front()[type].integer() + count);
        });
    } catch (const wowhost::Error& error) {
        host_.log().warning("The rows that were swept are not counted: " + std::string(error.what()));
    }
    return result;
}

} // namespace wow
