// wow: refresh: keeping stored owners young, stalest first. Header-only; compiled into the owner's module.
#pragma once

#include <wow/client.hpp>
#include <wow/profile_result.hpp>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace wow {

class RefreshCounts {
public:
    std::int64_t refreshed = 0;
    std::int64_t unchanged = 0;
    std::int64_t missing = 0;
    std::int64_t forbidden = 0;
    std::int64_t failed = 0;
    /// Why it stopped before the end; empty when it did not.
    std::string stopped;

    std::int64_t total() const noexcept { return refreshed + unchanged + missing + forbidden + failed; }
    wowhost::Value value() const
    {
        return wowhost::Value::object({{"refreshed", refreshed}, {"unchanged", unchanged}, {"missing", missing},
            {"forbidden", forbidden}, {"failed", failed}});
    }
};

/// How a refresh is spread over time: owners become due at half of the longest age, and each run takes so many that all
/// are done well before the whole of it.
class RefreshPlan {
public:
    RefreshPlan(std::int64_t longest_age_, std::int64_t interval_)
        : longest_age(longest_age_)
        , interval(interval_)
    {
    }
    std::int64_t due_age() const noexcept { return longest_age / 2; }
    /// How many a run takes, `interval` seconds after the last, of `stored` owners.
    std::int64_t quota(std::int64_t stored) const noexcept
    {
        const auto window = longest_age * 2 / 5; // from half of the age to nine tenths of it
        return window <= 0 ? stored : (stored * interval + window - 1) / window;
    }

    std::int64_t longest_age; ///< Seconds: wow.refresh_days.
    std::int64_t interval; ///< Seconds between runs.
};

/// wow.refresh_days in seconds, at least a day.
inline std::int64_t refresh_seconds(const wowhost::Services& host)
{
    constexpr std::int64_t seconds_per_day = 24 * 60 * 60;
    const auto days =
        client(host).call("setting", [](const Client& c) { return c.setting("refresh_days").integer(7); });
    return std::max<std::int64_t>(1, days) * seconds_per_day;
}

/// Ids of owners that were last asked for at `before` or earlier, stalest first; `limit` < 0: all of them.
inline std::vector<std::int64_t> stale_profiles(
    const wowhost::Services& host, const ProfileKind& kind, std::int64_t before, std::int64_t limit)
{
    // Ages are small beside rows, so that many owners fit; one that was asked for in vain waits like any other.
    std::vector<std::pair<std::int64_t, std::int64_t>> found; // last asked for, id
    host.entities().each(
        wowhost::Query(kind.type).only({"last_fetched", "last_checked"}), [&](const wowhost::Entity& row) {
            const auto asked = std::max(row["last_fetched"].integer(), row["last_checked"].integer());
            if (asked <= before)
                found.emplace_back(asked, row.id());
            return true;
        });
    std::sort(found.begin(), found.end());
    if (limit >= 0 && std::cmp_greater(found.size(), limit))
        found.resize(static_cast<std::size_t>(limit));
    std::vector<std::int64_t> ids;
    ids.reserve(found.size());
    for (const auto& [asked, id] : found)
        ids.push_back(id);
    return ids;
}

/// Syncs one owner at the priority of a refresh.
using ProfileLookup = std::function<LookupResult(const Address&)>;

/// Refreshes these owners in order. Stops when cancelled, or when Battle.net refuses everything (nothing is deleted
/// then). `progress` gets (done, total).
inline RefreshCounts refresh_profiles(const wowhost::Services& host, const ProfileKind& kind,
    const std::vector<std::int64_t>& ids, const ProfileLookup& lookup, const std::function<bool()>& cancelled,
    const std::function<void(std::int64_t, std::int64_t)>& progress)
{
    /// As long as nothing else came back, so many 403s mean the site, not its owners.
    constexpr std::int64_t forbidden_means_all = 5;
    const auto plural = std::string(kind.noun) + "s";
    RefreshCounts counts;
    std::int64_t done = 0;
    for (const auto id : ids) {
        if (cancelled()) {
            counts.stopped = "cancelled";
            break;
        }
        const auto row = host.entities().load(kind.type, id);
        if (!row)
            continue; // deleted meanwhile
        const auto fail = [&](const std::string& message) {
            ++counts.failed;
            host.log().warning("Refreshing " + row->get("name").string() + " failed: " + message,
                wowhost::Value::object({{kind.owner_kind, id}}));
        };
        try {
            const auto result = lookup(
                Address(row->get("region").string(), row->get("realm_slug").string(), row->get("name_key").string()));
            switch (result.outcome) {
            case LookupOutcome::missing: ++counts.missing; break;
            case LookupOutcome::forbidden: ++counts.forbidden; break;
            case LookupOutcome::failed: fail(result.message); break;
            case LookupOutcome::misconfigured: counts.stopped = result.message; break;
            case LookupOutcome::unchanged: ++(result.provider_failed ? counts.failed : counts.unchanged); break;
            default: ++(result.provider_failed ? counts.failed : counts.refreshed); break;
            }
        } catch (const std::exception& error) {
            fail(error.what());
        }
        if (counts.forbidden >= forbidden_means_all && counts.forbidden == counts.total())
            counts.stopped = std::string("Battle.net answers 403 to every ") + kind.noun
                + "; check the client in the developer portal (terms accepted, account active) and wow.client_id. "
                  "Nothing was deleted";
        if (!counts.stopped.empty())
            break;
        progress(++done, static_cast<std::int64_t>(ids.size()));
    }
    if (!counts.stopped.empty() && counts.stopped != "cancelled")
        host.log().error("The refresh of " + plural + " stopped: " + counts.stopped);
    return counts;
}

/// One run of a cron job that comes every `interval` seconds; a sentence for its report.
inline std::string scheduled_refresh(
    const wowhost::Services& host, const ProfileKind& kind, std::int64_t interval, const ProfileLookup& lookup)
{
    const RefreshPlan plan(refresh_seconds(host), interval);
    const auto plural = std::string(kind.noun) + "s";
    const auto stored = host.entities().count(wowhost::Query(kind.type));
    if (stored == 0)
        return "no " + plural + " are stored";
    const auto due = stale_profiles(host, kind, host.now() - plan.due_age(), plan.quota(stored));
    const auto counts = refresh_profiles(
        host, kind, due, lookup, [&] { return host.cancelled(); }, [](std::int64_t, std::int64_t) {});
    if (!counts.stopped.empty())
        throw wowhost::Error(wowhost::ErrorCode::failed, counts.stopped);
    return std::to_string(counts.total()) + " of " + std::to_string(stored) + " " + plural
        + " were due: " + std::to_string(counts.refreshed) + " refreshed, " + std::to_string(counts.unchanged)
        + " unchanged, " + std::to_string(counts.missing) + " missing, " + std::to_string(counts.forbidden)
        + " forbidden, " + std::to_string(counts.failed) + " failed";
}

} // namespace wow
