// wow_equipment: from bodies of Battle.net to rows. Pure.
#pragma once

#include <wow/document.hpp>
#include <wow/links.hpp>
#include <wow/owned_rows.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace wow_equipment {

inline constexpr const char* item_type = "wow_equipped_item";

/// Positions in equipment_rows().
inline constexpr std::size_t slot_column = 0;
inline constexpr std::size_t item_column = 1;
inline constexpr std::size_t name_column = 2;

inline wow::OwnedRows equipment_rows()
{
    return {item_type, {"slot"}, {"slot", "item_blizzard_id", "name", "quality", "item_level", "details"}};
}

/// …/equipment, into equipment_rows(). What an item may have beside the columns varies more than anything else, and is
/// kept whole, without links, in `details`.
inline void read_equipment(const wow::Document& body, std::string_view locale, wow::OwnedRows& rows)
{
    for (const wow::Node entry : body["equipped_items"].items()) {
        const auto slot = entry["slot"].type_code();
        const auto id = entry["item"].id();
        if (!slot || !id || *id == 0) {
            rows.skip(slot ? "equipped_items[] without item.id" : "equipped_items[] without slot.type");
            continue;
        }
        auto name = entry["name"].localized(locale);
        if (!name)
            name = entry["item"]["name"].localized(locale);
        rows.add({*slot, *id, name, entry["quality"].type_code(), entry["level"]["value"].integer(),
            wow::without_links(entry)});
    }
}

/// A name that is null keeps the last good one of the same item. `stored`: what was worn, by slot, number and name.
inline void keep_names(wow::OwnedRows& rows, const std::map<std::string, std::pair<std::int64_t, std::string>>& stored)
{
    for (auto& row : rows.rows()) {
        const auto worn = stored.find(row.values[slot_column].string());
        if (row.values[name_column].is_null() && worn != stored.end()
            && worn->second.first == row.values[item_column].integer() && !worn->second.second.empty())
            row.values[name_column] = worn->second.second;
    }
}

} // namespace wow_equipment
