// wow_title: from bodies of Battle.net to rows. Pure.
#pragma once

#include <wow/catalogue_row.hpp>
#include <wow/document.hpp>
#include <wow_character/collection_provider.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace wow_title {

/// What map_title() sets, besides blizzard_id.
inline const std::vector<std::string> title_columns{"name", "name_male", "name_female"};

/// /data/wow/title/{id}: the bare name, and as it is borne, with `{name}` where the bearer's name goes.
inline void map_title(const wow::Node& body, wow::CatalogueRow& row, std::string_view locale)
{
    row.set("name", body["name"].localized(locale));
    row.set("name_male", body["gender_name"]["male"].localized(locale));
    row.set("name_female", body["gender_name"]["female"].localized(locale));
}

inline wow_character::CollectionShape award_shape()
{
    return {"Titles", "titles", "titles", "wow_title_award", "title", "wow_title", {"is_active"}};
}

/// …/titles. `titles` may be absent although there is an active title: it counts as awarded.
inline void read_awards(const wow::Document& body, std::string_view locale, wow_character::CollectionRows& rows)
{
    const auto active = body["active_title"];
    const auto active_id = active.id().value_or(0);
    bool is_listed = false;
    for (const wow::Node title : body["titles"].items()) {
        const auto id = title.id();
        if (!id || *id == 0) {
            rows.skip("titles[] without id");
            continue;
        }
        const bool is_active = *id == active_id;
        is_listed = is_listed || is_active;
        rows.add(wow::Named(*id, title["name"].localized(locale)), is_active);
    }
    if (active_id != 0 && !is_listed)
        rows.add(wow::Named(active_id, active["name"].localized(locale)), true);
}

/// A title as its bearer is called: "Knight {name}" → "Knight Sheday".
inline std::string with_bearer(std::string_view title, std::string_view bearer)
{
    constexpr std::string_view placeholder = "{name}";
    const auto at = title.find(placeholder);
    if (at == std::string_view::npos)
        return title.empty() ? std::string(bearer) : std::string(bearer).append(" ").append(title);
    return std::string(title.substr(0, at)).append(bearer).append(title.substr(at + placeholder.size()));
}

} // namespace wow_title
