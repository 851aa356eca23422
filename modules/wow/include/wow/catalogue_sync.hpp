// wow: CatalogueSync, the base class of catalogues that are fetched item by item through a queue.
//
//     inline void map_mount(const wow::Node& body, wow::CatalogueRow& row, std::string_view locale)
//     { row.set("name", body["name"].localized(locale)); … }
//
//     wow::CataloguePlan plan("wow_mount", "mount", "mounts", {"name", "description"});
//     plan.keep({"name", "description"});
//     mounts_ = std::make_unique<wow::MappedCatalogue>(host, plan, map_mount);
//     wow::register_catalogue(add, host, *mounts_, "wow:sync-mounts", "mounts");
//
// What a mapping can't do (another shape of index, references that need the database) is a class of its own, derived
// from CatalogueSync.
//
// One conditional request for the index makes one job `{blizzard_id, region}` per item in the queue <type>_sync; a job
// that already waits is not added twice, and a sync that was broken off goes on where it was. Workers get jobs in
// batches: the details of a batch are fetched at once, parsed as they arrive, and stored set-wise while others are
// under way. When the last job of an index has ended, the index's date is kept. A 304 renews `last_fetched` of what the
// last full answer held. Details that are 404 are counted as skipped and not tried again; all other failures go back to
// the queue. The counts of a sync are shared by the processes that work on it. A sync that finds a catalogue without
// icons that are wanted since asks for all of it once.
#pragma once

#include <wow/catalogue_batch.hpp>
#include <wow/catalogue_plan.hpp>
#include <wow/catalogue_row.hpp>
#include <wow/document.hpp>
#include <wow/sync.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wow {

/// What an index lists.
class CatalogueListing {
public:
    std::map<std::int64_t, std::string> items; ///< By Blizzard's number; the name is empty where it does not matter.
    bool is_complete = true; ///< Otherwise the index's date is not kept, so that the next sync looks again.
};

class CatalogueSync : public SyncSource {
public:
    using Plan = CataloguePlan;

    std::string target() const override { return plan_.type; }
    std::string name() const override { return plan_.name; }
    bool is_regional() const override { return false; }
    std::vector<std::string> stub_fields() const override { return {"blizzard_id", plan_.name_field}; }
    const std::string& queue() const noexcept { return plan_.queue; }
    bool has_icons() const { return !plan_.media_path.empty() || plan_.has_icon_column(); }

    /// `{"region","queue","not_modified","enqueued"}`, with `wait` also created, updated, skipped and failed.
    wowhost::Value sync(const SyncOptions& options) const override
    {
        const auto before = counts_at_start(options.region);
        auto result = wowhost::Value::object({{"region", options.region}, {"queue", plan_.queue}});
        const auto handle = client(host_);
        const bool lacks_icons = wants_icons(handle) && !icon_state(options.region)["complete"].boolean();
        const auto stored = host_.state().get(last_modified_key(plan_.name, options.region));
        Request request(options.region, plan_.index_path, plan_.name_space);
        request.priority = Priority::catalogue;
        if (stored && !options.force && !lacks_icons)
            request.if_modified_since = stored->string();
        const auto answer = get(handle, request);
        if (!answer.ok() && answer.outcome != Outcome::not_modified)
            throw to_error(answer);
        result.set("not_modified", !answer.ok());
        const bool goes_on = !options.force && is_under_way(options.region, answer.last_modified);
        result.set("enqueued", !answer.ok() ? renew(options.region) : goes_on ? 0 : enqueue(answer, options, handle));
        if (!options.wait)
            return result;
        drain(options);
        const auto after = counts(options.region);
        for (std::size_t i = 0; i < count_names.size(); ++i)
            result.set(count_names[i], after[i] - before[i]);
        return result;
    }

    /// The worker of the queue.
    wowhost::QueueWorker worker() const
    {
        wowhost::QueueWorker made(
            plan_.queue, plan_.batch, [this](const std::vector<wowhost::Job>& jobs) { return process(jobs); });
        made.max_attempts = CatalogueBatch::max_attempts;
        made.batch_ended = [this](const std::string& key) { batch_ended(key); };
        return made;
    }

protected:
    CatalogueSync(const wowhost::Services& host, Plan plan)
        : host_(host)
        , plan_(std::move(plan))
    {
    }

    /// Sets the columns from a detail. What it throws ends the job as failed, with the reason kept.
    virtual void map(const Node& body, CatalogueRow& row, const std::string& locale) const = 0;
    /// The numbers in an index; overridden where the shape is another.
    virtual void list(const Node& index, std::set<std::int64_t>& numbers) const
    {
        for (const auto item : index[plan_.items].items())
            if (const auto id = item.id())
                numbers.insert(*id);
    }
    /// What there is, by its index; overridden where that takes further requests.
    virtual CatalogueListing gather(const Node& index, const ClientHandle&, const SyncOptions&) const
    {
        std::set<std::int64_t> numbers;
        list(index, numbers);
        CatalogueListing listing;
        for (const auto number : numbers)
            listing.items.emplace_hint(listing.items.end(), number, std::string());
        return listing;
    }

