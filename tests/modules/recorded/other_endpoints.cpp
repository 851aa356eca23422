#include "modules/recorded/endpoints.hpp"

namespace recorded_test {

Endpoints other_endpoints()
{
    return {
        // Compared by tests of their own, which name the folder.
        {"character-status",
            Endpoint("asked for only when a character is gone; nothing of it is stored",
                "modules/recorded/answers_test.cpp")},
        {"search-item", Endpoint("answers a search; nothing of it is stored", "modules/recorded/answers_test.cpp")},
        {"error", Endpoint("refusals; nothing of them is stored", "modules/recorded/answers_test.cpp")},
        // The account, whose import and login have tests of their own.
        {"account-profile", Endpoint("of an account, which wow_user imports", "modules/wow_user/test_import.cpp")},
        {"account-collections", Endpoint("of an account: links only")},
        {"account-pets", Endpoint("of an account, as a character's pets", "modules/wow_pet/test_mapping.cpp")},
        {"oauth-token", Endpoint("of the login host; kept sealed", "modules/recorded/answers_test.cpp")},
        {"oidc-discovery", Endpoint("of the login host, read by the login (part 4)")},
        {"jwks", Endpoint("of the login host, read by the login (part 4)")},
        // What no module of WOW.md keeps.
        {"region-index", Endpoint("regions are us, eu, kr and tw; none is stored")},
        {"region", Endpoint("regions are us, eu, kr and tw; none is stored")},
        {"token-index", Endpoint("the token's price is not kept")},
        {"realm", Endpoint("not asked for: connected realms hold their realms whole")},
        {"item-subclass", Endpoint("not asked for: an item class lists its subclasses with their names")},
        {"reputation-tiers-index", Endpoint("not asked for: a faction names the number of its ladder")},
        {"playable-specialization-media", Endpoint("not asked for: specializations have no icon column")},
        {"creature-family-media", Endpoint("not asked for: creature families have no icon column")},
        {"guild-crest-index", Endpoint("not asked for: a crest names the numbers of its media")},
        {"guild-crest-media",
            Endpoint("emblems and borders that no recorded guild has", "modules/wow_guild/test_mapping.cpp")},
        {"character-collections", Endpoint("not asked for: links to mounts, pets, toys and heirlooms")},
        {"character-achievement-statistics", Endpoint("statistics are not kept")},
        {"character-appearance", Endpoint("looks are not kept")},
        {"character-completed-quests", Endpoint("quests of characters are not kept")},
        {"character-quests", Endpoint("quests of characters are not kept")},
        {"character-professions", Endpoint("professions are not kept")},
        {"character-specializations", Endpoint("talents are not kept; the summary names the active specialization")},
        {"character-statistics", Endpoint("combat figures are not kept")},
        // Not recorded.
        {"_schemas", Endpoint("no recordings: shapes that somebody inferred")},
    };
}

} // namespace recorded_test
