#include "host/service/user_data.hpp"
#include "site.hpp"

using namespace wowhost;
using namespace wowhost::service;
using wowhost::test::Site;

TEST_CASE("106 values of a user are isolated by module and user")
{
    Site site(ON_BOTH_ENGINES);
    const UserDataStore data(*site.database);
    data.set("a", 1, "n", false);
    data.set("b", 1, "n", 0);
    data.set("a", 2, "n", "");
    data.set("a", 1, "m", nullptr);
    CHECK(*data.get("a", 1, "n") == Value(false));
    CHECK(*data.get("b", 1, "n") == Value(0));
    CHECK(*data.get("a", 2, "n") == Value(""));
    CHECK(data.get("a", 1, "m")->is_null());
    CHECK_FALSE(data.get("b", 2, "n"));
    data.set("a", 1, "n", 5);
    const auto all = data.all("a", 1);
    REQUIRE(all.size() == 2);
    CHECK(all[1] == std::pair<std::string, Value>("n", 5));
    data.remove("a", 1, "n");
    CHECK_FALSE(data.get("a", 1, "n"));
    data.remove("a", 1);
    CHECK(data.all("a", 1).empty());
    CHECK_THROWS_AS(data.set("a", 1, "", 1), Error);
}

TEST_CASE("58 values of a user go with the module and with the user")
{
    Site site(ON_BOTH_ENGINES);
    const UserDataStore data(*site.database);
    for (const auto user : {1, 2})
        for (const auto* module : {"a", "b"})
            data.set(module, user, "n", 1);
    CHECK(data.remove_module("a") == 2);
    CHECK_FALSE(data.get("a", 1, "n"));
    CHECK(data.get("b", 1, "n"));
    CHECK(data.remove_user(1) == 1);
    CHECK_FALSE(data.get("b", 1, "n"));
    CHECK(data.get("b", 2, "n"));
}
