// wow: VocabularySync, the base class of reference data: one index, a detail per item, terms of one vocabulary.
//
//     class Races final : public wow::VocabularySync {
//     public:
//         explicit Races(const wowhost::Services& host)
//             : VocabularySync(host, Plan("wow_playable_race", "playable_race", "playable-race", "races"))
//         { plan_.columns = {"wow_faction"}; }
//     protected:
//         bool map(const wow::Node& body, wow::Term& term, const Context&) const override
//         { term.set("wow_faction", body["faction"].type_code()); return true; }
//     };
//
// A module supplies the plan and the mapping; it registers with `register_vocabulary()`. The index is asked for with
// If-Modified-Since, details are fetched concurrently, and all terms are stored in one transaction, at whose end the
// index's date is kept (unless an item failed: the next sync then tries again). A 304 writes nothing but
// `wow_last_fetched`. Null never overwrites a stored value of name and description.
#pragma once

#include <wow/columns.hpp>
#include <wow/document.hpp>
#include <wow/fetch.hpp>
#include <wow/images.hpp>
#include <wow/stubs.hpp>
#include <wow/sync.hpp>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace wow {

/// A term to be. The base fills id and name; the mapping sets the columns that its plan names.
class Term : public Columns {
public:
    Term(std::int64_t blizzard_id_, const std::optional<std::string_view>& name_,
        const std::vector<std::string>& columns)
        : Columns(columns)
        , blizzard_id(blizzard_id_)
        , name(name_)
    {
    }

    std::int64_t blizzard_id;
    wowhost::Value name;
    wowhost::Value description;
    std::optional<std::int64_t> parent; ///< Blizzard's number of the parent, a term of the same vocabulary.
    std::vector<std::int64_t> children; ///< Where a body lists its children instead: they get it as their parent.
    std::int64_t weight = 0;
};

/// What one sync gathers.
class TermSet {
public:
    std::vector<Term> terms;
    std::int64_t failed = 0; ///< Items that could not be had; they keep what is stored.
};

class VocabularySync : public SyncSource {
public:
    class Plan {
    public:
        /// `endpoint` as in /data/wow/<endpoint>/index; `items` is the array's key in the index.
        Plan(std::string vocabulary_, std::string name_, const std::string& endpoint, std::string items_)
            : vocabulary(std::move(vocabulary_))
            , name(std::move(name_))
            , index_path("/data/wow/" + endpoint + "/index")
            , detail_path("/data/wow/" + endpoint + "/")
            , items(std::move(items_))
        {
        }
        std::string vocabulary;
        std::string name; ///< Of the state: wow.last_modified.<name>_index.<region>.
        std::string index_path;
        std::string detail_path; ///< The id is appended; empty: the index says it all.
        std::string items;
        std::string more_items; ///< A second array of the index, where there are two.
        std::string name_space = "static";
        bool regional = false; ///< Terms differ by region.
        std::vector<std::string> columns; ///< Columns of the module's own.
        std::vector<std::string> keep_when_null{"name", "description"}; ///< Null never overwrites these.
        std::size_t concurrency = 24;
    };

    std::string target() const override { return plan_.vocabulary; }
    std::string name() const override { return plan_.name; }
    bool is_regional() const override { return plan_.regional; }
    std::vector<std::string> stub_fields() const override { return {}; }

    /// `{"region","vocabulary","not_modified","created","updated","skipped","failed"}`
    wowhost::Value sync(const SyncOptions& options) const override
    {
        const auto state_key = last_modified_key(plan_.name, options.region);
        Request request(options.region, plan_.index_path, plan_.name_space);
        request.priority = Priority::catalogue;
        const auto stored = host_.state().get(state_key);
        if (stored && !options.force)
            request.if_modified_since = stored->string();
        const auto handle = client(host_);
        const auto answer = get(handle, request);
        if (answer.outcome == Outcome::not_modified) {
            renew(options.region, {});
            return result(options.region, true, {}, 0);
        }
        if (!answer.ok())
            throw to_error(answer);
        Document index;
        if (!index.parse(answer.body, answer.url))
            throw wowhost::Error(wowhost::ErrorCode::failed, index.error());
        const Context context(handle, options, locale(handle));
        auto gathered = collect(context, index.root());
        if (options.is_cancelled())
            throw wowhost::Error(wowhost::ErrorCode::cancelled, "sync of " + plan_.vocabulary + " was cancelled");
        wowhost::UpsertResult counts;
        host_.entities().transaction([&] {
            store_with_images(host_, "taxonomy_term", plan_.columns, icon_column, gathered.terms, [&] {
                std::vector<std::int64_t> ids;
                counts = store(gathered.terms, options.region, ids);
                return ids;
            });
            if (gathered.failed == 0)
                host_.state().set(state_key, answer.last_modified);
        });
        return result(options.region, false, counts, gathered.failed);
    }

protected:
    class Context {
    public:
        Context(const ClientHandle& client_, const SyncOptions& options_, std::string locale_)
            : client(client_)
            , options(options_)
            , locale(std::move(locale_))
        {
        }
        const ClientHandle& client;
        const SyncOptions& options;
        std::string locale;
    };

