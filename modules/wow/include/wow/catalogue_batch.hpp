// wow: CatalogueBatch, the work on one batch of a catalogue's jobs. Header-only; used by CatalogueSync.
//
// Details are fetched at once, parsed as they arrive, and stored in chunks while others are under way. Where icons are
// wanted and a detail only says which document names its icon, that document is a second request, made in the same run;
// its row waits for it. An icon that can't be had fails nothing. What was not seen through goes back to the queue.
#pragma once

#include <wow/catalogue_plan.hpp>
#include <wow/catalogue_row.hpp>
#include <wow/client.hpp>
#include <wow/document.hpp>
#include <wow/images.hpp>
#include <wow/media.hpp>
#include <wowhost/queue.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace wow {

/// Which icons are asked for.
enum class Icons { none, missing, all };

class CatalogueBatch {
public:
    enum CountIndex : std::size_t { created, updated, skipped, failed };
    using Counts = std::array<std::int64_t, 4>;
    using Map = std::function<void(const Node& body, CatalogueRow& row)>;

    static constexpr int max_attempts = 5;
    static constexpr const char* icon_field = "icon";

    /// All arguments must outlive the batch.
    CatalogueBatch(const wowhost::Services& host, const CataloguePlan& plan, const std::vector<wowhost::Job>& jobs,
        const Map& map, Icons icons)
        : host_(host)
        , plan_(plan)
        , jobs_(jobs)
        , map_(map)
        , icons_(plan.media_path.empty() ? Icons::none : icons)
        , columns_(plan.columns)
        , results_(jobs.size(), wowhost::JobResult::requeue())
    {
        if (icons_ != Icons::none && std::find(columns_.begin(), columns_.end(), icon_field) == columns_.end())
            columns_.emplace_back(icon_field);
        rows_.reserve(plan_.chunk);
    }

    void run(const ClientHandle& client)
    {
        const Client::Next give = [&]() -> std::optional<Request> {
            if (!trouble_.empty() || host_.cancelled())
                return std::nullopt;
            if (asked_ < waiting_.size())
                return icon_request();
            return next_ < jobs_.size() ? std::optional(detail_request()) : std::nullopt;
        };
        const Client::Done take = [&](const Request& request, const Response& answer) {
            const auto tag = static_cast<std::size_t>(request.tag);
            if (tag < jobs_.size())
                take_detail(tag, answer);
            else
                take_icon(waiting_[tag - jobs_.size()], answer);
            if (unchecked_.size() >= plan_.chunk || (!unchecked_.empty() && read_ == jobs_.size()))
                check_icons();
            if (rows_.size() >= plan_.chunk)
                store(); // while the network goes on
        };
        client.call("run", [&](const Client& c) { c.run(give, take, plan_.concurrency); });
        store();
        if (!trouble_.empty())
            for (auto& result : results_)
                if (result.kind == wowhost::JobResult::Kind::requeue)
                    result = wowhost::JobResult::suspend(trouble_, rest_seconds_);
    }

    std::vector<wowhost::JobResult>& results() noexcept { return results_; }
    const Counts& counts() const noexcept { return counts_; }
    /// Why the queue should rest; empty when it need not.
    const std::string& trouble() const noexcept { return trouble_; }

private:
    /// A row and the job that it came from.
    class Held {
    public:
        Held(CatalogueRow row_, std::size_t job_)
            : row(std::move(row_))
            , job(job_)
        {
        }
        CatalogueRow row;
        std::size_t job;
    };

    Request request_for(std::size_t job, std::string path, std::size_t tag) const
    {
        Request request(jobs_[job].payload["region"].string(), std::move(path), plan_.name_space);
        request.priority = Priority::catalogue;
        request.tag = tag;
        return request;
    }
    Request detail_request()
    {
        const auto job = next_++;
        return request_for(job, plan_.detail_path + std::to_string(jobs_[job].payload["blizzard_id"].integer()), job);
    }
    Request icon_request()
    {
        const auto at = asked_++;
        const auto& held = waiting_[at];
        return request_for(held.job, plan_.media_path + std::to_string(held.row.media.value_or(0)), jobs_.size() + at);
    }

    /// Whether the answer says that the queue should rest.
    bool is_trouble(const Response& answer)
    {
        const bool rest = answer.outcome == Outcome::throttled || answer.outcome == Outcome::unauthorized
            || (answer.outcome == Outcome::unavailable && answer.retry_after > 0);
        if (rest) {
            trouble_ = answer.message;
            rest_seconds_ = std::max<std::int64_t>(answer.retry_after, 1);
        }
        return rest;
    }

