// What the tests of guilds share: the modules, the large guild of the simulated world, and how to look it up.
#pragma once

#include "modules/wow_character/site.hpp"

#include <string>
#include <vector>

namespace guild_test {

inline const std::vector<std::string> all_modules{"wow_character", "wow_guild", "wow_achievement"};
inline const std::string lantern_watch = "/data/wow/guild/stormrage/lantern-watch";

inline nlohmann::json lookup(
    const site_test::Site& site, const std::string& realm, const std::string& name, int exit_code = 0)
{
    return site.json({"wow:guild-lookup", realm, name, "--region", "eu"}, exit_code);
}

/// Changes the large guild, or another.
inline void change(site_test::Site& site, nlohmann::json what)
{
    what["region"] = "eu";
    what["realm"] = "stormrage";
    what["guild"] = what.value("guild", "Lantern Watch");
    site.sandbox().change_world(what);
}

} // namespace guild_test
