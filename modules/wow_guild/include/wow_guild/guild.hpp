// wow_guild: the stored guild that a data provider works for.
//
// A plain value, taken from the row of the entity type `wow_guild` after it was saved. `id` is what the owner column
// `guild` holds; `region`, `realm_slug` and `slug` are its address at Battle.net.
#pragma once

#include <wowhost/entity.hpp>

#include <cstdint>
#include <string>

namespace wow_guild {

class Guild {
public:
    Guild() = default;
    explicit Guild(const wowhost::Entity& row)
        : id(row.id())
        , blizzard_id(row["blizzard_id"].integer())
        , region(row["region"].text())
        , realm_slug(row["realm_slug"].text())
        , name(row["name"].text())
        , name_key(row["name_key"].text())
        , slug(row["slug"].text())
        , faction(row["faction"].text())
        , member_count(row["member_count"].integer())
    {
    }

    std::int64_t id = 0; ///< Local: what `guild` columns refer to.
    std::int64_t blizzard_id = 0;
    std::string region; ///< us, eu, kr, tw.
    std::string realm_slug;
    std::string name; ///< As Battle.net spells it.
    std::string name_key; ///< Lower-case, NFC.
    std::string slug; ///< As it stands in URLs, not encoded: "mythical-warriors".
    std::string faction; ///< HORDE, ALLIANCE, NEUTRAL or something newer.
    std::int64_t member_count = 0; ///< As its summary says.
};

} // namespace wow_guild
