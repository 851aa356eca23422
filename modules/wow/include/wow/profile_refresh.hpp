// wow: refresh: keeping stored owners young, stalest first. Header-only; compiled into the owner's module.
#pragma once

#include <wow/client.hpp>
#include <wow/profile_presence.hpp>
#include <wow/profile_result.hpp>

#include <algorithm>
#include <cstddef>
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
    /// It stopped because the hour's requests are used up: the rest comes in the next runs.
    bool out_of_budget = false;

    std::int64_t total() const noexcept { return refreshed + unchanged + missing + forbidden + failed; }
    wowhost::Value value() const
    {
        return wowhost::Value::object({{"refreshed", refreshed}, {"unchanged", unchanged}, {"missing", missing},
            {"forbidden", forbidden}, {"failed", failed}});
    }
};

/// How a refresh is spread over time. Owners become due at half of the longest age and are to be done at nine tenths of
/// it. A run does as many, stalest first, as it must so that each of them is done in time when all later runs do as
/// many: what became due together is spread evenly, and what waited while the machine was off goes first.
class RefreshPlan {
public:
    RefreshPlan(std::int64_t longest_age_, std::int64_t interval_)
        : longest_age(longest_age_)
        , interval(interval_)
    {
    }
    std::int64_t due_age() const noexcept { return longest_age / 2; }
    std::int64_t target_age() const noexcept { return longest_age / 10 * 9; }
    /// How many a run does, `interval` seconds after the last; `ages` are those of the due owners, oldest first.
    std::int64_t quota(const std::vector<std::int64_t>& ages) const noexcept
    {
        std::int64_t most = 0;
        for (std::size_t i = 0; i < ages.size(); ++i) {
            const auto count = static_cast<std::int64_t>(i) + 1;
            const auto left = target_age() - ages[i];
            const auto needed = left <= interval ? count : (count * interval + left - 1) / left;
            most = std::max(most, needed);
        }
        return most;
    }

    std::int64_t longest_age; ///< Seconds: wow.refresh_days.
    std::int64_t interval; ///< Seconds between runs.
};

/// Who was asked for in vain is asked for again no earlier: then a second 404 counts.
constexpr std::int64_t second_look_seconds = missing_confirmation_seconds;

/// wow.refresh_days in seconds, at least a day.
inline std::int64_t refresh_seconds(const wowhost::Services& host)
{
    constexpr std::int64_t seconds_per_day = 24 * 60 * 60;
    const auto days =
        client(host).call("setting", [](const Client& c) { return c.setting("refresh_days").integer(7); });
    return std::max<std::int64_t>(1, days) * seconds_per_day;
}

/// When an owner was last confirmed, Unix seconds, and its id.
using StaleProfile = std::pair<std::int64_t, std::int64_t>;

/// Owners that were last confirmed at `confirmed` or earlier and not asked for in vain since `asked`, stalest first.
inline std::vector<StaleProfile> stale_profiles(
    const wowhost::Services& host, const ProfileKind& kind, std::int64_t confirmed, std::int64_t asked)
{
    std::vector<StaleProfile> found;
    host.entities().each(
        wowhost::Query(kind.type).only({"last_fetched", "last_checked"}), [&](const wowhost::Entity& row) {
            if (row["last_fetched"].integer() <= confirmed && row["last_checked"].integer() <= asked)
                found.emplace_back(row["last_fetched"].integer(), row.id());
            return true;
        });
    std::sort(found.begin(), found.end());
    return found;
}

/// Syncs one owner at the priority of a refresh.
using ProfileLookup = std::function<LookupResult(const Address&)>;

/// Refreshes these owners in order. Stops when cancelled, when the hour's requests are used up, or when Battle.net
/// refuses everything (nothing is deleted then). `progress` gets (done, total).
inline RefreshCounts refresh_profiles(const wowhost::Services& host, const ProfileKind& kind,
    const std::vector<StaleProfile>& stale, const ProfileLookup& lookup, const std::function<bool()>& cancelled,
    const std::function<void(std::int64_t, std::int64_t)>& progress)
{
    /// As long as nothing else came back, so many 403s mean the site, not its owners.
    constexpr std::int64_t forbidden_means_all = 5;
    constexpr std::int64_t requests_of_one = 24; ///< At most, with all modules there are.
    const auto plural = std::string(kind.noun) + "s";
    RefreshCounts counts;
    std::int64_t done = 0;
    const auto total = static_cast<std::int64_t>(stale.size());
    for (const auto& profile : stale) {
        const auto id = profile.second;
        if (cancelled()) {
            counts.stopped = "cancelled";
            break;
        }
        if (left_in_hour(client(host)) < requests_of_one) {
            counts.out_of_budget = true;
            counts.stopped = "the hour's requests to Battle.net are used up; " + std::to_string(total - done) + " "
                + plural + " are left";
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
        progress(++done, total);
    }
    if (!counts.stopped.empty() && counts.stopped != "cancelled" && !counts.out_of_budget)
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
    auto stale = stale_profiles(host, kind, host.now() - plan.due_age(), host.now() - second_look_seconds);
    const auto due = stale.size();
    std::vector<std::int64_t> ages;
    ages.reserve(due);
    for (const auto& [confirmed, id] : stale)
        ages.push_back(host.now() - confirmed);
    stale.resize(static_cast<std::size_t>(plan.quota(ages)));
    // A run that takes as long as the pause between runs leaves the rest to the next.
    const auto end = host.now() + interval;
    const auto counts = refresh_profiles(
        host, kind, stale, lookup, [&] { return host.cancelled() || host.now() >= end; },
        [](std::int64_t, std::int64_t) {});
    if (!counts.stopped.empty() && counts.stopped != "cancelled" && !counts.out_of_budget)
        throw wowhost::Error(wowhost::ErrorCode::failed, counts.stopped);
    return std::to_string(due) + " of " + std::to_string(stored) + " " + plural + " were due: "
        + std::to_string(counts.refreshed) + " refreshed, " + std::to_string(counts.unchanged) + " unchanged, "
        + std::to_string(counts.missing) + " missing, " + std::to_string(counts.forbidden) + " forbidden, "
        + std::to_string(counts.failed) + " failed, " + std::to_string(due - static_cast<std::size_t>(counts.total()))
        + " left for later" + (counts.out_of_budget ? "; " + counts.stopped : std::string());
}

} // namespace wow
