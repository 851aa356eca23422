// wow: NameIndex, by which rows of one entity type are found by the words of their names. Header-only.
//
// The index is the entity type wow_search_word: for each word of a name, the rest of the name from that word on (see
// search_words.hpp). Finding is a range over an index of the database, on both engines. Syncs pay nothing for it: rows
// are indexed afterwards, before a search and by cron, when they are new (by their id) or were saved or confirmed since
// (by their last_fetched). A deleted row's words go with it, in the same transaction. What is indexed is noted in the
// state wow.search_index.<type>. The words are themselves fetched(): should nobody look after them, they end with their
// rows.
#pragma once

#include <wow/search_words.hpp>
#include <wowhost/definition.hpp>
#include <wowhost/entity.hpp>
#include <wowhost/services.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wow {

inline constexpr const char* search_word_type = "wow_search_word";

/// One row per place at which a name can be entered.
inline wowhost::EntityType search_words_definition()
{
    return wowhost::EntityType(search_word_type)
        .label("Word of the search")
        .text("target") // the entity type of the row
        .integer("row")
        .integer("position") // among the places of the name; 0 is its beginning
        .text("region")
        .text("text") // the search text of the name from there on
        .fetched()
        .unique({"target", "row", "position"})
        .index({"target", "region", "text"});
}

/// The queries of the index, as the storage runs them.
class SearchQueries {
public:
    /// Entries of a type and region that begin with `text`; `first_only`: where names begin.
    static wowhost::Query entries(
        const std::string& type, const std::string& region, std::string_view text, bool first_only)
    {
        using wowhost::Operator;
        wowhost::Query query(search_word_type);
        query.where("target", type)
            .where("region", region)
            .where("text", Operator::greater_equal, std::string(text))
            .where("text", Operator::less, search_upper_bound(text))
            .only({"row"});
        if (first_only)
            query.where("position", 0);
        return query;
    }
    static wowhost::Query of_rows(const std::string& type, wowhost::Value::Array rows)
    {
        using wowhost::Operator;
        wowhost::Query query(search_word_type);
        query.where("target", type);
        const auto by_number = [](const auto& left, const auto& right) { return left.integer() < right.integer(); };
        const auto [lowest, highest] = std::minmax_element(rows.begin(), rows.end(), by_number);
        // Of neighbours also the range: PostgreSQL, which knows nothing of a new table, would read all words of the
        // type.
        if (!rows.empty() && highest->integer() - lowest->integer() < 4 * static_cast<std::int64_t>(rows.size()))
            query.where("row", Operator::greater_equal, *lowest).where("row", Operator::less_equal, *highest);
        return query.where("row", Operator::in, std::move(rows));
    }
};

class NameIndex {
public:
    /// `region_field` is the field that holds a row's region; empty for what is the same everywhere.
    NameIndex(const wowhost::Services& host, std::string type, std::string name_field, std::string region_field = {})
        : host_(host)
        , type_(std::move(type))
        , name_field_(std::move(name_field))
        , region_field_(std::move(region_field))
    {
    }

    /// Ids of rows whose names meet `query` (a search text), at most `limit`, the best matches among them.
    std::vector<std::int64_t> find(const std::string& query, const std::string& in_region, std::size_t limit) const
    {
        std::vector<std::int64_t> rows;
        const auto region = region_field_.empty() ? std::string() : in_region;
        if (query.empty() || limit == 0 || !is_there())
            return rows;
        std::set<std::int64_t> seen;
        const auto take = [&](const wowhost::Query& wanted) {
            for (const auto& entry : host_.entities().select(wanted))
                if (rows.size() < limit && seen.insert(entry["row"].integer()).second)
                    rows.push_back(entry["row"].integer());
        };
        const auto bound = static_cast<std::int64_t>(limit * 2);
        take(SearchQueries::entries(type_, region, query, true).sort("text").limit(bound));
        if (rows.size() < limit)
            take(SearchQueries::entries(type_, region, query, false).sort("text").limit(bound * 2));
        auto words = search_words(query);
        if (rows.size() >= limit || words.size() < 2)
            return rows;
        for (const auto row : rows_with(std::move(words), region))
            if (rows.size() < limit && seen.insert(row).second)
                rows.push_back(row);
        return rows;
    }

