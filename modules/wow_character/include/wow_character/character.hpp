// wow_character: the stored character that a data provider works for.
//
// A plain value, taken from the row of the entity type `wow_character` after it was saved. `id` is what the owner
// column `character` holds; `region`, `realm_slug` and `name_key` are its address at Battle.net.
#pragma once

#include <wowhost/entity.hpp>

#include <cstdint>
#include <string>

namespace wow_character {

class Character {
public:
    Character() = default;
    explicit Character(const wowhost::Entity& row)
        : id(row.id())
        , blizzard_id(row["blizzard_id"].integer())
        , region(row["region"].text())
        , realm_slug(row["realm_slug"].text())
        , name(row["name"].text())
        , name_key(row["name_key"].text())
        , level(row["level"].integer())
        , faction(row["faction"].text())
    {
    }

    std::int64_t id = 0; ///< Local: what `character` columns refer to.
    std::int64_t blizzard_id = 0;
    std::string region; ///< us, eu, kr, tw.
    std::string realm_slug;
    std::string name; ///< As Battle.net spells it.
    std::string name_key; ///< Lower-case, NFC: as it stands in URLs.
    std::int64_t level = 0;
    std::string faction; ///< HORDE, ALLIANCE, NEUTRAL or something newer.
};

} // namespace wow_character
