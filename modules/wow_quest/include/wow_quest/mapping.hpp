// wow_quest: from bodies of Battle.net to rows. Pure.
#pragma once

#include <wow/catalogue_row.hpp>
#include <wow/catalogue_sync.hpp>
#include <wow/document.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wow_quest {

inline constexpr const char* type_vocabulary = "wow_quest_type";

/// What map_quest() sets, besides blizzard_id.
inline const std::vector<std::string> quest_columns{
    "title", "quest_type", "area", "category", "description", "required_level"};

/// /data/wow/quest/{id}
inline void map_quest(const wow::Node& body, wow::CatalogueRow& row, std::string_view locale)
{
    row.set("title", body["title"].localized(locale));
    row.set("area", body["area"]["name"].localized(locale));
    row.set("category", body["category"]["name"].localized(locale));
    row.set("description", body["description"].localized(locale));
    row.set("required_level", body["requirements"]["min_character_level"].integer());
    const auto type = body["type"];
    row.refer("quest_type", type_vocabulary, type.id(), type["name"].localized(locale));
}

/// The ways to quests: /data/wow/quest/<path>/index has an array `items`, of documents that list quests.
struct QuestList {
    const char* path;
    const char* items;
};
inline constexpr std::array<QuestList, 3> quest_lists{
    {{"area", "areas"}, {"category", "categories"}, {"type", "types"}}};

/// The numbers of the documents that an index lists.
inline std::vector<std::int64_t> listed_ids(const wow::Node& index, std::string_view items)
{
    std::vector<std::int64_t> ids;
    for (const wow::Node item : index[items].items())
        if (const auto id = item.id(); id && *id > 0)
            ids.push_back(*id);
    return ids;
}

/// Adds the quests of an area, a category or a type; one that is known already keeps its name if this one has none.
inline void add_quests(const wow::Node& body, std::string_view locale, wow::CatalogueListing& listing)
{
    for (const wow::Node quest : body["quests"].items())
        if (const auto id = quest.id(); id && *id > 0) {
            auto& name = listing.items[*id];
            if (name.empty())
                name = quest["name"].localized(locale).value_or(std::string_view());
        }
}

} // namespace wow_quest
