#include "stub_rows.hpp"

#include <wow/on_demand.hpp>
#include <wow/sync.hpp>

#include <algorithm>
#include <set>

namespace wow {

using wowhost::Operator;
using wowhost::Query;
using wowhost::Value;

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

StubRows::StubRows(const wowhost::Services& host, std::string type, StubRule rule, std::int64_t cutoff)
    : host_(host)
    , type_(std::move(type))
    , rule_(std::move(rule))
    , cutoff_(cutoff)
    , fetched_(host.entities().fetched_types())
    , referrers_(host.entities().referrers(type_))
{
}

StubRows::Ids StubRows::keep(const Ids& locked) const
{
    auto kept = referred_to(locked);
    for (const auto id : kept)
        make_stub(id);
    forget_dates();
    return kept;
}

/// Mostly it is none: that is one query for each type that may refer to them.
StubRows::Ids StubRows::referred_to(const Ids& ids) const
{
    constexpr std::int64_t at_most = 500;
    std::set<std::int64_t> found;
    for (const auto& [type, field] : referrers_) {
        Query living(type);
        if (cutoff_ > 0 && std::binary_search(fetched_.begin(), fetched_.end(), type))
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
    return Ids(found.begin(), found.end());
}

void StubRows::make_stub(std::int64_t id) const
{
    auto row = host_.entities().load(type_, id);
    for (const auto& [field, value] : wowhost::Entity::Fields(row->fields()))
        if (std::find(rule_.fields.begin(), rule_.fields.end(), field) == rule_.fields.end())
            row->set(field, nullptr);
    row->set("last_fetched", std::max(host_.now(), cutoff_));
    host_.entities().save(*row);
}

/// What is no longer complete must be fetched anew, whatever Battle.net says has not changed.
void StubRows::forget_dates() const
{
    if (rule_.dates.empty())
        return;
    for (const auto& key : host_.state().keys(rule_.dates))
        host_.state().remove(key);
}

} // namespace wow