    VocabularySync(const wowhost::Services& host, Plan plan)
        : host_(host)
        , plan_(std::move(plan))
    {
    }

    /// Fills the columns from a detail (or, without details, from the index's item). false: not of this vocabulary.
    virtual bool map(const Node& body, Term& term, const Context& context) const
    {
        static_cast<void>(body);
        static_cast<void>(term);
        static_cast<void>(context);
        return true;
    }

    /// Makes the terms of an index. Overridden where the shape is another.
    virtual TermSet collect(const Context& context, const Node& index) const
    {
        TermSet set;
        std::set<std::int64_t> seen;
        std::vector<std::size_t> wanted;
        const auto take = [&](const Node& list) {
            for (const auto item : list.items()) {
                const auto id = item.id();
                if (!id || !seen.insert(*id).second)
                    continue;
                Term term(*id, item["name"].localized(context.locale), plan_.columns);
                if (plan_.detail_path.empty() && !map_guarded(item, term, context, set))
                    continue;
                set.terms.push_back(std::move(term));
            }
        };
        take(index[plan_.items]);
        if (!plan_.more_items.empty())
            take(index[plan_.more_items]);
        if (plan_.detail_path.empty())
            return set;
        std::vector<Request> requests;
        for (const auto& term : set.terms)
            requests.push_back(detail_request(context, plan_.detail_path + std::to_string(term.blizzard_id)));
        std::vector<char> keep(set.terms.size(), 1);
        fetch(context, requests, [&](std::size_t i, const Response& answer, const Node& body) {
            auto& term = set.terms[i];
            if (answer.outcome == Outcome::not_found)
                return; // listed but not there: what the index says is all there is
            if (!answer.ok()) {
                ++set.failed;
                keep[i] = 0;
                return;
            }
            if (auto better = body["name"].localized(context.locale))
                term.name = *better;
            keep[i] = map_guarded(body, term, context, set) ? 1 : 0;
        });
        std::vector<Term> kept;
        for (std::size_t i = 0; i < set.terms.size(); ++i)
            if (keep[i])
                kept.push_back(std::move(set.terms[i]));
        set.terms = std::move(kept);
        adopt_children(set.terms);
        return set;
    }

    Request detail_request(const Context& context, std::string path) const
    {
        Request request(context.options.region, std::move(path), plan_.name_space);
        request.priority = Priority::catalogue;
        return request;
    }

    /// Fetches a list concurrently; `use` gets the position, the answer, and its body (nothing unless ok). A body that
    /// is not JSON arrives as malformed.
    template <class Use>
    void fetch(const Context& context, const std::vector<Request>& requests, Use&& use) const
    {
        fetch_each(host_, context.client, context.options, plan_.vocabulary, requests, plan_.concurrency,
            std::forward<Use>(use));
    }

    /// map(), with what it throws counted as a failure and logged.
    bool map_guarded(const Node& body, Term& term, const Context& context, TermSet& set) const
    {
        try {
            return map(body, term, context);
        } catch (const std::exception& error) {
            if (set.failed++ == 0)
                host_.log().warning(plan_.vocabulary + ": item " + std::to_string(term.blizzard_id)
                    + " is skipped, its shape is not understood: " + error.what());
            return false;
        }
    }

    std::string term_region(const std::string& region) const { return plan_.regional ? region : std::string(); }

    const wowhost::Services& host_;
    Plan plan_;

private:
    static constexpr const char* icon_column = "wow_icon"; ///< Of modules that keep an image.

    static void adopt_children(std::vector<Term>& terms)
    {
        std::unordered_map<std::int64_t, std::int64_t> parents;
        for (const auto& term : terms)
            for (const auto child : term.children)
                parents.try_emplace(child, term.blizzard_id);
        for (auto& term : terms)
            if (const auto found = parents.find(term.blizzard_id);
                found != parents.end() && !term.parent && found->second != term.blizzard_id)
                term.parent = found->second;
    }

