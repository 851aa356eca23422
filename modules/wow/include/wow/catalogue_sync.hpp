// wow: CatalogueSync, the base class of catalogues that are fetched item by item through a queue.
//
//     class Mounts final : public wow::CatalogueSync {
//     public:
//         explicit Mounts(const wowhost::Services& host)
//             : CatalogueSync(host, Plan("wow_mount", "mount", "mounts", {"name", "description"})) { }
//     protected:
//         void map(const wow::Node& body, wow::CatalogueRow& row, const std::string& locale) const override
//         { row.set("name", body["name"].localized(locale)); … }
//     };
//
// One conditional request for the index makes one job `{blizzard_id, region}` per item in the queue <type>_sync; a job
// that already waits is not added twice. Workers get jobs in batches: the details of a batch are fetched at once,
// parsed as they arrive, and stored set-wise while others are under way. When the last job of an index has ended, the
// index's date is kept. A 304 renews `last_fetched` of what the last full answer held. Details that are 404 are counted
// as skipped and not tried again; all other failures go back to the queue. The counts of a sync are shared by the
// processes that work on it.
#pragma once

#include <wow/catalogue_row.hpp>
#include <wow/document.hpp>
#include <wow/sync.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace wow {

class CatalogueSync : public SyncSource {
public:
    class Plan {
    public:
        /// `endpoint` as in /data/wow/<endpoint>/index and /data/wow/<endpoint>/<id>; `items` is the array's key in the
        /// index; `columns` are what map() sets, besides blizzard_id.
        Plan(std::string type_, const std::string& endpoint, std::string items_, std::vector<std::string> columns_)
            : type(std::move(type_))
            , name(type.starts_with("wow_") ? type.substr(4) : type)
            , queue(type + "_sync")
            , index_path("/data/wow/" + endpoint + "/index")
            , detail_path("/data/wow/" + endpoint + "/")
            , items(std::move(items_))
            , columns(std::move(columns_))
        {
        }
        std::string type;
        std::string name; ///< Of the states: wow.last_modified.<name>_index.<region>.
        std::string queue;
        std::string index_path;
        std::string detail_path; ///< The id is appended.
        std::string items;
        std::vector<std::string> columns;
        std::string name_field = "name"; ///< With blizzard_id, what a stub keeps.
        std::vector<std::string> keep_when_null{"name"};
        std::vector<std::pair<std::string, std::string>> referrers; ///< (type, field) that refer to rows.
        std::string name_space = "static";
        std::size_t batch = 512; ///< Jobs that a worker takes at a time.
        std::size_t chunk = 128; ///< Rows that are stored at a time.
        std::size_t concurrency = 24;
    };

    std::string target() const override { return plan_.type; }
    std::string name() const override { return plan_.name; }
    bool is_regional() const override { return false; }
    std::vector<std::string> stub_fields() const override { return {"blizzard_id", plan_.name_field}; }
    std::vector<std::pair<std::string, std::string>> referrers() const override { return plan_.referrers; }
    const std::string& queue() const noexcept { return plan_.queue; }