    /// Indexes what has changed since the last time; ends early, to go on the next time, when the call is cancelled.
    void refresh(bool thorough) const
    {
        if (!is_there() || !host_.entities().has_type(type_))
            return;
        const auto stored = host_.state().get(state_key());
        if (!stored || thorough)
            forget_strays(!stored);
        const auto now = host_.now();
        const auto last = !stored || thorough ? 0 : (*stored)["id"].integer();
        const auto since = stored ? (*stored)["since"].integer() : now;
        const auto newest = index_after(last, since);
        if (host_.cancelled())
            return;
        if (last > 0 && (since > now || !checked_lately())) {
            index_changed(last, since - overlap_seconds);
            if (host_.cancelled())
                return;
            host_.cache().set(cache_key(), true, std::chrono::seconds(check_seconds));
            note(newest, now);
        } else if (!stored || thorough) {
            note(newest, now);
        }
    }

    /// The words of deleted rows go with them. For a removal hook.
    void forget_rows(const std::vector<std::int64_t>& rows) const
    {
        if (is_there())
            forget(
                host_.entities().ids(SearchQueries::of_rows(type_, wowhost::Value::Array(rows.begin(), rows.end()))));
    }

    /// What was saved a moment ago is looked at by the next refresh, however short the time since the last.
    void expect_changes() const { host_.cache().remove(cache_key()); }

private:
    static constexpr std::size_t chunk_rows = 500;
    static constexpr std::int64_t most_candidates = 20'000;
    static constexpr std::int64_t overlap_seconds = 120; ///< A transaction may take this long to commit what it saved.
    static constexpr std::int64_t check_seconds = 60;

    std::string state_key() const { return "wow.search_index." + type_; }
    std::string cache_key() const { return "search.checked." + type_; }
    bool is_there() const { return host_.entities().has_type(search_word_type); }
    bool checked_lately() const { return host_.cache().get(cache_key()).has_value(); }

    void note(std::int64_t id, std::int64_t since) const
    {
        host_.state().set(state_key(), wowhost::Value::object({{"id", id}, {"since", since}}));
    }

    /// Rows that all words enter.
    std::vector<std::int64_t> rows_with(std::vector<std::string> words, const std::string& region) const
    {
        std::sort(words.begin(), words.end(),
            [](const std::string& left, const std::string& right) { return left.size() > right.size(); });
        std::set<std::int64_t> candidates;
        for (std::size_t i = 0; i < words.size(); ++i) {
            auto query = SearchQueries::entries(type_, region, words[i], false);
            if (i > 0)
                query.where("row", wowhost::Operator::in, wowhost::Value::Array(candidates.begin(), candidates.end()));
            std::set<std::int64_t> found;
            for (const auto& entry : host_.entities().select(query.limit(most_candidates)))
                found.insert(entry["row"].integer());
            candidates = std::move(found);
            if (candidates.empty())
                break;
        }
        return {candidates.begin(), candidates.end()};
    }

    wowhost::Query rows_query() const
    {
        wowhost::Query query(type_);
        std::vector<std::string> fields{name_field_, "last_fetched"};
        if (!region_field_.empty())
            fields.push_back(region_field_);
        return query.only(std::move(fields));
    }

    /// Rows with higher ids than `last`; notes each chunk. Returns the highest id.
    std::int64_t index_after(std::int64_t last, std::int64_t since) const
    {
        while (!host_.cancelled()) {
            auto query = rows_query();
            query.where("id", wowhost::Operator::greater, last).sort("id").limit(chunk_rows);
            const auto rows = host_.entities().select(query);
            if (rows.empty())
                break;
            last = rows.back().id();
            host_.entities().transaction([&] {
                index(rows);
                note(last, since);
            });
            if (rows.size() < chunk_rows)
                break;
        }
        return last;
    }

