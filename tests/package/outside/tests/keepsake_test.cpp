// A test by the kit without a framework, with the module's own headers.
#include <keepsake/keepsake.hpp>
#include <wowhost/testing/host.hpp>

#include <cstdio>

int main()
{
    try {
        wowhost::testing::Host host("keepsake");
        const auto gift = host.plugin<keepsake::Giver>("keepsake").call("gift", [](const keepsake::Giver& giver) {
            return giver.gift();
        });
        const auto page = host.get("/keepsakes");
        std::printf("%s\n%s\n", gift.c_str(), page.body.c_str());
        return gift == "a pebble" && page.contains("a pebble") ? 0 : 1;
    } catch (const std::exception& error) {
        std::printf("%s\n", error.what());
        return 1;
    }
}
