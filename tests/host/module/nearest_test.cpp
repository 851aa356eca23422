#include "host/module/nearest.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace wowhost::module;

TEST_CASE("a mistyped name gets the nearest known one")
{
    const std::vector<std::string> names{"wow", "wow_realm", "wow_character", "taxonomy", "wow_mount"};
    CHECK(nearest("wow_relm", names) == std::optional<std::string>("wow_realm"));
    CHECK(nearest("wow_raelm", names) == std::optional<std::string>("wow_realm"));
    CHECK(nearest("wow-realm", names) == std::optional<std::string>("wow_realm"));
    CHECK(nearest("Taxonomie", names) == std::optional<std::string>("taxonomy"));
    CHECK(nearest("wwo", names) == std::optional<std::string>("wow"));
    CHECK_FALSE(nearest("zebra", names));
    CHECK_FALSE(nearest("", names));
    CHECK_FALSE(nearest(std::string(5000, 'w'), names));
    CHECK(nearest_hint("wow_monut", names) == "; did you mean \"wow_mount\"?");
    CHECK(nearest_hint("zebra", names).empty());
}

TEST_CASE("edit distance counts swaps as one and stops at its limit")
{
    CHECK(edit_distance("abc", "abc", 3) == 0);
    CHECK(edit_distance("abc", "acb", 3) == 1);
    CHECK(edit_distance("abc", "ab", 3) == 1);
    CHECK(edit_distance("abc", "xabc", 3) == 1);
    CHECK(edit_distance("abc", "axc", 3) == 1);
    CHECK(edit_distance("kitten", "sitting", 3) == 3);
    CHECK(edit_distance("abcdef", "uvwxyz", 3) == 4);
    CHECK(edit_distance("", "abcdef", 3) == 4);
}