    void index_changed(std::int64_t last, std::int64_t since) const
    {
        std::vector<wowhost::Entity> rows;
        const auto flush = [&] {
            if (!rows.empty())
                host_.entities().transaction([&] { index(rows); });
            rows.clear();
        };
        auto query = rows_query();
        query.where("last_fetched", wowhost::Operator::greater_equal, since)
            .where("id", wowhost::Operator::less_equal, last);
        host_.entities().each(query, [&](const wowhost::Entity& row) {
            rows.push_back(row);
            if (rows.size() == chunk_rows)
                flush();
            return !host_.cancelled();
        });
        flush();
    }

    class Stored {
    public:
        std::int64_t id = 0;
        std::string text;
        std::string region;
        std::int64_t last_fetched = 0;
    };

    /// Makes the words of these rows what they should be, and writes only what differs.
    void index(const std::vector<wowhost::Entity>& rows) const
    {
        wowhost::Value::Array ids;
        for (const auto& row : rows)
            ids.emplace_back(row.id());
        std::map<std::pair<std::int64_t, std::int64_t>, Stored> stored; // by row and position
        for (const auto& word : host_.entities().select(SearchQueries::of_rows(type_, ids)))
            stored[{word["row"].integer(), word["position"].integer()}] = {
                word.id(), word["text"].string(), word["region"].string(), word["last_fetched"].integer()};
        wowhost::Upsert upsert(
            search_word_type, {"target", "row", "position"}, {"target", "row", "position", "region", "text"});
        wowhost::Value::Array stale;
        for (const auto& row : rows) {
            const auto text = search_text(host_.text().fold(row[name_field_].string()));
            const auto region = region_field_.empty() ? std::string() : row[region_field_].string();
            std::int64_t position = 0;
            bool is_stale = false;
            for (const auto place : search_entries(text)) {
                auto entry = text.substr(place);
                const auto found = stored.find({row.id(), position});
                if (found == stored.end() || found->second.text != entry || found->second.region != region)
                    upsert.add({type_, row.id(), position, region, std::move(entry)});
                else
                    is_stale = is_stale || found->second.last_fetched < row["last_fetched"].integer();
                if (found != stored.end())
                    stored.erase(found);
                ++position;
            }
            if (is_stale)
                stale.emplace_back(row.id());
        }
        std::vector<std::int64_t> surplus;
        surplus.reserve(stored.size());
        for (const auto& [key, word] : stored)
            surplus.push_back(word.id);
        forget(surplus);
        if (upsert.rows() > 0)
            host_.entities().upsert(upsert);
        if (!stale.empty())
            host_.entities().touch(search_word_type,
                {{"target", wowhost::Operator::equal, type_}, {"row", wowhost::Operator::in, std::move(stale)}},
                host_.now());
    }

    void forget(const std::vector<std::int64_t>& words) const
    {
        if (!words.empty())
            host_.entities().remove(search_word_type, words);
    }

    /// Words without a row, in chunks; all words with `everything`.
    void forget_strays(bool everything) const
    {
        std::int64_t last = 0;
        while (!host_.cancelled()) {
            wowhost::Query query(search_word_type);
            query.where("target", type_).where("id", wowhost::Operator::greater, last).sort("id").only({"row"});
            const auto words = host_.entities().select(query.limit(chunk_rows));
            if (words.empty())
                return;
            last = words.back().id();
            wowhost::Value::Array rows;
            for (const auto& word : words)
                rows.push_back(word["row"]);
            std::set<std::int64_t> living;
            if (!everything)
                for (const auto id :
                    host_.entities().ids(wowhost::Query(type_).where("id", wowhost::Operator::in, std::move(rows))))
                    living.insert(id);
            std::vector<std::int64_t> strays;
            for (const auto& word : words)
                if (!living.contains(word["row"].integer()))
                    strays.push_back(word.id());
            forget(strays);
        }
    }

    const wowhost::Services& host_;
    std::string type_;
    std::string name_field_;
    std::string region_field_;
};

} // namespace wow
