// wow: catalogues without an index (items, creatures): a row is fetched when somebody asks for it. Header-only.
//
//     const auto items = host.plugin<wow::OnDemand>("wow_item");          // Error(unavailable) when it is not
//     installed const auto id = items.call("get", [&](const wow::OnDemand& all) { return all.get(19019, "eu"); });
//
// A row that is stored, complete and fresh is answered without a request; fresh is what was fetched since the present
// build went live, and in the last 21 days (data_ttl_days, if that is less). A stub is completed. A number that is 404
// is remembered and not asked for again before the next build or `data_ttl_days`. Several that want the same number at
// the same time, in whatever threads and processes, make one request. None of this may be called inside a transaction.
#pragma once

#include <wow/build.hpp>
#include <wow/catalogue_row.hpp>
#include <wow/client.hpp>
#include <wow/document.hpp>
#include <wow/images.hpp>
#include <wow/names.hpp>
#include <wow/references.hpp>
#include <wow/single_flight.hpp>
#include <wowhost/module.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace wow {

class OnDemand {
public:
    WOWHOST_INTERFACE("wow.on_demand/1");
    virtual ~OnDemand() = default;
    /// The id of the row with Blizzard's number; 0: Battle.net does not know it and nothing is stored. A stored row
    /// that can't be refreshed is answered as it is. Throws Error when there is no row and the fetch fails.
    virtual std::int64_t get(std::int64_t blizzard_id, const std::string& region) const = 0;
    /// The same for many, fetched together; ids in order, 0 also for what could not be fetched. Throws only for misuse.
    virtual std::vector<std::int64_t> get_many(
        const std::vector<std::int64_t>& blizzard_ids, const std::string& region) const = 0;
};

class OnDemandCatalogue : public OnDemand {
public:
    class Plan {
    public:
        /// `endpoint` as in /data/wow/<endpoint>/<id>; `columns` are what map() sets, besides blizzard_id.
        Plan(std::string type_, const std::string& endpoint, std::vector<std::string> columns_)
            : type(std::move(type_))
            , detail_path("/data/wow/" + endpoint + "/")
            , columns(std::move(columns_))
        {
        }
        std::string type;
        std::string detail_path; ///< The id is appended.
        std::string media_path; ///< The same, for a second document; empty: there is none.
        std::vector<std::string> columns;
        std::vector<std::string> keep_when_null{"name"};
        std::string name_space = "static";
    };

    const std::string& target() const noexcept { return plan_.type; }

    std::int64_t get(std::int64_t blizzard_id, const std::string& region) const override
    {
        Demand demand(region, Priority::person);
        const auto id = serve(demand, {blizzard_id}).at(0);
        if (id == 0 && demand.trouble)
            throw to_error(*demand.trouble);
        return id;
    }

    std::vector<std::int64_t> get_many(
        const std::vector<std::int64_t>& blizzard_ids, const std::string& region) const override
    {
        Demand demand(region, Priority::profile);
        return serve(demand, blizzard_ids);
    }

    /// Forgets what was 404 too long ago to be believed; returns how many.
    std::int64_t forget_unresolved() const
    {
        const auto oldest = host_.now() - ttl_seconds(client(host_));
        std::int64_t count = 0;
        for (const auto& key : host_.state().keys(plan_.type + ".unresolved.")) {
            const auto mark = host_.state().get(key);
            if (mark && (*mark)["at"].integer() < oldest) {
                host_.state().remove(key);
                ++count;
            }
        }
        return count;
    }

protected:
    OnDemandCatalogue(const wowhost::Services& host, Plan plan)
        : host_(host)
        , plan_(std::move(plan))
        , flights_(host, plan_.type + ".fetch.")
    {
    }

    /// Sets the columns from a detail.
    virtual void map(const Node& body, CatalogueRow& row, const std::string& locale) const = 0;
    /// Sets columns from the second document.
    virtual void map_media(const Node& body, CatalogueRow& row) const
    {
        static_cast<void>(body);
        static_cast<void>(row);
    }

    const wowhost::Services& host_;
    Plan plan_;

private:
    static constexpr std::int64_t day = 86400;
    static constexpr std::int64_t fresh_days = 21;
    static constexpr std::size_t block = 64; ///< Numbers that are fetched together.
    static constexpr auto patience = std::chrono::seconds(45);

