// Recorded responses of which nothing is stored, but which decide what becomes of what is: refusals, the status of a
// character, the results of a search.
#include "modules/recorded/stored.hpp"

using namespace recorded_test;
using site_test::Site;

namespace {

constexpr std::int64_t hour = 3600;

/// Runs the commands of a site against another simulated Battle.net.
json run_against(Site& site, sandbox_test::Sandbox& other, std::vector<std::string> line, int exit_code)
{
    line.insert(line.begin(), {"--set", "wow.api_url=" + other.url(), "--set", "wow.oauth_url=" + other.url()});
    return site.json(line, exit_code);
}

} // namespace

TEST_CASE("A recorded status keeps a character whose summary is gone, and only the one whose number it has")
{
    if (!have_recordings())
        return;
    const auto file = GENERATE(as<std::string>(), "character-status/argentpony-us-norgannon-drinian.json",
        "character-status/rbattlenet-eu-stormrage-sheday-2019.json");
    const auto& status = recording_of(file);
    REQUIRE(status.body["is_valid"] == true);
    const bool is_same = GENERATE(true, false);
    const auto path = status.path.substr(0, status.path.rfind('/'));
    const auto name = path.substr(path.rfind('/') + 1);
    const auto realm = path.substr(0, path.rfind('/')).substr(path.substr(0, path.rfind('/')).rfind('/') + 1);
    World there;
    there.add(path,
        {{"id", status.body["id"].get<std::int64_t>() + (is_same ? 0 : 1)}, {"name", name},
            {"realm", {{"slug", realm}}}},
        "eu", "profile");
    World gone;
    gone.add(status, "eu");
    gone.add(recording_of("error/rbattlenet-eu-404-character-2019.json"), "eu", "profile", path);
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay", there.folder(), "--replay-only"});
    sandbox_test::Sandbox later({"--no-rate", "--replay", gone.folder(), "--replay-only"});
    site.install({"wow_character"});
    site.lookup(realm, name);
    const std::vector<std::string> lookup{"wow:character-lookup", realm, name, "--region", "eu"};
    site.advance(hour);
    CHECK(run_against(site, later, lookup, 1)["result"] == "missing");
    site.advance(7 * hour);
    CHECK(run_against(site, later, lookup, 1)["result"] == "missing");
    const auto rows = site.list("wow_character");
    REQUIRE(rows.size() == (is_same ? 1 : 0));
    if (is_same) {
        CHECK(rows[0]["sync_status"] == "missing");
        CHECK(rows[0]["blizzard_id"] == status.body["id"]);
    }
}

TEST_CASE("Recorded refusals are told apart, and nothing is stored of them")
{
    if (!have_recordings())
        return;
    World world;
    world.add(recording_of("error/rbattlenet-eu-404-character-2019.json"), "eu");
    world.add(recording_of("error/rbattlenet-eu-403-character-soulbinds-2020.json"), "eu", "profile",
        "/profile/wow/character/stormrage/hidden");
    world.add(recording_of("error/argentpony-us-404-item.json"), "eu", "static", "/data/wow/item/7");
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay", world.folder(), "--replay-only"});
    site.install({"wow_character", "wow_item"});
    const auto& nobody = recording_of("error/rbattlenet-eu-404-character-2019.json").path;
    CHECK(site.lookup("stormrage", nobody.substr(nobody.rfind('/') + 1), 1)["result"] == "missing");
    CHECK(site.lookup("stormrage", "hidden", 1)["result"] == "forbidden");
    const auto refused = site.json({"wow:search-import", "wow_item", "7", "--region", "eu"}, 1);
    CHECK(refused["error"]["code"] == "not_found");
    CHECK(site.count("wow_character") == 0);
    CHECK(site.count("wow_item") == 0);
}

TEST_CASE("Tokens and refused credentials look as recorded, and the program reads both")
{
    if (!have_recordings())
        return;
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto as_recorded = [](const char* file) { return json::parse(recorded::body(file).value()); };
    const auto refused = site.sandbox().token("test:wrong");
    CHECK(refused.status == 401);
    CHECK(refused.json() == as_recorded("error/misc-401-oauth-bad-credentials.json"));
    const auto granted = site.sandbox().token("test:secret").json();
    const auto token = as_recorded("oauth-token/misc-client-credentials.json");
    REQUIRE(token.size() == 3);
    for (const auto& [name, value] : token.items()) {
        INFO(name);
        CHECK(granted.value(name, json()).type() == value.type());
    }
    site.install({"wow"});
    CHECK(site.json({"wow:test-connection"})["ok"] == true);
    const auto told = site.json({"--set", "wow.client_secret=wrong", "wow:test-connection"}, 1);
    CHECK_THAT(told["message"].get<std::string>(), Catch::Contains("wow.client_secret"));
}

TEST_CASE("Recorded results of a search are the hits, and none is stored before it is picked")
{
    if (!have_recordings())
        return;
    const auto& recording = recording_of("search-item/misc-item-9.0.5.json");
    World world;
    world.add(recording, "eu");
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay", world.folder(), "--replay-only"});
    site.install({"wow_item"});
    std::map<std::int64_t, std::string> expected;
    for (const auto& result : recording.body["results"])
        expected[result["data"]["id"].get<std::int64_t>()] = english(result["data"]["name"]).get<std::string>();
    std::map<std::int64_t, std::string> found;
    for (const auto& hit : site.json({"wow:search", "s", "--type", "item"})) {
        found[hit["blizzard_id"].get<std::int64_t>()] = hit["name"].get<std::string>();
        CHECK(hit["local"] == false);
    }
    CHECK(found == expected);
    CHECK(site.count("wow_item") == 0);
}
