#include "host/service/nearest.hpp"
#include "site.hpp"

using wowhost::service::nearest;

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