    const wowhost::Services& host_;
    Plan plan_;

private:
    using Counts = CatalogueBatch::Counts;
    static constexpr std::array<const char*, 4> count_names{"created", "updated", "skipped", "failed"};

    std::string counts_key(const std::string& region) const { return "wow.sync_counts." + plan_.name + "." + region; }
    std::string ids_key(const std::string& region) const { return "wow.catalogue_ids." + plan_.name + "." + region; }

    std::string batch_state(const std::string& region) const { return "wow.sync_batch." + plan_.name + "." + region; }
    std::string batch_key(const std::string& region, const std::string& last_modified) const
    {
        return region + "|" + last_modified + "|" + std::to_string(host_.now_ms());
    }
    /// Whether a sync of the index of this date was broken off or still goes on: its jobs wait, nothing is to be added.
    bool is_under_way(const std::string& region, const std::string& last_modified) const
    {
        const auto stored = host_.state().get(batch_state(region));
        if (!stored || last_modified.empty() || !stored->string().starts_with(region + "|" + last_modified + "|"))
            return false;
        const auto left = host_.queue().counts(plan_.queue, stored->string());
        return left.pending + left.claimed > 0;
    }

    /// `{"build","complete","renew"}`: of which build the icons are, whether all were asked for, and whether also those
    /// that are stored are.
    wowhost::Value icon_state(const std::string& region) const
    {
        return host_.state().get(icon_key(region)).value_or(wowhost::Value());
    }
    std::string icon_key(const std::string& region) const { return "wow.icons." + plan_.name + "." + region; }
    bool wants_icons(const ClientHandle& handle) const
    {
        return !plan_.media_path.empty()
            && handle.call("setting", [](const Client& c) { return c.setting("cache_icons").boolean(); });
    }
    void note_build(const std::string& build, const std::string& region) const
    {
        const auto known = icon_state(region);
        const bool is_new = known["build"].text() != build;
        const bool renew = (known["complete"].boolean() && is_new) || known["renew"].boolean();
        if (known.is_null() || is_new)
            host_.state().set(
                icon_key(region), wowhost::Value::object({{"build", build}, {"complete", false}, {"renew", renew}}));
    }
    Icons icons(const ClientHandle& handle, const std::string& region) const
    {
        if (!wants_icons(handle))
            return Icons::none;
        return icon_state(region)["renew"].boolean() ? Icons::all : Icons::missing;
    }

    Counts counts(const std::string& region) const
    {
        Counts found{};
        if (const auto stored = host_.state().get(counts_key(region)))
            for (std::size_t i = 0; i < found.size(); ++i)
                found[i] = (*stored)[count_names[i]].integer();
        return found;
    }

    /// Counts start anew when nothing is under way.
    Counts counts_at_start(const std::string& region) const
    {
        const auto queued = host_.queue().counts(plan_.queue);
        if (queued.pending + queued.claimed > 0)
            return counts(region);
        host_.state().update_shared({counts_key(region)},
            [](std::vector<wowhost::Value>& values, std::int64_t) { values[0] = wowhost::Value::object({}); });
        return {};
    }

    void add_counts(const std::string& region, const Counts& more, const std::string& trouble) const
    {
        host_.state().update_shared({counts_key(region)}, [&](std::vector<wowhost::Value>& values, std::int64_t) {
            if (!values[0].is_object())
                values[0] = wowhost::Value::object({});
            for (std::size_t i = 0; i < more.size(); ++i)
                values[0].set(count_names[i], values[0][count_names[i]].integer() + more[i]);
            values[0].set("trouble", trouble);
        });
    }

    std::int64_t enqueue(const Response& answer, const SyncOptions& sync, const ClientHandle& handle) const
    {
        Document index;
        if (!index.parse(answer.body, answer.url))
            throw wowhost::Error(wowhost::ErrorCode::failed, index.error());
        const auto listing = gather(index.root(), handle, sync);
        const auto& region = sync.region;
        const auto last_modified = listing.is_complete ? answer.last_modified : std::string();
        wowhost::EnqueueOptions options;
        options.batch_key = batch_key(region, last_modified);
        std::int64_t added = 0;
        host_.entities().transaction([&] {
            added = 0;
            wowhost::Value::Array ids;
            std::vector<std::pair<std::string, wowhost::Value>> jobs;
            const auto flush = [&] {
                if (!jobs.empty())
                    added += host_.queue().enqueue(plan_.queue, jobs, options);
                jobs.clear();
            };
            for (const auto& [number, name] : listing.items) {
                ids.emplace_back(number);
                auto job = wowhost::Value::object({{"blizzard_id", number}, {"region", region}});
                if (plan_.stub_unresolved && !name.empty())
                    job.set("name", name);
                jobs.emplace_back(region + ":" + std::to_string(number), std::move(job));
                if (jobs.size() == 1000)
                    flush();
            }
            flush();
            host_.state().set(batch_state(region), options.batch_key);
            host_.state().set(ids_key(region), std::move(ids));
            if (wants_icons(handle))
                note_build(answer.resolved_namespace, region);
            if (listing.items.empty() && !last_modified.empty())
                host_.state().set(last_modified_key(plan_.name, region), last_modified);
        });
        return added;
    }