    class Demand {
    public:
        Demand(std::string region_, Priority priority_)
            : region(check_region(region_))
            , priority(priority_)
        {
        }
        std::string region;
        Priority priority;
        std::map<std::int64_t, std::int64_t> ids; ///< By Blizzard's number; 0: no row.
        std::set<std::int64_t> settled; ///< Numbers that need no request (any more).
        std::optional<Response> trouble; ///< Of the last fetch that failed.
    };

    static std::string flight_key(const std::string& region, std::int64_t number)
    {
        return region + "." + std::to_string(number);
    }
    std::string mark_key(const std::string& region, std::int64_t number) const
    {
        return plan_.type + ".unresolved." + region + "." + std::to_string(number);
    }
    std::int64_t ttl_seconds(const ClientHandle& handle) const
    {
        return day * handle.call("setting", [](const Client& c) { return c.setting("data_ttl_days"); }).integer();
    }

    std::vector<std::int64_t> serve(Demand& demand, const std::vector<std::int64_t>& numbers) const
    {
        const auto give_up = std::chrono::steady_clock::now() + patience;
        std::set<std::int64_t> wanted;
        for (const auto number : numbers)
            if (number > 0)
                wanted.insert(number);
        look_up(demand, wanted);
        while (true) {
            std::vector<std::int64_t> open;
            std::set_difference(
                wanted.begin(), wanted.end(), demand.settled.begin(), demand.settled.end(), std::back_inserter(open));
            if (open.empty() || host_.cancelled() || std::chrono::steady_clock::now() > give_up)
                break;
            bool is_idle = true;
            for (std::size_t at = 0; at < open.size(); at += block) {
                SingleFlight::Claim claim(flights_);
                std::set<std::int64_t> mine;
                for (std::size_t i = at; i < std::min(open.size(), at + block); ++i)
                    if (claim.take(flight_key(demand.region, open[i])))
                        mine.insert(open[i]);
                if (mine.empty())
                    continue;
                is_idle = false;
                look_up(demand, mine); // somebody may have just ended with it
                std::vector<std::int64_t> left;
                std::set_difference(
                    mine.begin(), mine.end(), demand.settled.begin(), demand.settled.end(), std::back_inserter(left));
                fetch(demand, left);
            }
            if (is_idle) {
                flights_.wait();
                look_up(demand, std::set<std::int64_t>(open.begin(), open.end()));
            }
        }
        std::vector<std::int64_t> found;
        for (const auto number : numbers) {
            const auto known = demand.ids.find(number);
            found.push_back(known == demand.ids.end() ? 0 : known->second);
        }
        return found;
    }

    bool is_stub(const wowhost::Entity& row) const
    {
        return std::all_of(plan_.columns.begin(), plan_.columns.end(),
            [&](const std::string& column) { return column == "name" || row[column].is_null(); });
    }

    bool is_stub(const CatalogueRow& row) const
    {
        for (std::size_t i = 0; i < plan_.columns.size(); ++i)
            if (plan_.columns[i] != "name" && !row.values[i].is_null())
                return false;
        return true;
    }

    /// Notes ids of stored rows, and which numbers need no request.
    void look_up(Demand& demand, const std::set<std::int64_t>& numbers) const
    {
        if (numbers.empty())
            return;
        const auto ttl = ttl_seconds(client(host_));
        const auto build = current_build(host_, demand.region);
        const auto oldest = std::max(host_.now() - std::min(ttl, fresh_days * day), build.since);
        const auto rows = host_.entities().select(
            wowhost::Query(plan_.type)
                .where("blizzard_id", wowhost::Operator::in, wowhost::Value::Array(numbers.begin(), numbers.end())));
        for (const auto& row : rows) {
            const auto number = row["blizzard_id"].integer();
            demand.ids[number] = row.id();
            if (!is_stub(row) && row["last_fetched"].integer() >= oldest)
                demand.settled.insert(number);
        }
        for (const auto number : numbers) {
            if (demand.settled.contains(number))
                continue;
            const auto mark = host_.state().get(mark_key(demand.region, number));
            if (mark && (*mark)["at"].integer() >= std::max(build.since, host_.now() - ttl))
                demand.settled.insert(number);
        }
    }

