// wow_item: from bodies of Battle.net to rows and terms. Pure.
//
// Classes and their subclasses are terms of one vocabulary, and both count from 0. A class keeps its number; subclass s
// of class c becomes (c + 1) * 1000 + s, so that no two are alike: class 2 (Weapon) is 2, its subclass 7 (Sword) is
// 3007.
#pragma once

#include <wow/catalogue_row.hpp>
#include <wow/document.hpp>
#include <wow/media.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace wow_item {

inline constexpr std::int64_t class_range = 1000; ///< Numbers of classes, and of subclasses in a class, are below this.

/// The number of a class's term; nothing for what is no class.
inline std::optional<std::int64_t> class_number(const std::optional<std::int64_t>& item_class)
{
    return item_class && *item_class >= 0 && *item_class < class_range ? item_class : std::nullopt;
}

/// The number of a subclass's term.
inline std::optional<std::int64_t> subclass_number(
    const std::optional<std::int64_t>& item_class, const std::optional<std::int64_t>& subclass)
{
    if (!class_number(item_class) || !class_number(subclass))
        return std::nullopt;
    return (*item_class + 1) * class_range + *subclass;
}

class Subclass {
public:
    Subclass(std::int64_t number_, std::int64_t id_, const std::optional<std::string_view>& name_)
        : number(number_)
        , id(id_)
        , name(name_)
    {
    }
    std::int64_t number; ///< Of the term.
    std::int64_t id; ///< Blizzard's, within the class.
    std::optional<std::string> name;
};

/// /data/wow/item-class/{id}: the subclasses of a class, each once.
inline std::vector<Subclass> read_subclasses(const wow::Node& body, std::int64_t item_class, std::string_view locale)
{
    std::vector<Subclass> found;
    std::set<std::int64_t> seen;
    for (const auto item : body["item_subclasses"].items()) {
        const auto id = item.id();
        if (const auto number = subclass_number(item_class, id); number && seen.insert(*number).second)
            found.emplace_back(*number, *id, item["name"].localized(locale));
    }
    return found;
}

/// What map_item() and map_item_media() set, besides blizzard_id.
inline const std::vector<std::string> item_columns{
    "name", "quality", "item_class", "item_subclass", "inventory_type", "level", "required_level", "icon"};

/// /data/wow/item/{id}
inline void map_item(const wow::Node& body, wow::CatalogueRow& row, std::string_view locale)
{
    const auto item_class = body["item_class"];
    const auto subclass = body["item_subclass"];
    row.set("name", body["name"].localized(locale));
    row.set("quality", body["quality"].type_code());
    row.refer("item_class", "wow_item_class", class_number(item_class.id()), item_class["name"].localized(locale));
    row.refer("item_subclass", "wow_item_class", subclass_number(item_class.id(), subclass.id()),
        subclass["name"].localized(locale));
    row.set("inventory_type", body["inventory_type"].type_code());
    row.set("level", body["level"].integer());
    row.set("required_level", body["required_level"].integer());
}

/// /data/wow/media/item/{id}
inline void map_item_media(const wow::Node& body, wow::CatalogueRow& row)
{
    if (const auto icon = wow::icon_of(body))
        row.set("icon", *icon);
}

} // namespace wow_item