    /// After a 304: what the last full answer held is still true. Returns 0, the number of jobs.
    std::int64_t renew(const std::string& region) const
    {
        const auto ids = host_.state().get(ids_key(region));
        if (ids && !ids->items().empty())
            host_.entities().touch(plan_.type, {{"blizzard_id", wowhost::Operator::in, *ids}}, host_.now());
        return 0;
    }

    void drain(const SyncOptions& options) const
    {
        const auto stop = [&] { return options.is_cancelled(); };
        std::int64_t left_before = -1;
        while (!stop()) {
            const auto queued = host_.queue().counts(plan_.queue);
            const auto left = queued.pending + queued.claimed;
            if (left == 0)
                return;
            if (left == left_before) {
                const auto state = host_.state().get(counts_key(options.region));
                const auto trouble = state ? (*state)["trouble"].string() : std::string();
                throw wowhost::Error(wowhost::ErrorCode::unavailable,
                    plan_.queue + ": " + std::to_string(left) + " jobs are left and none makes progress; "
                        + (trouble.empty() ? std::string("see `wowhost log show`") : trouble));
            }
            left_before = left;
            host_.queue().drain(plan_.queue, stop, [&](const wowhost::QueueCounts& now) {
                options.report(plan_.type, now.done, now.done + now.pending + now.claimed);
            });
        }
        throw wowhost::Error(wowhost::ErrorCode::cancelled,
            "sync of " + plan_.type + " was cancelled; what is left waits in queue " + plan_.queue);
    }

    std::vector<wowhost::JobResult> process(const std::vector<wowhost::Job>& jobs) const
    {
        if (jobs.empty())
            return {};
        const auto handle = client(host_);
        const auto language = locale(handle);
        const auto region = jobs.front().payload["region"].string();
        const CatalogueBatch::Map to_row = [&](const Node& body, CatalogueRow& row) { map(body, row, language); };
        CatalogueBatch batch(host_, plan_, jobs, to_row, icons(handle, region));
        batch.run(handle);
        add_counts(region, batch.counts(), batch.trouble());
        return std::move(batch.results());
    }

    /// See batch_key(). The date is kept unless a tenth of the items failed.
    void batch_ended(const std::string& key) const
    {
        const auto first = key.find('|');
        const auto second = key.rfind('|');
        if (first == std::string::npos || first == second)
            return;
        const auto region = key.substr(0, first);
        const auto last_modified = key.substr(first + 1, second - first - 1);
        const auto found = counts(region);
        const auto stored =
            found[CatalogueBatch::created] + found[CatalogueBatch::updated] + found[CatalogueBatch::skipped];
        if (last_modified.empty() || found[CatalogueBatch::failed] * 9 > stored)
            return;
        host_.state().set(last_modified_key(plan_.name, region), last_modified);
        if (auto icons = icon_state(region); !icons.is_null() && wants_icons(client(host_)))
            host_.state().set(icon_key(region), icons.set("complete", true).set("renew", false));
    }
};

/// A catalogue whose mapping is a function.
class MappedCatalogue final : public CatalogueSync {
public:
    using Mapping = void (*)(const Node& body, CatalogueRow& row, std::string_view locale);

    MappedCatalogue(const wowhost::Services& host, Plan plan, Mapping mapping)
        : CatalogueSync(host, std::move(plan))
        , mapping_(mapping)
    {
    }

private:
    void map(const Node& body, CatalogueRow& row, const std::string& locale) const override
    {
        mapping_(body, row, locale);
    }

    Mapping mapping_;
};

/// Declares queue, sync and command of a catalogue; its entity type is declared by the module itself.
inline void register_catalogue(wowhost::Registrar& add, const wowhost::Services& host, const CatalogueSync& source,
    const std::string& command, const std::string& label)
{
    add.queue_worker(source.worker());
    if (source.has_icons())
        register_images(add, host, source.target());
    register_sync(add, host, source);
    add.command(sync_command(host, command, "Sync " + label + " from Battle.net", {&source}, true));
}

} // namespace wow