    wowhost::Upsert upsert_of(const std::vector<std::string>& fields) const
    {
        auto all = fields;
        all.insert(all.begin(), {"vid", "wow_region", "wow_blizzard_id"});
        return wowhost::Upsert("taxonomy_term", {"vid", "wow_region", "wow_blizzard_id"}, std::move(all));
    }

    /// `stored_ids` receives those of the terms, in some order.
    wowhost::UpsertResult store(
        std::vector<Term>& terms, const std::string& region, std::vector<std::int64_t>& stored_ids) const
    {
        resolve_references(host_, terms);
        const auto where = term_region(region);
        auto known = term_ids(host_, plan_.vocabulary, where);
        // Parents must have ids first: new terms come in as stubs where there is a tree.
        std::vector<Named> missing;
        std::set<std::int64_t> fresh;
        const bool tree = std::any_of(terms.begin(), terms.end(), [](const Term& term) { return term.parent; });
        for (const auto& term : terms) {
            if (!known.contains(term.blizzard_id) && fresh.insert(term.blizzard_id).second && tree)
                missing.emplace_back(term.blizzard_id, term.name.string());
            if (term.parent && !known.contains(*term.parent) && fresh.insert(*term.parent).second)
                missing.emplace_back(*term.parent);
        }
        const auto ids = ensure_terms(host_, plan_.vocabulary, where, missing);
        for (std::size_t i = 0; i < missing.size(); ++i)
            known[missing[i].blizzard_id] = ids[i];

        std::vector<std::string> fields{"name", "description", "parent", "weight"};
        fields.insert(fields.end(), plan_.columns.begin(), plan_.columns.end());
        auto created = upsert_of(fields);
        auto changed = upsert_of(fields);
        changed.keep_when_null = plan_.keep_when_null;
        std::vector<std::int64_t> numbers;
        for (const auto& term : terms) {
            std::vector<wowhost::Value> row{plan_.vocabulary, where, term.blizzard_id, term.name, term.description,
                term.parent ? wowhost::Value(known.at(*term.parent)) : wowhost::Value(), term.weight};
            row.insert(row.end(), term.values.begin(), term.values.end());
            (fresh.contains(term.blizzard_id) ? created : changed).add(std::move(row));
            numbers.push_back(term.blizzard_id);
        }
        wowhost::UpsertResult counts;
        if (created.rows() > 0) {
            stored_ids = host_.entities().upsert(created).ids;
            counts.inserted = static_cast<std::int64_t>(stored_ids.size());
        }
        if (changed.rows() > 0) {
            const auto stored = host_.entities().upsert(changed);
            counts.updated = stored.updated + stored.inserted;
            counts.unchanged = stored.unchanged;
            stored_ids.insert(stored_ids.end(), stored.ids.begin(), stored.ids.end());
        }
        renew(region, numbers);
        return counts;
    }

    /// Sets wow_last_fetched of these terms; of all of the region when there are none given.
    void renew(const std::string& region, std::vector<std::int64_t> numbers) const
    {
        const auto where = term_region(region);
        if (numbers.empty())
            for (const auto& [number, id] : term_ids(host_, plan_.vocabulary, where))
                numbers.push_back(number);
        auto rows = upsert_of({"wow_last_fetched"});
        for (const auto number : numbers)
            rows.add({plan_.vocabulary, where, number, host_.now()});
        if (rows.rows() > 0)
            host_.entities().upsert(rows);
    }

    wowhost::Value result(
        const std::string& region, bool not_modified, const wowhost::UpsertResult& counts, std::int64_t failed) const
    {
        return wowhost::Value::object({{"region", region}, {"vocabulary", plan_.vocabulary},
            {"not_modified", not_modified}, {"created", counts.inserted}, {"updated", counts.updated},
            {"skipped", counts.unchanged}, {"failed", failed}});
    }
};

/// Declares vocabulary, sync and command of a reference module.
inline void register_vocabulary(wowhost::Registrar& add, const wowhost::Services& host, const VocabularySync& source,
    const std::string& label, const std::string& command, const std::string& alias)
{
    add.vocabulary(wowhost::Vocabulary(source.target(), label));
    register_sync(add, host, source);
    auto made = sync_command(host, command, "Sync " + label + " from Battle.net", {&source}, false);
    if (!alias.empty())
        made.alias(alias);
    add.command(std::move(made));
}

} // namespace wow
