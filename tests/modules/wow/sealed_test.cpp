// What lies in the database is of no use without the secret.
#include <wow/sealed.hpp>

#include <catch2/catch.hpp>

TEST_CASE("sealed text opens with its secret and purpose only, and not when it was touched")
{
    const auto sealed = wow::seal("USabc123", "secret", "token of 1");
    CHECK(wow::unseal(sealed, "secret", "token of 1") == "USabc123");
    CHECK(sealed.find("USabc123") == std::string::npos);
    CHECK(wow::seal("USabc123", "secret", "token of 1") != sealed);
    CHECK_FALSE(wow::unseal(sealed, "other", "token of 1"));
    CHECK_FALSE(wow::unseal(sealed, "secret", "token of 2"));
    for (std::size_t at = 0; at < sealed.size(); at += 5) {
        auto touched = sealed;
        touched[at] = touched[at] == 'A' ? 'B' : 'A';
        CHECK_FALSE(wow::unseal(touched, "secret", "token of 1"));
    }
    for (const auto* text : {"", "x", "%%%", "AAAA"})
        CHECK_FALSE(wow::unseal(text, "secret", "token of 1"));
    CHECK(wow::unseal(wow::seal("", "secret", ""), "secret", "") == "");
    CHECK(wow::base64("client:secret") == "Y2xpZW50OnNlY3JldA==");
}
