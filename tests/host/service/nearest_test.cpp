#include "host/service/nearest.hpp"
#include "site.hpp"

using wowhost::service::nearest;
using wowhost::service::nearest_hint;

TEST_CASE("the nearest name is the one with the fewest typing errors")
{
    const std::vector<std::string> names{"region", "locale", "per_second", "per_hour"};
    CHECK(nearest("regoin", names) == "region");
    CHECK(nearest("Region", names) == "region");
    CHECK(nearest("per_hours", names) == "per_hour");
    CHECK(nearest("lo cale", names) == "locale");
    CHECK(nearest("completely different", names).empty());
    CHECK(nearest("x", {"y"}).empty());
    CHECK(nearest("", names).empty());
    CHECK(nearest("a", {}).empty());
}

TEST_CASE("a mistyped module gets the nearest known one, whatever its dashes and case")
{
    const std::vector<std::string> names{"wow", "wow_realm", "wow_character", "taxonomy", "wow_mount"};
    CHECK(nearest("wow_relm", names) == "wow_realm");
    CHECK(nearest("wow_raelm", names) == "wow_realm");
    CHECK(nearest("wow-realm", names) == "wow_realm");
    CHECK(nearest("Taxonomie", names) == "taxonomy");
    CHECK(nearest("wwo", names) == "wow");
    CHECK(nearest("zebra", names).empty());
    CHECK(nearest(std::string(5000, 'w'), names).empty());
    CHECK(nearest_hint("wow_monut", names) == "; did you mean \"wow_mount\"?");
    CHECK(nearest_hint("zebra", names).empty());
}
