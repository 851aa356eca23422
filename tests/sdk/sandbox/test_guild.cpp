// Guilds: rosters of the world's characters, what they did, their crests, and how they change.
#include "sdk/sandbox/sandbox_program.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using nlohmann::json;
using sandbox_test::Sandbox;

namespace {

const std::string in_profile = "?namespace=profile-eu&locale=en_GB";
const std::string watch = "/data/wow/guild/stormrage/lantern-watch";
const std::string sheday = "/profile/wow/character/stormrage/sheday";

json guild_change(const std::string& op, json more = json::object())
{
    more.update({{"op", op}, {"region", "eu"}, {"realm", "stormrage"}, {"guild", "Lantern Watch"}});
    return more;
}

} // namespace

TEST_CASE("a roster is made of the world's characters, from several realms, with one master")
{
    Sandbox sandbox({"--no-rate"});
    const auto summary = sandbox.get(watch + in_profile);
    REQUIRE(summary.status == 200);
    CHECK(summary.headers.at("cache-control") == "public, max-age=10800");
    const auto members = sandbox.get(watch + "/roster" + in_profile).part("members");
    CHECK(members.size() == summary.part("member_count"));
    CHECK(members.size() > 150);
    std::set<json> realms;
    std::set<json> ids;
    std::size_t masters = 0;
    std::size_t strangers = 0;
    for (const auto& row : members) {
        const auto& character = row.at("character");
        realms.insert(character.at("realm").at("slug"));
        ids.insert(character.at("id"));
        masters += row.at("rank") == 0 ? 1 : 0;
        const auto href = character.at("key").at("href").get<std::string>().substr(sandbox.url().size());
        const auto profile = sandbox.get(href + "&locale=en_GB");
        strangers += profile.status == 404 ? 1 : 0;
        if (profile.status == 200) {
            CHECK(profile.part("id") == character.at("id"));
            CHECK(profile.part("level") == character.at("level"));
            CHECK(profile.part("guild").at("name") == "Lantern Watch");
            CHECK(profile.part("character_class").at("id") == character.at("playable_class").at("id"));
        }
    }
    CHECK(ids.size() == members.size());
    CHECK(ids.count(142650023) == 1);
    CHECK(realms.size() > 20);
    CHECK(masters == 1);
    CHECK(strangers == members.size() / 26);
}

TEST_CASE("every guild that is listed has its four documents, crests and activities are absent at times")
{
    Sandbox sandbox({"--no-rate"});
    std::size_t crests = 0;
    std::size_t active = 0;
    std::size_t guilds = 0;
    std::set<json> kinds;
    for (const auto& row : sandbox.get_without_token("/_sandbox/guilds?region=us").json()) {
        if (++guilds > 60) {
            break;
        }
        const auto path =
            "/data/wow/guild/" + row.at("realm").get<std::string>() + "/" + row.at("key").get<std::string>();
        const std::string us = "?namespace=profile-us&locale=en_US";
        const auto summary = sandbox.get(path + us);
        INFO(path);
        REQUIRE(summary.status == 200);
        crests += summary.json().contains("crest") ? 1 : 0;
        CHECK(sandbox.get(path + "/roster" + us).part("members").size() == summary.part("member_count"));
        CHECK_FALSE(sandbox.get(path + "/achievements" + us).part("achievements").empty());
        const auto activity = sandbox.get(path + "/activity" + us).json();
        active += activity.contains("activities") ? 1 : 0;
        for (const auto& event : activity.value("activities", json::array())) {
            kinds.insert(event.at("activity").at("type"));
            CHECK(event.contains("character_achievement") != event.contains("encounter_completed"));
        }
    }
    CHECK(crests > 40);
    CHECK(crests < 60);
    CHECK(active > 10);
    CHECK(active < 60);
    CHECK(kinds == std::set<json>{"CHARACTER_ACHIEVEMENT", "ENCOUNTER"});
}

