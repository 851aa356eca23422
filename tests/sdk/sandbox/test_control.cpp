#include "sdk/sandbox/sandbox_program.hpp"

#include <catch2/catch.hpp>

#include <thread>
#include <vector>

using nlohmann::json;
using sandbox_test::Sandbox;

namespace {

const std::string sheday = "/profile/wow/character/stormrage/sheday";
const std::string in_profile = "?namespace=profile-eu&locale=en_GB";

json change(const std::string& op, json more = json::object())
{
    more.update({{"op", op}, {"region", "eu"}, {"realm", "stormrage"}, {"name", "Sheday"}});
    return more;
}

} // namespace

TEST_CASE("a touched character is modified, with all its documents")
{
    Sandbox sandbox;
    const auto before = sandbox.get(sheday + in_profile).headers.at("last-modified");
    sandbox.change_world(change("touch"));
    for (const auto* tail : {"", "/achievements", "/collections/mounts"}) {
        const auto after = sandbox.get(sheday + tail + in_profile, {"If-Modified-Since: " + before});
        CHECK(after.status == 200);
        CHECK(after.headers.at("last-modified") != before);
    }
}

TEST_CASE("characters move, are renamed, hidden, deleted, invalidated, restored and exchanged for another")
{
    Sandbox sandbox;
    sandbox.change_world(change("move", {{"to_realm", "silvermoon"}, {"to_name", "Émigré"}}));
    CHECK(sandbox.get(sheday + in_profile).status == 404);
    const auto moved = sandbox.get("/profile/wow/character/silvermoon/%C3%A9migr%C3%A9" + in_profile);
    REQUIRE(moved.status == 200);
    CHECK(moved.part("id") == 142650023);
    CHECK(moved.part("name") == "Émigré");
    CHECK(moved.part("realm").at("slug") == "silvermoon");

    sandbox.change_world(change("restore"));
    CHECK(sandbox.get(sheday + in_profile).status == 200);
    sandbox.change_world(change("set_id", {{"id", 4711}}));
    CHECK(sandbox.get(sheday + in_profile).part("id") == 4711);
    sandbox.change_world(change("hide"));
    CHECK(sandbox.get(sheday + "/titles" + in_profile).status == 403);
    sandbox.change_world(change("invalidate"));
    CHECK(sandbox.get(sheday + in_profile).status == 404);
    CHECK(sandbox.get(sheday + "/status" + in_profile).part("is_valid") == false);
    sandbox.change_world(change("delete"));
    CHECK(sandbox.get(sheday + "/status" + in_profile).status == 404);

    const auto refused = sandbox.post("/_sandbox/world", change("befriend").dump());
    CHECK(refused.status == 400);
    CHECK(refused.body.find("befriend") != std::string::npos);
}

TEST_CASE("a copy of a character has as much and all documents, at an address and with a number of its own")
{
    Sandbox sandbox;
    const std::string twin = "/profile/wow/character/silvermoon/twin";
    const auto achievements = [&](const std::string& of) {
        return sandbox.get(of + "/achievements" + in_profile).part("achievements").size();
    };
    CHECK(sandbox.get(twin + in_profile).status == 404);
    sandbox.change_world(change("copy", {{"to_realm", "silvermoon"}, {"to_name", "Twin"}, {"id", 300000001}}));
    const auto summary = sandbox.get(twin + in_profile);
    REQUIRE(summary.status == 200);
    CHECK(summary.part("id") == 300000001);
    CHECK(summary.part("name") == "Twin");
    CHECK(sandbox.get(sheday + in_profile).part("id") == 142650023);
    CHECK(achievements(twin) == achievements(sheday));
    for (const auto* tail : {"/collections/toys", "/collections/heirlooms", "/reputations"})
        CHECK(sandbox.get(twin + tail + in_profile).status == 200);
}

