// wow_reputation: a ladder of tiers ("Hated" … "Exalted", or one of a single faction). Pure.
#pragma once

#include <wow/document.hpp>
#include <wowhost/value.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace wow_reputation {

/// /data/wow/reputation-tiers/{id} as an array of `{"id","name","min","max"}`. Names may be missing.
inline wowhost::Value read_ladder(const wow::Node& body, std::string_view locale)
{
    wowhost::Value::Array tiers;
    for (const wow::Node tier : body["tiers"].items())
        if (const auto id = tier["id"].integer())
            tiers.push_back(wowhost::Value::object({{"id", *id}, {"name", tier["name"].localized(locale)},
                {"min", tier["min_value"].integer()}, {"max", tier["max_value"].integer()}}));
    return tiers;
}

/// The tier of a ladder with this number; null when it has none.
inline wowhost::Value tier_of(const wowhost::Value& ladder, std::int64_t number)
{
    for (const auto& tier : ladder.items())
        if (tier["id"].integer(-1) == number)
            return tier;
    return {};
}

/// The highest tier that begins at or below `raw`; null when there is none.
inline wowhost::Value tier_at(const wowhost::Value& ladder, std::int64_t raw)
{
    wowhost::Value found;
    for (const auto& tier : ladder.items())
        if (tier["min"].is_integer() && tier["min"].integer() <= raw
            && (found.is_null() || tier["min"].integer() >= found["min"].integer()))
            found = tier;
    return found;
}

} // namespace wow_reputation
