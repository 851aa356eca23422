#include "refresh.hpp"

#include "lookup.hpp"
#include "types.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace wow_character {

using namespace wowhost;

namespace {

/// As long as nothing else came back, so many 403s mean the site, not its characters.
constexpr std::int64_t forbidden_means_all = 5;

constexpr std::int64_t seconds_per_day = 24 * 60 * 60;

std::int64_t refresh_seconds(const Services& host)
{
    const auto days =
        wow::client(host).call("setting", [](const wow::Client& c) { return c.setting("refresh_days").integer(7); });
    return std::max<std::int64_t>(1, days) * seconds_per_day;
}

} // namespace

Value RefreshCounts::value() const
{
    return Value::object({{"refreshed", refreshed}, {"unchanged", unchanged}, {"missing", missing},
        {"forbidden", forbidden}, {"failed", failed}});
}

std::vector<std::int64_t> stale_characters(const Services& host, std::int64_t before, std::int64_t limit)
{
    // Ages are small beside rows, so that many characters fit; a character asked for in vain waits like any other.
    std::vector<std::pair<std::int64_t, std::int64_t>> found; // last asked for, id
    host.entities().each(Query(character_type).only({"last_fetched", "last_checked"}), [&](const Entity& row) {
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

RefreshCounts refresh(const Services& host, const std::vector<std::int64_t>& characters,
    const std::function<bool()>& cancelled, const std::function<void(std::int64_t, std::int64_t)>& progress)
{
    RefreshCounts counts;
    std::int64_t done = 0;
    for (const auto id : characters) {
        if (cancelled()) {
            counts.stopped = "cancelled";
            break;
        }
        const auto row = host.entities().load(character_type, id);
        if (!row)
            continue; // deleted meanwhile
        try {
            const auto result = lookup(host,
                Address(row->get("region").string(), row->get("realm_slug").string(), row->get("name_key").string()),
                wow::Priority::profile);
            switch (result.outcome) {
            case LookupOutcome::missing: ++counts.missing; break;
            case LookupOutcome::forbidden: ++counts.forbidden; break;
            case LookupOutcome::failed:
                ++counts.failed;
                host.log().warning("Refreshing " + row->get("name").string() + " failed: " + result.message,
                    Value::object({{"character", id}}));
                break;
            case LookupOutcome::misconfigured: counts.stopped = result.message; break;
            case LookupOutcome::unchanged: ++(result.provider_failed ? counts.failed : counts.unchanged); break;
            default: ++(result.provider_failed ? counts.failed : counts.refreshed); break;
            }
        } catch (const std::exception& error) {
            ++counts.failed;
            host.log().warning("Refreshing " + row->get("name").string() + " failed: " + error.what(),
                Value::object({{"character", id}}));
        }
        if (counts.forbidden >= forbidden_means_all && counts.forbidden == counts.total())
            counts.stopped = "Battle.net answers 403 to every character; check the client in the developer portal "
                             "(terms accepted, account active) and wow.client_id. Nothing was deleted";
        if (!counts.stopped.empty())
            break;
        progress(++done, static_cast<std::int64_t>(characters.size()));
    }
    if (!counts.stopped.empty() && counts.stopped != "cancelled")
        host.log().error("The refresh of characters stopped: " + counts.stopped);
    return counts;
}

std::string scheduled_refresh(const Services& host, std::int64_t interval)
{
    const RefreshPlan plan(refresh_seconds(host), interval);
    const auto stored = host.entities().count(Query(character_type));
    if (stored == 0)
        return "no characters are stored";
    const auto due = stale_characters(host, host.now() - plan.due_age(), plan.quota(stored));
    const auto counts = refresh(
        host, due, [&] { return host.cancelled(); }, [](std::int64_t, std::int64_t) {});
    if (!counts.stopped.empty())
        throw Error(ErrorCode::failed, counts.stopped);
    return std::to_string(counts.total()) + " of " + std::to_string(stored)
        + " characters were due: " + std::to_string(counts.refreshed) + " refreshed, "
        + std::to_string(counts.unchanged) + " unchanged, " + std::to_string(counts.missing) + " missing, "
        + std::to_string(counts.forbidden) + " forbidden, " + std::to_string(counts.failed) + " failed";
}

} // namespace wow_character
