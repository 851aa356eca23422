// wow: from Blizzard's numbers to rows and terms of ours, creating what is not there yet. Header-only.
//
// A stub is a row with `blizzard_id` and name and nothing else. It keeps what a player has from being dropped before
// its catalogue was synced; the catalogue's sync completes it.
#pragma once

#include <wowhost/entity.hpp>
#include <wowhost/services.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace wow {

/// Something that a body refers to: Blizzard's number and, where the body has it, the name.
class Named {
public:
    explicit Named(std::int64_t blizzard_id_, std::string name_ = {})
        : blizzard_id(blizzard_id_)
        , name(std::move(name_))
    {
    }
    Named(std::int64_t blizzard_id_, const std::optional<std::string_view>& name_)
        : blizzard_id(blizzard_id_)
        , name(name_.value_or(std::string_view()))
    {
    }
    std::int64_t blizzard_id;
    std::string name;
};

inline wowhost::Value name_value(const std::string& name)
{
    return name.empty() ? wowhost::Value() : wowhost::Value(name);
}

/// Local ids of catalogue rows, one per item, in order; rows that are missing are created as stubs.
inline std::vector<std::int64_t> ensure_rows(const wowhost::Services& host, const std::string& type,
    const std::vector<Named>& items, const std::string& name_field = "name")
{
    if (items.empty())
        return {};
    wowhost::Upsert rows(type, {"blizzard_id"}, {"blizzard_id", name_field});
    rows.mode = wowhost::Upsert::Mode::insert_missing;
    rows.values.reserve(items.size() * 2);
    for (const auto& item : items) {
        rows.values.emplace_back(item.blizzard_id);
        rows.values.push_back(name_value(item.name));
    }
    return host.entities().upsert(rows).ids;
}

/// Local ids of terms, one per item, in order; terms that are missing are created as stubs. `region` is empty for
/// vocabularies that are the same everywhere.
inline std::vector<std::int64_t> ensure_terms(const wowhost::Services& host, const std::string& vocabulary,
    const std::string& region, const std::vector<Named>& items)
{
    if (items.empty())
        return {};
    wowhost::Upsert rows(
        "taxonomy_term", {"vid", "wow_region", "wow_blizzard_id"}, {"vid", "wow_region", "wow_blizzard_id", "name"});
    rows.mode = wowhost::Upsert::Mode::insert_missing;
    rows.values.reserve(items.size() * 4);
    for (const auto& item : items) {
        rows.values.emplace_back(vocabulary);
        rows.values.emplace_back(region);
        rows.values.emplace_back(item.blizzard_id);
        rows.values.push_back(name_value(item.name));
    }
    return host.entities().upsert(rows).ids;
}

/// As above, for one item.
inline std::int64_t ensure_term(
    const wowhost::Services& host, const std::string& vocabulary, const std::string& region, const Named& item)
{
    return ensure_terms(host, vocabulary, region, {item}).at(0);
}

/// The id of a stored term; nothing when it is not stored.
inline std::optional<std::int64_t> term_id(const wowhost::Services& host, const std::string& vocabulary,
    std::int64_t blizzard_id, const std::string& region = {})
{
    const auto ids = host.entities().ids(wowhost::Query("taxonomy_term")
                                             .where("vid", vocabulary)
                                             .where("wow_region", region)
                                             .where("wow_blizzard_id", blizzard_id)
                                             .limit(1));
    return ids.empty() ? std::nullopt : std::optional<std::int64_t>(ids.front());
}

/// All stored terms of a vocabulary and region: Blizzard's number → local id.
inline std::unordered_map<std::int64_t, std::int64_t> term_ids(
    const wowhost::Services& host, const std::string& vocabulary, const std::string& region = {})
{
    std::unordered_map<std::int64_t, std::int64_t> found;
    for (const auto& term : host.entities().select(wowhost::Query("taxonomy_term")
                                                       .where("vid", vocabulary)
                                                       .where("wow_region", region)
                                                       .only({"wow_blizzard_id"})))
        found.emplace(term["wow_blizzard_id"].integer(), term.id());
    return found;
}

} // namespace wow
