#include "sdk/sandbox/sandbox_program.hpp"

#include <catch2/catch.hpp>
#include <curl/curl.h>

using nlohmann::json;
using sandbox_test::Sandbox;

namespace {

const std::string path = "/data/wow/mount/6?namespace=static-eu&locale=en_GB";
const std::string achievements = "/profile/wow/character/stormrage/sheday/achievements";
const std::string in_profile = "?namespace=profile-eu&locale=en_GB";

} // namespace

TEST_CASE("faults with a count hit so many answers and no more")
{
    Sandbox sandbox({"--fault", "5xx=2"});
    for (int i = 0; i < 2; ++i) {
        const auto reply = sandbox.get(path);
        CHECK(reply.status == 503);
        CHECK(reply.body.starts_with("<html>"));
    }
    CHECK(sandbox.get(path).status == 200);

    sandbox.set_faults({"429=1", "429-noheader=1", "401=1"});
    const auto polite = sandbox.get(path);
    CHECK(polite.status == 429);
    CHECK(polite.headers.at("retry-after") == "1");
    const auto bare = sandbox.get(path);
    CHECK(bare.status == 429);
    CHECK(bare.headers.count("retry-after") == 0);
    CHECK(sandbox.get(path).status == 401);
    CHECK(sandbox.get(path).status == 200);
    CHECK(sandbox.statistics().at("by_status").at("503") == 2);
}

TEST_CASE("bodies that are no document")
{
    Sandbox sandbox;
    sandbox.set_faults({"html"});
    const auto page = sandbox.get(path);
    CHECK(page.status == 200);
    CHECK(page.body.starts_with("<html>"));
    sandbox.set_faults({"not-json"});
    CHECK_FALSE(json::accept(sandbox.get(path).body));
    sandbox.set_faults({"truncated"});
    for (const auto* encoding : {"Accept-Encoding: identity", "Accept-Encoding: gzip"}) {
        const auto half = sandbox.get(path, {encoding});
        CHECK(half.curl == CURLE_OK);
        CHECK(half.status == 200);
        CHECK(half.body.starts_with("{"));
        CHECK_FALSE(json::accept(half.body));
    }
    sandbox.set_faults({"oversize=3"});
    CHECK(sandbox.get(path).body.size() > std::size_t{3} << 20U);
    sandbox.set_faults({});
    CHECK(json::accept(sandbox.get(path).body));
}

TEST_CASE("a reset cuts small and large bodies")
{
    Sandbox sandbox;
    sandbox.set_faults({"reset"});
    for (const auto& target : {path, achievements + in_profile}) {
        const auto reply = sandbox.get(target);
        CHECK(reply.curl != CURLE_OK);
    }
    sandbox.set_faults({"reset#1"});
    CHECK(sandbox.get(path).curl != CURLE_OK);
    CHECK(sandbox.get(path).curl == CURLE_OK);
}

TEST_CASE("a fault with a prefix hits what lies below it only, pictures and tokens included")
{
    Sandbox sandbox(
        {"--fault", "truncated@" + achievements, "--fault", "5xx=1@/render/", "--fault", "5xx=1@/oauth/token"});
    CHECK(sandbox.token("client:secret").status == 503);
    CHECK(sandbox.get(path).status == 200);
    CHECK_FALSE(json::accept(sandbox.get(achievements + in_profile).body));
    CHECK(json::accept(sandbox.get("/profile/wow/character/stormrage/sheday/collections/mounts" + in_profile).body));
    CHECK(sandbox.get_without_token("/render/eu/icons/56/a.jpg").status == 503);
    CHECK(sandbox.get_without_token("/render/eu/icons/56/a.jpg").status == 200);
}

TEST_CASE("a rate of failures is a share of the answers")
{
    Sandbox sandbox({"--fault", "5xx-rate=30", "--no-rate"});
    int failed = 0;
    for (int i = 0; i < 200; ++i) {
        failed += sandbox.get(path).status == 503 ? 1 : 0;
    }
    CHECK(failed > 30);
    CHECK(failed < 100);
}

TEST_CASE("a fault that nobody knows is refused with the kinds there are, and changes nothing")
{
    Sandbox sandbox({"--fault", "html"});
    for (const auto* text : {"flood", "5xx", "html=3", "stall=soon"}) {
        const auto refused = sandbox.post("/_sandbox/faults", json::array({text}).dump());
        CHECK(refused.status == 400);
        CHECK(refused.body.find(text) != std::string::npos);
    }
    CHECK(sandbox.get_without_token("/_sandbox/faults").json() == json::array({"html"}));
    const auto start = wowhost::test::run_program({WOWHOST_SANDBOX_PROGRAM, "--fault", "flood"});
    CHECK(start.exit_code == 1);
    CHECK(start.err.find("5xx-rate") != std::string::npos);
}