    void take_detail(std::size_t i, const Response& answer)
    {
        ++read_;
        const auto& job = jobs_[i];
        const auto fail = [&](const std::string& reason, bool permanent) {
            results_[i] = wowhost::JobResult::failed(reason, permanent);
            if (permanent || job.attempt >= max_attempts)
                ++counts_[failed];
        };
        if (is_trouble(answer))
            return;
        switch (answer.outcome) {
        case Outcome::ok: break;
        case Outcome::not_found: return take_unresolved(i);
        case Outcome::cancelled:
        case Outcome::not_modified: return; // goes back to the queue
        default: return fail(answer.message, answer.outcome == Outcome::too_large);
        }
        if (!document_.parse(answer.body, answer.url))
            return fail(document_.error(), false);
        CatalogueRow row(job.payload["blizzard_id"].integer(), columns_);
        try {
            map_(document_.root(), row);
        } catch (const std::exception& error) {
            return fail(answer.url + ": its shape is not understood: " + error.what(), true);
        }
        if (icons_ == Icons::none || !row.media)
            return finish(Held(std::move(row), i));
        (icons_ == Icons::all ? waiting_ : unchecked_).emplace_back(std::move(row), i);
    }

    /// Listed but not there: not tried again until the next build.
    void take_unresolved(std::size_t i)
    {
        results_[i] = wowhost::JobResult::done();
        const auto& payload = jobs_[i].payload;
        if (plan_.stub_unresolved && !payload["name"].text().empty())
            stubs_.emplace_back(payload["blizzard_id"].integer(), payload["name"].string());
        else
            ++counts_[skipped];
    }

    void take_icon(Held& held, const Response& answer)
    {
        if (answer.outcome == Outcome::cancelled || is_trouble(answer))
            return; // the job goes back to the queue
        if (answer.ok() && document_.parse(answer.body, answer.url))
            held.row.set(icon_field, icon_of(document_.root()));
        finish(std::move(held));
    }

    /// Sends rows on whose icon is stored already; the others wait for theirs.
    void check_icons()
    {
        wowhost::Value::Array numbers;
        for (const auto& held : unchecked_)
            numbers.emplace_back(held.row.blizzard_id);
        std::unordered_set<std::int64_t> known;
        for (const auto& row : host_.entities().select(wowhost::Query(plan_.type)
                                                           .where("blizzard_id", wowhost::Operator::in, numbers)
                                                           .where(icon_field, wowhost::Operator::is_not_null)
                                                           .only({"blizzard_id"})))
            known.insert(row["blizzard_id"].integer());
        for (auto& held : unchecked_)
            if (known.contains(held.row.blizzard_id))
                finish(std::move(held));
            else
                waiting_.push_back(std::move(held));
        unchecked_.clear();
    }

    void finish(Held held)
    {
        results_[held.job] = wowhost::JobResult::done();
        rows_.push_back(std::move(held.row));
    }

    void store()
    {
        if (!stubs_.empty()) {
            wowhost::Upsert missing(plan_.type, {"blizzard_id"}, {"blizzard_id", plan_.name_field});
            missing.mode = wowhost::Upsert::Mode::insert_missing;
            for (const auto& stub : stubs_)
                missing.add({stub.blizzard_id, stub.name});
            const auto inserted = host_.entities().upsert(missing).inserted;
            counts_[created] += inserted;
            counts_[skipped] += static_cast<std::int64_t>(stubs_.size()) - inserted;
            stubs_.clear();
        }
        if (rows_.empty())
            return;
        resolve_references(host_, rows_);
        auto fields = columns_;
        fields.insert(fields.begin(), "blizzard_id");
        wowhost::Upsert upsert(plan_.type, {"blizzard_id"}, fields);
        upsert.keep_when_null = plan_.keep_when_null;
        if (columns_.size() > plan_.columns.size())
            upsert.keep_when_null.emplace_back(icon_field);
        wowhost::UpsertResult stored;
        store_with_images(host_, plan_.type, columns_, icon_field, rows_, [&] {
            upsert.values.clear();
            upsert.values.reserve(rows_.size() * fields.size());
            for (const auto& row : rows_) {
                upsert.values.emplace_back(row.blizzard_id);
                upsert.values.insert(upsert.values.end(), row.values.begin(), row.values.end());
            }
            stored = host_.entities().upsert(upsert);
            return stored.ids;
        });
        rows_.clear();
        counts_[created] += stored.inserted;
        counts_[updated] += stored.updated;
        counts_[skipped] += stored.unchanged;
    }

    const wowhost::Services& host_;
    const CataloguePlan& plan_;
    const std::vector<wowhost::Job>& jobs_;
    const Map& map_;
    const Icons icons_;
    std::vector<std::string> columns_;
    std::vector<wowhost::JobResult> results_;
    Counts counts_{};
    std::string trouble_;
    std::int64_t rest_seconds_ = 0;
    Document document_;
    std::size_t next_ = 0; ///< The job whose detail is asked for next.
    std::size_t read_ = 0; ///< Details that were answered.
    std::vector<Held> unchecked_; ///< It is not known yet whether their icons are stored.
    std::vector<Held> waiting_; ///< For their icons, in the order of the requests.
    std::size_t asked_ = 0; ///< Of `waiting_`.
    std::vector<CatalogueRow> rows_; ///< Read, not stored yet.
    std::vector<Named> stubs_;
};

} // namespace wow