TEST_CASE("crests are made of parts that exist")
{
    Sandbox sandbox;
    const auto crest = sandbox.get(watch + in_profile).part("crest");
    for (const auto* part : {"emblem", "border"}) {
        const auto media = sandbox.get("/data/wow/media/guild-crest/" + std::string(part) + "/"
            + crest.at(part).at("id").dump() + "?namespace=static-eu");
        REQUIRE(media.status == 200);
        const auto picture = media.part("assets")[0].at("value").get<std::string>().substr(sandbox.url().size());
        CHECK(sandbox.get_without_token(picture).body.starts_with("\x89PNG"));
    }
    const auto index = sandbox.get("/data/wow/guild-crest/index?namespace=static-eu").json();
    CHECK(index.at("emblems").size() == 196);
    CHECK(index.at("borders").size() == 6);
    CHECK(sandbox.get("/data/wow/media/guild-crest/border/6?namespace=static-eu").status == 404);
    CHECK(sandbox.get("/data/wow/media/guild-crest/banner/0?namespace=static-eu").status == 404);
}

TEST_CASE("a guild can be renamed, moved, hidden, deleted, restored and exchanged, and its members' documents follow")
{
    Sandbox sandbox;
    const auto id = sandbox.get(watch + in_profile).part("id");
    const auto before = sandbox.get(sheday + in_profile).headers.at("last-modified");

    sandbox.change_world(guild_change("rename", {{"to_name", "Fogreach's Vigil"}}));
    CHECK(sandbox.get(watch + in_profile).status == 404);
    const auto renamed = sandbox.get("/data/wow/guild/stormrage/fogreachs-vigil" + in_profile);
    REQUIRE(renamed.status == 200);
    CHECK(renamed.part("id") == id);
    const auto member = sandbox.get(sheday + in_profile, {"If-Modified-Since: " + before});
    REQUIRE(member.status == 200);
    CHECK(member.part("guild").at("name") == "Fogreach's Vigil");

    const auto vigil = [](const std::string& op, json more = json::object()) {
        more.update({{"op", op}, {"realm", "stormrage"}, {"guild", "fogreachs-vigil"}});
        return more;
    };
    const auto path = "/data/wow/guild/stormrage/fogreachs-vigil" + in_profile;
    const auto since = "If-Modified-Since: " + sandbox.get(path).headers.at("last-modified");
    sandbox.change_world(vigil("replace"));
    const auto other = sandbox.get(path, {since});
    REQUIRE(other.status == 200); // another guild is no 304, whatever its random date
    CHECK(other.part("id") != id);
    sandbox.change_world(vigil("hide"));
    CHECK(sandbox.get("/data/wow/guild/stormrage/fogreachs-vigil/roster" + in_profile).status == 403);
    sandbox.change_world(vigil("delete"));
    CHECK(sandbox.get("/data/wow/guild/stormrage/fogreachs-vigil/roster" + in_profile).status == 404);
    CHECK_FALSE(sandbox.get(sheday + in_profile).json().contains("guild"));
    sandbox.change_world(vigil("restore"));
    sandbox.change_world(vigil("move", {{"to_realm", "silvermoon"}}));
    CHECK(sandbox.get("/data/wow/guild/silvermoon/fogreachs-vigil" + in_profile).status == 200);

    const auto refused =
        sandbox.post("/_sandbox/world", R"({"op":"disband","realm":"silvermoon","guild":"fogreachs-vigil"})");
    CHECK(refused.status == 400);
    CHECK(refused.body.find("disband") != std::string::npos);
    CHECK(sandbox.post("/_sandbox/world", guild_change("touch").dump()).status == 400);
}

TEST_CASE("who leaves, moves or is deleted leaves the roster, which is modified then")
{
    Sandbox sandbox;
    const auto roster = [&] { return sandbox.get(watch + "/roster" + in_profile); };
    const auto first = roster();
    const auto has = [](const json& members, std::int64_t id) {
        return std::any_of(
            members.begin(), members.end(), [id](const json& row) { return row.at("character").at("id") == id; });
    };
    REQUIRE(has(first.part("members"), 142650023));
    sandbox.change_world({{"op", "leave_guild"}, {"realm", "stormrage"}, {"name", "sheday"}});
    const auto second =
        sandbox.get(watch + "/roster" + in_profile, {"If-Modified-Since: " + first.headers.at("last-modified")});
    REQUIRE(second.status == 200);
    CHECK_FALSE(has(second.part("members"), 142650023));
    CHECK_FALSE(sandbox.get(sheday + in_profile).json().contains("guild"));

    sandbox.change_world({{"op", "replace"}, {"realm", "stormrage"}, {"name", "sheday"}});
    const auto other = sandbox.get(sheday + in_profile).json();
    CHECK(other.at("id") != 142650023);
    CHECK(other.at("name") == "Sheday");
}
