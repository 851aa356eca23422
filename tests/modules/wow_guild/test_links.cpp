// What stands in links: slugs, and how guilds are asked for.
#include <wow/links.hpp>
#include <wow/names.hpp>

#include <catch2/catch.hpp>

TEST_CASE("The slug at the end of a link is decoded")
{
    CHECK(
        wow::last_segment("https://us.api.blizzard.com/data/wow/guild/norgannon/mythical-warriors?namespace=profile-us")
        == "mythical-warriors");
    CHECK(wow::last_segment("https://x/howling-fjord/%D1%8D%D0%BA%d0%b7?a=b/c") == "экз");
    CHECK(wow::last_segment("https://x/a/b/#top") == "b");
    CHECK(wow::last_segment("https://x/50%25%") == "50%%");
    CHECK(wow::last_segment("x/%zz%4") == "%zz%4");
    CHECK(wow::last_segment("nothing").empty());
    CHECK(wow::last_segment("").empty());
}

TEST_CASE("The path of a guild is made of its slug")
{
    CHECK(wow::guild_slug("mythical warriors") == "mythical-warriors");
    CHECK(wow::guild_slug("o'neil's men") == "oneils-men");
    CHECK(wow::guild_path("howling-fjord", "экзорсус")
        == "/data/wow/guild/howling-fjord/%D1%8D%D0%BA%D0%B7%D0%BE%D1%80%D1%81%D1%83%D1%81");
}