    /// `{"region","queue","not_modified","enqueued"}`, with `wait` also created, updated, skipped and failed.
    wowhost::Value sync(const SyncOptions& options) const override
    {
        const auto before = counts_at_start(options.region);
        auto result = wowhost::Value::object({{"region", options.region}, {"queue", plan_.queue}});
        const auto state_key = last_modified_key(plan_.name, options.region);
        const auto stored = host_.state().get(state_key);
        Request request(options.region, plan_.index_path, plan_.name_space);
        request.priority = Priority::catalogue;
        if (stored && !options.force)
            request.if_modified_since = stored->string();
        auto answer = get(client(host_), request);
        if (!answer.ok() && answer.outcome != Outcome::not_modified)
            throw to_error(answer);
        result.set("not_modified", !answer.ok());
        result.set("enqueued", answer.ok() ? enqueue(answer, options.region) : renew(options.region));
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
        made.max_attempts = max_attempts;
        made.batch_ended = [this](const std::string& batch_key) { batch_ended(batch_key); };
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

    const wowhost::Services& host_;
    Plan plan_;

private:
    enum CountIndex : std::size_t { created, updated, skipped, failed };
    using Counts = std::array<std::int64_t, 4>;
    static constexpr std::array<const char*, 4> count_names{"created", "updated", "skipped", "failed"};
    static constexpr int max_attempts = 5;

    std::string counts_key(const std::string& region) const { return "wow.sync_counts." + plan_.name + "." + region; }
    std::string ids_key(const std::string& region) const { return "wow.catalogue_ids." + plan_.name + "." + region; }

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

    std::int64_t enqueue(const Response& answer, const std::string& region) const
    {
        Document index;
        if (!index.parse(answer.body, answer.url))
            throw wowhost::Error(wowhost::ErrorCode::failed, index.error());
        std::set<std::int64_t> numbers;
        list(index.root(), numbers);
        wowhost::Value::Array ids(numbers.begin(), numbers.end());
        wowhost::EnqueueOptions options;
        options.batch_key = region + "|" + answer.last_modified + "|" + std::to_string(host_.now_ms());
        std::int64_t added = 0;
        host_.entities().transaction([&] {
            added = 0;
            host_.state().set(ids_key(region), ids);
            std::vector<std::pair<std::string, wowhost::Value>> jobs;
            for (const auto number : numbers) {
                jobs.emplace_back(region + ":" + std::to_string(number),
                    wowhost::Value::object({{"blizzard_id", number}, {"region", region}}));
                if (jobs.size() == 1000) {
                    added += host_.queue().enqueue(plan_.queue, jobs, options);
                    jobs.clear();
                }
            }
            if (!jobs.empty())
                added += host_.queue().enqueue(plan_.queue, jobs, options);
            if (numbers.empty() && !answer.last_modified.empty())
                host_.state().set(last_modified_key(plan_.name, region), answer.last_modified);
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

    /// What one batch comes to.
    class Batch {
    public:
        explicit Batch(std::size_t jobs)
            : results(jobs, wowhost::JobResult::requeue())
        {
        }
        std::vector<wowhost::JobResult> results;
        std::vector<CatalogueRow> rows; ///< Read, not stored yet.
        Counts counts{};
        std::string trouble; ///< Why the queue should rest.
        std::int64_t rest_seconds = 0;
    };

    std::vector<wowhost::JobResult> process(const std::vector<wowhost::Job>& jobs) const
    {
        if (jobs.empty())
            return {};
        const auto handle = client(host_);
        const auto language = locale(handle);
        Batch batch(jobs.size());
        batch.rows.reserve(plan_.chunk);
        Document document;
        std::size_t next = 0;
        const Client::Next give = [&]() -> std::optional<Request> {
            if (next == jobs.size() || !batch.trouble.empty() || host_.cancelled())
                return std::nullopt;
            const auto& payload = jobs[next].payload;
            Request request(payload["region"].string(),
                plan_.detail_path + std::to_string(payload["blizzard_id"].integer()), plan_.name_space);
            request.priority = Priority::catalogue;
            request.tag = next++;
            return request;
        };
        const Client::Done take = [&](const Request& request, const Response& answer) {
            const auto i = static_cast<std::size_t>(request.tag);
            read(jobs[i], i, answer, document, language, batch);
            if (batch.rows.size() >= plan_.chunk)
                store(batch); // while the network goes on
        };
        handle.call("run", [&](const Client& c) { c.run(give, take, plan_.concurrency); });
        store(batch);
        if (!batch.trouble.empty())
            for (auto& result : batch.results)
                if (result.kind == wowhost::JobResult::Kind::requeue)
                    result = wowhost::JobResult::suspend(batch.trouble, batch.rest_seconds);
        add_counts(jobs.front().payload["region"].string(), batch.counts, batch.trouble);
        return std::move(batch.results);
    }

    void read(const wowhost::Job& job, std::size_t i, const Response& answer, Document& document,
        const std::string& language, Batch& batch) const
    {
        const auto fail = [&](const std::string& reason, bool permanent) {
            batch.results[i] = wowhost::JobResult::failed(reason, permanent);
            if (permanent || job.attempt >= max_attempts)
                ++batch.counts[failed];
        };
        switch (answer.outcome) {
        case Outcome::ok: break;
        case Outcome::not_found: // listed but not there: unresolved until the next build
            batch.results[i] = wowhost::JobResult::done();
            ++batch.counts[skipped];
            return;
        case Outcome::throttled:
        case Outcome::unauthorized:
            batch.trouble = answer.message;
            batch.rest_seconds = std::max<std::int64_t>(answer.retry_after, 1);
            return;
        case Outcome::unavailable:
            if (answer.retry_after > 0) {
                batch.trouble = answer.message;
                batch.rest_seconds = answer.retry_after;
                return;
            }
            return fail(answer.message, false);
        case Outcome::cancelled:
        case Outcome::not_modified: return; // goes back to the queue
        default: return fail(answer.message, answer.outcome == Outcome::too_large);
        }
        if (!document.parse(answer.body, answer.url))
            return fail(document.error(), false);
        CatalogueRow row(job.payload["blizzard_id"].integer(), plan_.columns);
        try {
            map(document.root(), row, language);
        } catch (const std::exception& error) {
            return fail(answer.url + ": its shape is not understood: " + error.what(), true);
        }
        batch.rows.push_back(std::move(row));
        batch.results[i] = wowhost::JobResult::done();
    }

    void store(Batch& batch) const
    {
        if (batch.rows.empty())
            return;
        resolve_references(host_, batch.rows);
        auto fields = plan_.columns;
        fields.insert(fields.begin(), "blizzard_id");
        wowhost::Upsert rows(plan_.type, {"blizzard_id"}, fields);
        rows.keep_when_null = plan_.keep_when_null;
        rows.values.reserve(batch.rows.size() * fields.size());
        for (auto& row : batch.rows) {
            rows.values.emplace_back(row.blizzard_id);
            std::move(row.values.begin(), row.values.end(), std::back_inserter(rows.values));
        }
        batch.rows.clear();
        const auto stored = host_.entities().upsert(rows);
        batch.counts[created] += stored.inserted;
        batch.counts[updated] += stored.updated;
        batch.counts[skipped] += stored.unchanged;
    }

    /// `batch_key` is "<region>|<Last-Modified>|<time>". The date is kept unless a tenth of the items failed.
    void batch_ended(const std::string& batch_key) const
    {
        const auto first = batch_key.find('|');
        const auto second = batch_key.rfind('|');
        if (first == std::string::npos || first == second)
            return;
        const auto region = batch_key.substr(0, first);
        const auto last_modified = batch_key.substr(first + 1, second - first - 1);
        const auto found = counts(region);
        const auto stored = found[created] + found[updated] + found[skipped];
        if (!last_modified.empty() && found[failed] * 9 <= stored)
            host_.state().set(last_modified_key(plan_.name, region), last_modified);
    }
};

/// Declares queue, sync and command of a catalogue; its entity type is declared by the module itself.
inline void register_catalogue(wowhost::Registrar& add, const wowhost::Services& host, const CatalogueSync& source,
    const std::string& command, const std::string& label)
{
    add.queue_worker(source.worker());
    register_sync(add, source);
    add.command(sync_command(host, command, "Sync " + label + " from Battle.net", {&source}, true));
}

} // namespace wow
