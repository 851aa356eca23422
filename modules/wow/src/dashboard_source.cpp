// The section of a vocabulary or catalogue: how its syncs went, and what can be done about it.
#include "dashboard_parts.hpp"
#include "stub_rows.hpp"

#include <wow/build.hpp>
#include <wow/page_view.hpp>
#include <wow/schedule.hpp>

#include <algorithm>
#include <utility>

namespace wow {

using namespace wowhost;

namespace {

/// What the section needs to know of its source, asked once.
class SourceFacts {
public:
    std::string target;
    bool is_regional = false;
    bool is_catalogue = false;
    std::string name; ///< Of its state keys.

    std::string queue() const { return target + "_sync"; }
};

SourceFacts facts_of(const PluginHandle<SyncSource>& source)
{
    return source.call("describe", [](const SyncSource& sync) {
        SourceFacts facts;
        facts.target = sync.target();
        facts.is_regional = sync.is_regional();
        facts.is_catalogue = sync.is_catalogue();
        facts.name = sync.name();
        return facts;
    });
}

std::string plural(std::int64_t count, const std::string& noun)
{
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::int64_t stored_rows(const Services& host, const SourceFacts& facts)
{
    return facts.is_catalogue ? host.entities().count(Query(facts.target))
                              : host.entities().count(Query("taxonomy_term").where("vid", facts.target));
}

/// What workers have done of what is under way, over all regions; see CatalogueSync.
std::int64_t items_done(const Services& host, const SourceFacts& facts)
{
    std::int64_t sum = 0;
    for (const auto each : regions)
        if (const auto counts = host.state().get("wow.sync_counts." + facts.name + "." + std::string(each)))
            for (const auto* name : {"created", "updated", "skipped", "failed"})
                sum += (*counts)[name].integer();
    return sum;
}

std::string trouble(const Services& host, const SourceFacts& facts)
{
    for (const auto each : regions)
        if (const auto counts = host.state().get("wow.sync_counts." + facts.name + "." + std::string(each)))
            if (auto text = (*counts)["trouble"].string(); !text.empty())
                return text;
    return {};
}

DashboardRow region_row(const Services& host, const SourceFacts& facts, const std::string& region)
{
    const auto record = sync_record(host, facts.target, region);
    if (record.failures > 0)
        return {record.failures > 2 ? Severity::error : Severity::warning, "Sync " + region,
            "failed " + plural(record.failures, "time") + " in a row, last at " + utc_text(record.tried)
                + (record.reason.empty() ? "" : ": " + record.reason)};
    if (record.synced == 0)
        return {Severity::warning, "Sync " + region, "never yet"};
    const auto due = due_at(record, facts.is_catalogue, current_build(host, region), host.now());
    auto text =
        utc_text(record.synced) + (due <= host.now() ? std::string(", due again now") : ", due again " + utc_text(due));
    if (const auto date = host.state().get(last_modified_key(facts.name, region)))
        text += "; Battle.net's data is of " + date->string();
    return {Severity::ok, "Sync " + region, std::move(text)};
}

std::vector<DashboardRow> rows_of(const Services& host, const SourceFacts& facts)
{
    std::vector<DashboardRow> rows;
    const auto stored = stored_rows(host, facts);
    rows.emplace_back(stored > 0 ? Severity::ok : Severity::warning, "Stored", plural(stored, "row"));
    const auto own = region(client(host));
    for (const auto each : regions) {
        const auto name = std::string(each);
        const auto record = sync_record(host, facts.target, name);
        if (name == own || record.synced > 0 || record.failures > 0)
            rows.push_back(region_row(host, facts, name));
    }
    if (facts.is_catalogue) {
        const auto counts = host.queue().counts(facts.queue());
        auto text = std::to_string(counts.pending) + " waiting, " + std::to_string(counts.claimed) + " in work";
        if (counts.failed > 0)
            text += ", " + std::to_string(counts.failed) + " failed for good";
        if (const auto reason = trouble(host, facts); !reason.empty())
            text += "; last trouble: " + reason;
        rows.emplace_back(counts.failed > 0 ? Severity::warning : Severity::ok, "Queue", facts.queue() + ": " + text);
    }
    return rows;
}

std::vector<DashboardAction> actions_of(const SourceFacts& facts)
{
    std::vector<DashboardAction> actions;
    actions.push_back(DashboardAction("sync", "Sync now").in_a_region());
    actions.push_back(DashboardAction("force", "Sync all of it anew").in_a_region());
    actions.push_back(DashboardAction("reset", "Reset its state").destroys());
    if (facts.is_catalogue)
        actions.push_back(DashboardAction("wipe", "Wipe").destroys());
    return actions;
}

std::vector<std::string> state_keys(const Services& host, const SourceFacts& facts)
{
    const auto& name = facts.name;
    std::vector<std::string> keys;
    for (const auto& prefix :
        {"wow.last_modified." + name + "_index.", "wow.synced." + facts.target + ".", "wow.sync_counts." + name + ".",
            "wow.sync_batch." + name + ".", "wow.catalogue_ids." + name + ".", "wow.icons." + name + "."})
        for (auto& key : host.state().keys(prefix))
            keys.push_back(std::move(key));
    return keys;
}

std::string consequences_of(const Services& host, const SourceFacts& facts, const std::string& action)
{
    std::string text;
    if (action == "wipe")
        text = plural(stored_rows(host, facts), "row") + " of " + facts.target
            + " go, with what belongs to them. Those that other rows refer to stay, with number and name alone. ";
    if (facts.is_catalogue) {
        const auto counts = host.queue().counts(facts.queue());
        text += plural(counts.pending + counts.claimed + counts.failed, "job") + " of the queue " + facts.queue()
            + " are dropped. ";
    }
    return text + plural(static_cast<std::int64_t>(state_keys(host, facts).size()), "key")
        + " of its state (dates, counts, builds) are forgotten, so that the next sync fetches all of it.";
}

void reset(const Services& host, const SourceFacts& facts)
{
    if (facts.is_catalogue)
        host.queue().clear(facts.queue());
    for (const auto& key : state_keys(host, facts))
        host.state().remove(key);
}

std::string wipe(const Services& host, const SourceFacts& facts, const DashboardRun& run)
{
    if (!facts.is_catalogue)
        throw Error(ErrorCode::refused, facts.target + " is a vocabulary; terms are never wiped");
    // First, so that no worker stores what was just taken away.
    reset(host, facts);
    const auto total = stored_rows(host, facts);
    const StubRows stubs(host, facts.target, stub_rules(host).at(facts.target), 0);
    EntityStorage::Watch watch;
    watch.keep = [&](const StubRows::Ids& locked) { return stubs.keep(locked); };
    watch.go_on = [&](std::int64_t gone) {
        run.report(gone, std::max(gone, total));
        return !run.is_cancelled();
    };
    const auto gone = host.entities().remove_gradually(facts.target, {}, watch);
    if (run.is_cancelled())
        throw Error(ErrorCode::cancelled, "the wipe of " + facts.target + " was interrupted; it goes on later");
    return plural(gone, "row") + " deleted, " + std::to_string(stored_rows(host, facts))
        + " kept with number and name alone";
}

std::string sync(const PluginHandle<SyncSource>& source, const DashboardRun& run, bool force)
{
    SyncOptions options(check_region(run.region));
    options.force = force;
    options.progress = [&](const std::string&, std::int64_t done, std::int64_t total) { run.report(done, total); };
    options.cancelled = [&] { return run.is_cancelled(); };
    const auto result = source.call("sync", [&](const SyncSource& one) { return one.sync(options); });
    return sync_sentence(result);
}

std::string execute(const Services& host, const PluginHandle<SyncSource>& source, const DashboardRun& run)
{
    const auto facts = facts_of(source);
    if (run.action == "wipe")
        return wipe(host, facts, run);
    if (run.action != "reset")
        return sync(source, run, run.action == "force");
    reset(host, facts);
    return "forgotten: the next sync fetches all of it";
}

} // namespace

DashboardPart source_part(const Services& host, const PluginHandle<SyncSource>& source)
{
    DashboardPart part;
    part.id = "source." + source.id();
    part.module = source.module();
    part.label = [source] {
        const auto target = facts_of(source).target;
        return column_title(target.starts_with("wow_") ? target.substr(4) : target);
    };
    part.rows = [&host, source] { return rows_of(host, facts_of(source)); };
    part.actions = [source] { return actions_of(facts_of(source)); };
    part.progress = [&host, source] {
        const auto facts = facts_of(source);
        if (!facts.is_catalogue)
            return DashboardProgress();
        const auto counts = host.queue().counts(facts.queue());
        const auto left = counts.pending + counts.claimed;
        const auto done = left > 0 ? items_done(host, facts) : 0;
        return left > 0 ? DashboardProgress(done, done + left) : DashboardProgress();
    };
    part.consequences = [&host, source](const std::string& action, const std::string&) {
        return consequences_of(host, facts_of(source), action);
    };
    part.execute = [&host, source](const DashboardRun& run) { return execute(host, source, run); };
    return part;
}

} // namespace wow
