// wow_character: FavouritesProvider, the provider of a collection whose page section is a count of the whole catalogue,
// by source, and the character's favourites. Header-only; compiled into the provider's module.
#pragma once

#include <wow/rows_by_id.hpp>
#include <wow_character/collection_charts.hpp>
#include <wow_character/collection_provider.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wow_character {

/// A card of each catalogue row that `rows` refer to, in their order, with `note` on it; its title is the row's own
/// `title_field`, where it has one, else the name in the catalogue.
inline std::vector<Tile> catalogue_tiles(const wowhost::Services& host, const CollectionShape& shape,
    const std::vector<wowhost::Entity>& rows, const std::string& title_field, const std::string& note)
{
    std::vector<std::string> shown{"name"};
    if (host.entities().has_field(shape.catalogue, "icon"))
        shown.emplace_back("icon");
    const auto items = wow::rows_by_id(host, shape.catalogue, wow::ids_in(rows, shape.reference), std::move(shown));
    std::vector<Tile> tiles;
    tiles.reserve(rows.size());
    for (const auto& row : rows) {
        const auto& item = items[row[shape.reference]];
        if (item.is_new())
            continue;
        const auto own = row[title_field].text();
        auto& tile =
            tiles.emplace_back(std::string(own.empty() ? item["name"].text() : own), item["icon"].string(), note);
        tile.entity_type = shape.catalogue;
        tile.entity_id = item.id();
    }
    return tiles;
}

class FavouritesProvider final : public CollectionProvider {
public:
    using Read = void (*)(const wow::Document& body, std::string_view locale, CollectionRows& rows);

    /// The rows of `shape` have a field `is_favorite`, and perhaps a name of their own. Sections are ordered by
    /// `weight`.
    FavouritesProvider(
        const wowhost::Services& services, CollectionShape shape, Read reader, int weight, std::string name_field = {})
        : CollectionProvider(services, std::move(shape))
        , read_(reader)
        , weight_(weight)
        , name_field_(std::move(name_field))
    {
    }

    std::vector<PageSection> build_page_sections(const Character& character) const override
    {
        constexpr std::int64_t shown = 24;
        const auto& entities = host().entities();
        const auto owned = wowhost::Query(shape().row_type).where("character", character.id);
        const auto count = entities.count(owned);
        if (count == 0)
            return {};
        PageSection section(Slot::collections, weight_, label());
        const bool once_each = shape().key == std::vector<std::string>{shape().reference};
        const auto all = entities.count(wowhost::Query(shape().catalogue));
        section.figures.emplace_back(label(), count, once_each ? wowhost::Value(all) : wowhost::Value());
        if (entities.has_field(shape().catalogue, group_field))
            section.charts.push_back(
                shares_by(host(), shape(), group_field, character.id, count, all, label() + " by source"));
        auto favourites = owned;
        std::vector<std::string> fields{shape().reference};
        if (!name_field_.empty())
            fields.push_back(name_field_);
        favourites.where("is_favorite", true).sort(shape().reference + ".name").limit(shown).only(std::move(fields));
        section.tiles = catalogue_tiles(host(), shape(), entities.select(favourites), name_field_, "favourite");
        return {std::move(section)};
    }

private:
    static constexpr const char* group_field = "source"; // of the catalogue, where it has it: a word for people

    void read(const wow::Document& body, std::string_view locale, CollectionRows& rows) const override
    {
        read_(body, locale, rows);
    }

    Read read_;
    int weight_;
    std::string name_field_;
};

} // namespace wow_character
