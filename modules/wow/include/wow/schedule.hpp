// wow: when a source of reference data is synced next, and the cron job that does it. Header-only.
//
// `register_sync()` gives every source such a job, also those of modules that nobody here knows. A vocabulary is synced
// weekly; a catalogue when Battle.net shows a newer build than it was synced with, and at least every 21 days. What was
// synced by a command counts. A source that failed is tried again after a quarter of an hour, then half an hour, and so
// on up to a day; no other source waits for it. What was due while the machine was off is done once.
#pragma once

#include <wow/build.hpp>
#include <wow/client.hpp>
#include <wow/names.hpp>
#include <wow/sync_source.hpp>
#include <wowhost/module.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <string>
#include <vector>

namespace wow {

/// For so long, servers still answer with the old build.
constexpr std::int64_t build_goes_live_seconds = 3600;

/// What is known of the syncs of one source in one region.
class SyncRecord {
public:
    std::int64_t synced = 0; ///< Unix seconds; 0: never.
    std::string build; ///< Which it surely was synced with.
    std::int64_t tried = 0;
    std::int64_t failures = 0; ///< Since it went well.
    std::string reason; ///< Of the last failure; empty when it went well.
    std::int64_t times_well = 0; ///< How often it went well, over all.
    std::int64_t times_failed = 0;
};

inline std::string synced_key(const std::string& target, const std::string& region)
{
    return "wow.synced." + target + "." + region;
}

inline SyncRecord sync_record(const wowhost::Services& host, const std::string& target, const std::string& region)
{
    SyncRecord record;
    if (const auto stored = host.state().get(synced_key(target, region))) {
        record.synced = (*stored)["synced"].integer();
        record.build = (*stored)["build"].string();
        record.tried = (*stored)["tried"].integer();
        record.failures = (*stored)["failures"].integer();
        record.reason = (*stored)["reason"].string();
        record.times_well = (*stored)["times_well"].integer();
        record.times_failed = (*stored)["times_failed"].integer();
    }
    return record;
}

/// Remembers how a sync went; `host` is that of the source's module, with which the record goes. `reason`: why it
/// failed; empty when it went well.
inline void note_sync(
    const wowhost::Services& host, const std::string& target, const std::string& region, const std::string& reason = {})
{
    auto record = sync_record(host, target, region);
    record.tried = host.now();
    record.failures = reason.empty() ? 0 : record.failures + 1;
    ++(reason.empty() ? record.times_well : record.times_failed);
    if (reason.empty()) {
        record.synced = record.tried;
        if (const auto build = current_build(host, region); build.since + build_goes_live_seconds <= host.now())
            record.build = build.name;
    }
    host.state().set(synced_key(target, region),
        wowhost::Value::object(
            {{"synced", record.synced}, {"build", record.build}, {"tried", record.tried}, {"failures", record.failures},
                {"reason", reason}, {"times_well", record.times_well}, {"times_failed", record.times_failed}}));
}

/// When a source is due: a point in time, which may be past. `build` is the newest that was seen; it concerns
/// catalogues. Pure.
inline std::int64_t due_at(const SyncRecord& record, bool is_catalogue, const Build& build, std::int64_t now)
{
    constexpr std::int64_t day = 86400;
    constexpr std::int64_t first_pause = 15 * 60;
    if (record.failures > 0) {
        const auto doublings = std::min<std::int64_t>(record.failures - 1, 7);
        return record.tried > now ? now : record.tried + std::min(first_pause << doublings, day);
    }
    if (record.synced == 0 || record.synced > now) // never, or the clock was wrong
        return now;
    const auto regular = record.synced + (is_catalogue ? 21 : 7) * day;
    return is_catalogue && record.build != build.name ? std::min(regular, build.since + build_goes_live_seconds)
                                                      : regular;
}

/// Runs a source and remembers how it went.
inline wowhost::Value run_source(const wowhost::Services& host, const SyncSource& source, const SyncOptions& options)
{
    try {
        auto result = source.sync(options);
        const bool went_well = sync_exit_code(result) == 0;
        note_sync(host, source.target(), options.region,
            went_well ? std::string() : std::to_string(result["failed"].integer()) + " items failed; the log says why");
        return result;
    } catch (const wowhost::Error& error) {
        if (error.code() != wowhost::ErrorCode::cancelled)
            note_sync(host, source.target(), options.region, error.what());
        throw;
    }
}

/// The regions in which a source is kept up to date: the site's, and for what differs by region also those that were
/// synced before.
inline std::vector<std::string> scheduled_regions(const wowhost::Services& host, const SyncSource& source)
{
    std::vector<std::string> wanted{region(client(host))};
    if (source.is_regional())
        for (const auto each : regions)
            if (each != wanted.front() && sync_record(host, source.target(), std::string(each)).synced > 0)
                wanted.emplace_back(each);
    return wanted;
}

inline std::string utc_text(std::int64_t seconds)
{
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 32> text{};
    return std::string(text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M UTC", &parts));
}

/// What a sync did, for the report of cron.
inline std::string sync_sentence(const wowhost::Value& result)
{
    const auto count = [&](const char* name) { return std::to_string(result[name].integer()); };
    if (result["not_modified"].boolean())
        return "not modified";
    if (result.members().contains("enqueued"))
        return count("enqueued") + " jobs for queue " + result["queue"].string();
    return count("created") + " created, " + count("updated") + " updated, " + count("failed") + " failed";
}

/// Syncs what is due of one source; a sentence for the report of cron. Throws Error when a region failed, after all of
/// them were tried.
inline std::string scheduled_sync(const wowhost::Services& host, const SyncSource& source)
{
    std::string report;
    bool failed = false;
    for (const auto& each : scheduled_regions(host, source)) {
        const auto due = [&] {
            return due_at(
                sync_record(host, source.target(), each), source.is_catalogue(), current_build(host, each), host.now());
        };
        report += (report.empty() ? "" : "; ") + each + ": ";
        if (due() <= host.now()) {
            SyncOptions options(each);
            options.cancelled = [&] { return host.cancelled(); };
            try {
                report += sync_sentence(run_source(host, source, options));
            } catch (const wowhost::Error& error) {
                report += error.what();
                failed = true;
            }
            report += ", ";
        }
        report += "due " + utc_text(due());
    }
    if (failed)
        throw wowhost::Error(wowhost::ErrorCode::failed, report);
    return report;
}

/// The cron job that keeps a source up to date: "<target>.sync".
inline wowhost::CronJob sync_job(const wowhost::Services& host, const SyncSource& source)
{
    constexpr std::int64_t pause = 10 * 60; // between looks at what is due
    return wowhost::CronJob(
        source.target() + ".sync", pause, [&host, &source] { return scheduled_sync(host, source); });
}

} // namespace wow
