#include "sweep.hpp"

#include <wow/on_demand.hpp>
#include <wow/sync.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace wow {
namespace {

using wowhost::Condition;
using wowhost::Conditions;
using wowhost::Operator;
using wowhost::Query;
using wowhost::Value;
using Ids = std::vector<std::int64_t>;

const std::string last_key = "wow.ttl_sweep_last";

/// What is left of a catalogue's row that living rows refer to, and which states tell that the catalogue is complete.
class StubRule {
public:
    std::vector<std::string> fields;
    std::string dates; ///< Prefix of its states; empty: it has none.
};

std::map<std::string, StubRule> stub_rules(const wowhost::Services& host)
{
    std::map<std::string, StubRule> rules;
    for (const auto& source : host.plugins<OnDemand>())
        rules[source.id()] = {{"blizzard_id", "name"}, {}};
    for (const auto& source : host.plugins<SyncSource>())
        source.call("describe", [&](const SyncSource& sync) {
            if (!sync.stub_fields().empty())
                rules[sync.target()] = {sync.stub_fields(), "wow.last_modified." + sync.name() + "_index."};
        });
    return rules;
}

class TypeSweep {
public:
    TypeSweep(const wowhost::Services& host, std::string type, const StubRule* rule, std::int64_t cutoff,
        const std::vector<std::string>& fetched)
        : host_(host)
        , type_(std::move(type))
        , rule_(rule)
        , cutoff_(cutoff)
        , fetched_(fetched)
    {
        if (rule_)
            referrers_ = host_.entities().referrers(type_);
    }

    /// Returns how many rows went.
    std::int64_t run(const Sweep::Cancelled& cancelled, const Sweep::Progress& progress)
    {
        wowhost::EntityStorage::Watch watch;
        if (rule_)
            watch.keep = [&](const Ids& locked) { return keep(locked); };
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
    /// Which of these become stubs. Part of the transaction that deletes the others.
    Ids keep(const Ids& locked) const
    {
        const auto kept = referred_to(locked);
        for (const auto id : kept)
            make_stub(id);
        forget_dates();
        return Ids(kept.begin(), kept.end());
    }

    /// Those of the rows that rows refer to which are not expired themselves. Mostly it is none: that is one query.
    std::set<std::int64_t> referred_to(const Ids& ids) const
    {
        constexpr std::int64_t at_most = 500;
        std::set<std::int64_t> found;
        for (const auto& [type, field] : referrers_) {
            Query living(type);
            if (std::binary_search(fetched_.begin(), fetched_.end(), type))
                living.where("last_fetched", Operator::greater_equal, cutoff_);
            auto any = living;
            any.where(field, Operator::in, Value::Array(ids.begin(), ids.end())).only({field}).limit(at_most);
            const auto rows = host_.entities().select(any);
            for (const auto& row : rows)
                found.insert(row[field].integer());
            if (rows.size() < static_cast<std::size_t>(at_most))
                continue;
            for (const auto id : ids) {
                auto one = living;
                if (!found.contains(id) && !host_.entities().ids(one.where(field, id).limit(1)).empty())
                    found.insert(id);
            }
        }
        return found;
    }

    void make_stub(std::int64_t id) const
    {
        auto row = host_.entities().load(type_, id);
        for (const auto& [field, value] : wowhost::Entity::Fields(row->fields()))
            if (std::find(rule_->fields.begin(), rule_->fields.end(), field) == rule_->fields.end())
                row->set(field, nullptr);
        row->set("last_fetched", std::max(host_.now(), cutoff_));
        host_.entities().save(*row);
    }

    /// What is no longer complete must be fetched anew, whatever Battle.net says has not changed.
    void forget_dates() const
    {
        if (rule_->dates.empty())
            return;
        for (const auto& key : host_.state().keys(rule_->dates))
            host_.state().remove(key);
    }

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
    const StubRule* rule_;
    const std::int64_t cutoff_;
    const std::vector<std::string>& fetched_;
    std::vector<std::pair<std::string, std::string>> referrers_;
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
    const std::vector<std::string>& by_name() const { return fetched_; }

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
        TypeSweep rows(host_, type, rule == rules.end() ? nullptr : &rule->second, before, order.by_name());
        result.deleted[type] = cancelled() ? 0 : rows.run(cancelled, progress);
        if (auto failure = rows.failure(); !failure.empty())
            result.failures.push_back(std::move(failure));
    }
    if (!cancelled())
        host_.state().set(last_key, host_.now());
    return result;
}

} // namespace wow
