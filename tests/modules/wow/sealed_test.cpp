// What lies in the database is of no use without the secret.
#include "sealed.hpp"

#include <catch2/catch.hpp>

TEST_CASE("sealed text opens with its secret only, and not when it was touched")
{
    const auto sealed = wow::seal("USabc123", "secret");
    CHECK(wow::unseal(sealed, "secret") == "USabc123");
    CHECK(sealed.find("USabc123") == std::string::npos);
    CHECK(wow::seal("USabc123", "secret") != sealed);
    CHECK_FALSE(wow::unseal(sealed, "other"));
    auto touched = sealed;
    touched[touched.size() / 2] = touched[touched.size() / 2] == 'A' ? 'B' : 'A';
    CHECK_FALSE(wow::unseal(touched, "secret"));
    for (const auto* text : {"", "x", "%%%", "AAAA"})
        CHECK_FALSE(wow::unseal(text, "secret"));
    CHECK(wow::base64("client:secret") == "Y2xpZW50OnNlY3JldA==");
}