    void fetch(Demand& demand, const std::vector<std::int64_t>& numbers) const
    {
        if (numbers.empty())
            return;
        const auto handle = client(host_);
        const auto language = locale(handle);
        std::vector<Request> requests;
        for (const auto* path : {&plan_.detail_path, &plan_.media_path})
            for (const auto number : numbers)
                if (!path->empty()) {
                    requests.emplace_back(demand.region, *path + std::to_string(number), plan_.name_space);
                    requests.back().priority = demand.priority;
                }
        const auto answers = wow::get_many(handle, requests);
        std::vector<CatalogueRow> rows;
        std::vector<std::int64_t> unresolved;
        Document document;
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            const auto& answer = answers[i];
            demand.settled.insert(numbers[i]); // for this demand: one attempt is enough
            if (answer.outcome == Outcome::not_found) {
                unresolved.push_back(numbers[i]);
                continue;
            }
            CatalogueRow row(numbers[i], plan_.columns);
            if (!answer.ok() || !read(answer, document, [&](const Node& body) { map(body, row, language); })) {
                demand.trouble = Response(answer.ok() ? Outcome::malformed : answer.outcome);
                demand.trouble->message = answer.ok() ? answer.url + ": its shape is not understood" : answer.message;
                demand.trouble->url = answer.url;
                continue;
            }
            if (const auto media = numbers.size() + i; media < answers.size() && answers[media].ok())
                read(answers[media], document, [&](const Node& body) { map_media(body, row); });
            rows.push_back(std::move(row));
        }
        store(demand, std::move(rows), unresolved);
    }

    /// false, and a line in the log, for a body that is not understood.
    template <class Map>
    bool read(const Response& answer, Document& document, const Map& to_row) const
    {
        std::string trouble;
        try {
            if (document.parse(answer.body, answer.url)) {
                to_row(document.root());
                return true;
            }
            trouble = document.error();
        } catch (const std::exception& error) {
            trouble = answer.url + ": its shape is not understood: " + error.what();
        }
        host_.log().warning(plan_.type + ": " + trouble);
        return false;
    }

    void store(Demand& demand, std::vector<CatalogueRow> rows, const std::vector<std::int64_t>& unresolved) const
    {
        auto fields = plan_.columns;
        fields.insert(fields.begin(), "blizzard_id");
        host_.entities().transaction([&] {
            const auto mark = [&](std::int64_t number) {
                host_.state().set(mark_key(demand.region, number),
                    wowhost::Value::object({{"build", current_build(host_, demand.region).name}, {"at", host_.now()}}));
            };
            for (const auto number : unresolved)
                mark(number);
            if (rows.empty())
                return;
            resolve_references(host_, rows);
            wowhost::Upsert upsert(plan_.type, {"blizzard_id"}, fields);
            upsert.keep_when_null = plan_.keep_when_null;
            wowhost::UpsertResult stored;
            store_with_images(host_, plan_.type, plan_.columns, "icon", rows, [&] {
                for (const auto& row : rows) {
                    upsert.values.emplace_back(row.blizzard_id);
                    upsert.values.insert(upsert.values.end(), row.values.begin(), row.values.end());
                    if (is_stub(row))
                        mark(row.blizzard_id); // there is no more to be had
                }
                stored = host_.entities().upsert(upsert);
                return stored.ids;
            });
            for (std::size_t i = 0; i < rows.size(); ++i)
                demand.ids[rows[i].blizzard_id] = stored.ids[i];
        });
    }

    SingleFlight flights_;
};

/// Forwards to an object that its module owns.
class OnDemandProxy final : public OnDemand {
public:
    explicit OnDemandProxy(const OnDemand& source)
        : source_(source)
    {
    }
    std::int64_t get(std::int64_t blizzard_id, const std::string& region) const override
    {
        return source_.get(blizzard_id, region);
    }
    std::vector<std::int64_t> get_many(
        const std::vector<std::int64_t>& blizzard_ids, const std::string& region) const override
    {
        return source_.get_many(blizzard_ids, region);
    }

private:
    const OnDemand& source_;
};

/// `source` must live as long as the module object; its type is the plugin's id. A type with the column `icon` wants
/// `register_images()` too.
inline void register_on_demand(wowhost::Registrar& add, const OnDemandCatalogue& source)
{
    add.plugin<OnDemand>(source.target(), std::make_unique<OnDemandProxy>(source));
    add.cron(wowhost::CronJob(source.target() + ".forget_unresolved", 7 * 86400, [&source] {
        return "forgot " + std::to_string(source.forget_unresolved()) + " numbers that Battle.net did not know";
    }));
}

} // namespace wow