TEST_CASE("a new build modifies every static document")
{
    Sandbox sandbox;
    const std::string path = "/data/wow/mount/6?namespace=static-eu&locale=en_GB";
    const auto before = sandbox.get(path);
    sandbox.change_world({{"op", "publish"}});
    const auto after = sandbox.get(path, {"If-Modified-Since: " + before.headers.at("last-modified")});
    CHECK(after.status == 200);
    CHECK(after.headers.at("battlenet-namespace") == "static-11.2.0_62214-eu");
}

TEST_CASE("requests above the limit of a second are 429 for that client alone, and the peak is reported")
{
    Sandbox sandbox({"--rate-second", "5"});
    const std::string path = "/data/wow/power-type/1?namespace=static-eu&locale=en_GB";
    std::size_t throttled = 0;
    for (int i = 0; i < 60; ++i) {
        const auto reply = sandbox.get(path);
        if (reply.status == 429) {
            ++throttled;
            CHECK(reply.headers.at("retry-after") == "1");
        }
    }
    CHECK(throttled > 0);
    const auto statistics = sandbox.statistics();
    CHECK(statistics.at("requests") == 60);
    CHECK(statistics.at("throttled") == throttled);
    CHECK(statistics.at("peak_second") > 5);
    const auto other = sandbox.token("another:secret").part("access_token").get<std::string>();
    CHECK(sandbox.get_without_token(path, {"Authorization: Bearer " + other}).status == 200);
}

TEST_CASE("the hourly limit holds, and can be changed while it runs")
{
    Sandbox sandbox({"--rate-hour", "10"});
    const std::string path = "/data/wow/power-type/1?namespace=static-eu&locale=en_GB";
    for (int i = 0; i < 10; ++i) {
        CHECK(sandbox.get(path).status == 200);
    }
    CHECK(sandbox.get(path).status == 429);
    CHECK(sandbox.post("/_sandbox/settings", R"({"rate_hour":20})").status == 200);
    CHECK(sandbox.get(path).status == 200);
    CHECK(sandbox.post("/_sandbox/settings", R"({"speed":20})").status == 400);
}

TEST_CASE("statistics count by status, family, client and path, and start anew on reset")
{
    Sandbox sandbox;
    sandbox.get("/data/wow/mount/6?namespace=static-eu");
    sandbox.get("/data/wow/mount/8888888?namespace=static-eu");
    sandbox.get("/data/wow/nonsense?namespace=static-eu");
    const auto statistics = sandbox.statistics(true);
    CHECK(statistics.at("requests") == 3);
    CHECK(statistics.at("by_status").at("200") == 1);
    CHECK(statistics.at("by_status").at("404") == 2);
    CHECK(statistics.at("by_family").at("/data/wow/mount/{}") == 2);
    CHECK(statistics.at("by_family").at("unknown") == 1);
    CHECK(statistics.at("by_path").at("/data/wow/mount/6") == 1);
    CHECK(statistics.at("clients").at("client").at("requests") == 3);
    CHECK(statistics.at("tokens_current") == 1);
    CHECK(statistics.at("tokens_issued") == 1);
    CHECK(statistics.at("bytes") > 500);
    CHECK(sandbox.post("/_sandbox/statistics/reset", "").status == 200);
    CHECK(sandbox.statistics().at("requests") == 0);
    CHECK_FALSE(sandbox.statistics().contains("by_path"));
}

TEST_CASE("latency does not serialize requests: as many as come at once wait at once")
{
    Sandbox sandbox({"--latency", "300", "--threads", "2"});
    sandbox.get("/data/wow/mount/6?namespace=static-eu"); // fetches the token
    std::vector<std::thread> threads;
    std::vector<long> statuses(6);
    for (auto& status : statuses) {
        threads.emplace_back(
            [&sandbox, &status] { status = sandbox.get("/data/wow/mount/6?namespace=static-eu").status; });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(statuses == std::vector<long>(6, 200));
    CHECK(sandbox.statistics().at("concurrent_peak") > 1);
}
