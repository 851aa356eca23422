// wow: what a data provider contributes to the page of a character or a guild.
//
// Value objects, never markup: the page decides how rows, figures and tiles look, and escapes all text. Sections of one
// slot are ordered by weight, lightest first, then by title.
#pragma once

#include <wow/chart.hpp>
#include <wowhost/value.hpp>

#include <string>
#include <utility>
#include <vector>

namespace wow {

/// Where on the page a section stands.
enum class Slot { title_ribbon, collections, achievements, equipment, generic };

/// The slot's stable name, as templates and JSON use it.
constexpr const char* to_string(Slot slot) noexcept
{
    switch (slot) {
    case Slot::title_ribbon: return "TITLE_RIBBON";
    case Slot::collections: return "COLLECTIONS";
    case Slot::achievements: return "ACHIEVEMENTS";
    case Slot::equipment: return "EQUIPMENT";
    case Slot::generic: return "GENERIC";
    }
    return "GENERIC";
}

/// A labelled value: "Mounts" 530. `of` is set where the value is a share of something: 530 of 1420.
class Figure {
public:
    Figure(std::string label_, wowhost::Value value_, wowhost::Value of_ = {})
        : label(std::move(label_))
        , value(std::move(value_))
        , of(std::move(of_))
    {
    }
    std::string label;
    wowhost::Value value;
    wowhost::Value of;
};

/// A small card: an icon with a name.
class Tile {
public:
    explicit Tile(std::string title_, std::string image_ = {}, std::string note_ = {})
        : title(std::move(title_))
        , image(std::move(image_))
        , note(std::move(note_))
    {
    }
    std::string title;
    std::string image; ///< A URL or a name below the site's files; empty: none.
    std::string note; ///< A short remark: "favourite".
    std::string entity_type; ///< What the tile stands for, so that a page may link to it; empty: nothing.
    std::int64_t entity_id = 0;
    std::string url; ///< Where it leads on this site; empty: nowhere.
    std::string quality; ///< The type code of an item's quality ("EPIC"), for its colour.
    std::string tint; ///< What else has a colour: "class-2", "faction-horde"; empty: nothing.
    wowhost::Value crest; ///< Parts of a coat of arms (wow_guild/crest.hpp), drawn where there is no image.
};

class PageSection {
public:
    PageSection(Slot slot_, int weight_, std::string title_)
        : slot(slot_)
        , weight(weight_)
        , title(std::move(title_))
    {
    }
    Slot slot;
    int weight;
    std::string title;
    std::vector<Figure> figures;
    std::vector<Tile> tiles;
    std::vector<std::string> columns; ///< Headings of `rows`.
    std::vector<std::vector<wowhost::Value>>
        rows; ///< One value per column. Columns named `*_timestamp` are unix seconds.
    std::vector<Chart> charts;
};

} // namespace wow
