// Regions and addresses.
#include <wow/names.hpp>

#include <catch2/catch.hpp>

namespace {

/// Enough of Unicode for these tests.
class FakeText final : public wowhost::Text {
public:
    std::string lower(std::string_view text) const override
    {
        std::string out(text);
        for (char& c : out)
            if (c >= 'A' && c <= 'Z')
                c = static_cast<char>(c - 'A' + 'a');
        return out;
    }
    std::string fold(std::string_view text) const override { return lower(text); }
};

} // namespace

TEST_CASE("a region is one of four, in any case")
{
    CHECK(wow::check_region("EU") == "eu");
    CHECK_THROWS_WITH(wow::check_region("mars"), Catch::Contains("\"mars\"") && Catch::Contains("us, eu, kr, tw"));
    CHECK_THROWS_WITH(wow::check_region(""), Catch::Contains("us, eu, kr, tw"));
}

TEST_CASE("names are percent-encoded as UTF-8")
{
    CHECK(wow::percent_encode("альвеоняша").starts_with("%D0%B0%D0%BB"));
    CHECK(wow::percent_encode("a-b.c_d~e/f?g#h i") == "a-b.c_d~e%2Ff%3Fg%23h%20i");
    CHECK(wow::character_path("chants-éternels", "ägiel") == "/profile/wow/character/chants-%C3%A9ternels/%C3%A4giel");
    CHECK(wow::guild_path("stormrage", "kel'thuzad's own") == "/data/wow/guild/stormrage/kelthuzads-own");
}

TEST_CASE("a realm that is not stored is taken as a slug")
{
    const FakeText text;
    CHECK(wow::guess_slug(text, " Kel'Thuzad ") == "kelthuzad");
    CHECK(wow::guess_slug(text, "Howling Fjord") == "howling-fjord");
    CHECK(wow::guess_slug(text, "howling-fjord") == "howling-fjord");
    CHECK(wow::name_key(text, "  Sheday ") == "sheday");
}
