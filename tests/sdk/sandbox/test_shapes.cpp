// The shapes of generated bodies beside recorded ones, and replay. Skipped without recordings.
#include "sdk/sandbox/sandbox_program.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using nlohmann::json;
using sandbox_test::recorded_folder;
using sandbox_test::Sandbox;

namespace {

using Paths = std::set<std::string>;

// "achievements[].criteria.id": every key, rows of an array taken together.
void collect(const json& value, const std::string& prefix, Paths& out)
{
    if (value.is_object() && value.contains("en_US")) {
        return; // a text in all languages
    }
    if (value.is_object()) {
        for (const auto& [key, content] : value.items()) {
            out.insert(prefix + key);
            collect(content, prefix + key + ".", out);
        }
    } else if (value.is_array()) {
        for (const auto& row : value) {
            collect(row, prefix + "[].", out);
        }
    }
}

Paths paths_of(const json& value)
{
    Paths out;
    collect(value, "", out);
    return out;
}

Paths recorded_paths(const std::string& folder, const std::string& file)
{
    return paths_of(json::parse(wowhost::test::read_file(folder + "/" + file)));
}

Paths unite(const std::vector<Paths>& all)
{
    Paths out;
    for (const auto& one : all) {
        out.insert(one.begin(), one.end());
    }
    return out;
}

Paths common(const std::vector<Paths>& all)
{
    Paths out = all.front();
    for (const auto& one : all) {
        std::erase_if(out, [&](const std::string& path) { return !one.contains(path); });
    }
    return out;
}

Paths without(Paths from, const Paths& drop)
{
    for (const auto& path : drop) {
        from.erase(path);
    }
    return from;
}

const std::string sheday = "/profile/wow/character/stormrage/sheday";
const std::string watch = "/data/wow/guild/stormrage/lantern-watch";
// "character":{…} with its parts.
const Paths character{"character", "character.id", "character.key", "character.key.href", "character.name",
    "character.realm", "character.realm.id", "character.realm.key", "character.realm.key.href", "character.realm.name",
    "character.realm.slug"};
const std::string in_profile = "?namespace=profile-eu&locale=en_GB";

} // namespace

TEST_CASE("generated bodies have the keys of recorded ones")
{
    const auto folder = recorded_folder();
    if (folder.empty()) {
        return;
    }
    Sandbox sandbox;
    struct Row {
        std::string target;
        std::vector<std::string> files;
        Paths extra; // of newer builds than the recordings, or invented to keep readers tolerant
        Paths absent; // of older builds
    };
    const std::vector<Row> rows{
        {sheday + in_profile,
            {"character/misc-kazzak-whitemask.json", "character/rbattlenet-eu-stormrage-sheday-2019.json",
                "character/argentpony-us-norgannon-drinian.json"},
            {"name_search", "is_remix"}, {}},
        {sheday + "/status" + in_profile, {"character-status/rbattlenet-eu-stormrage-sheday-2019.json"}, {}, {}},
        {sheday + "/character-media" + in_profile, {"character-media/argentpony-us-norgannon-drinian.json"}, {}, {}},
        {sheday + "/achievements" + in_profile,
            {"character-achievements/rbattlenet-eu-stormrage-sheday-2019.json",
                "character-achievements/argentpony-us-norgannon-drinian.json"},
            {}, {}},
        {sheday + "/achievements/statistics" + in_profile,
            {"character-achievement-statistics/argentpony-us-norgannon-drinian.json"},
            {"categories.[].statistics.[].description"}, {}},
        {sheday + "/collections/mounts" + in_profile, {"character-mounts/rbattlenet-eu-stormrage-sheday-2019.json"},
            {"mounts.[].is_useable", "mounts.[].is_favorite"}, {}},
        {sheday + "/titles" + in_profile, {"character-titles/argentpony-us-norgannon-drinian.json"}, {}, {}},
        {sheday + "/collections/pets" + in_profile, {"character-pets/rbattlenet-eu-stormrage-sheday-2019.json"},
            {"pets.[].creature_display.id"}, {}},
        {sheday + "/collections" + in_profile, {"character-collections/argentpony-us-norgannon-drinian.json"},
            unite({character, {"toys", "toys.href", "heirlooms", "heirlooms.href"}}), {}},
        {sheday + "/reputations" + in_profile, {"character-reputations/rbattlenet-eu-stormrage-sheday-2019.json"},
            {"reputations.[].standing.renown_level"}, {}},
        {sheday + "/quests" + in_profile, {"character-quests/rbattlenet-eu-stormrage-sheday-2020.json"}, {}, {}},
        {sheday + "/quests/completed" + in_profile,
            {"character-completed-quests/rbattlenet-eu-stormrage-sheday-2020.json"}, {}, {}},
        {watch + in_profile, {"guild/argentpony-us-deathwing-enigma.json"}, {"name_search"}, {}},
        {watch + "/roster" + in_profile,
            {"guild-roster/derniccoo-eu-blackrock-shockwave.json",
                "guild-roster/rbattlenet-eu-stormrage-avalerion-2019.json"},
            {"members.[].character.faction", "members.[].character.faction.type"}, {}},
        {watch + "/achievements" + in_profile,
            {"guild-achievements/rbattlenet-eu-stormrage-avalerion-2019.json",
                "character-achievements/rbattlenet-eu-stormrage-sheday-2019.json"},
            {"guild.faction", "guild.faction.type", "guild.faction.name"}, {}},
        {"/data/wow/media/guild-crest/border/0?namespace=static-us",
            {"guild-crest-media/argentpony-us-border-0-8.3.0.json"}, {}, {}},
        {"/data/wow/pet/index?namespace=static-us&locale=en_US", {"pet-index/rbattlenet-eu-index-2019.json"}, {}, {}},
        {"/data/wow/pet/39?namespace=static-us&locale=en_US",
            {"pet/argentpony-us-39-8.3.0.json", "pet/rbattlenet-eu-39-2019.json"},
            {"media", "media.id", "media.key", "media.key.href"}, {}},
        {"/data/wow/title/index?namespace=static-us&locale=en_US", {"title-index/rbattlenet-eu-index-2019.json"}, {},
            {}},
        {"/data/wow/title/6?namespace=static-us&locale=en_US", {"title/rbattlenet-eu-6-2019.json"}, {}, {}},
        {"/data/wow/reputation-faction/index?namespace=static-us&locale=en_US",
            {"reputation-faction-index/damiaui-us-index-11.2.0.json"}, {}, {}},
        {"/data/wow/reputation-tiers/index?namespace=static-us&locale=en_US",
            {"reputation-tiers-index/rbattlenet-eu-index-2019.json"}, {}, {}},
        {"/data/wow/item-class/index?namespace=static-us&locale=en_US",
            {"item-class-index/damiaui-us-index-11.2.0.json"}, {}, {}},
        {"/data/wow/item-class/1?namespace=static-us&locale=en_US", {"item-class/rbattlenet-eu-1-2019.json"}, {}, {}},
        {"/data/wow/item-class/0/item-subclass/0?namespace=static-us&locale=en_US",
            {"item-subclass/rbattlenet-eu-0-0-2019.json"}, {}, {}},
        {"/data/wow/media/item/19019?namespace=static-us", {"item-media/damiaui-us-19019-11.2.0.json"}, {}, {}},
        {"/data/wow/creature-type/1?namespace=static-us&locale=en_US", {"creature-type/rbattlenet-eu-1-2019.json"}, {},
            {}},
        {"/data/wow/creature-family/1?namespace=static-us&locale=en_US", {"creature-family/rbattlenet-eu-1-2019.json"},
            {}, {}},
        {"/data/wow/quest/index?namespace=static-us&locale=en_US", {"quest-index/damiaui-us-index-11.2.0.json"}, {},
            {}},
        {"/data/wow/quest/type/1?namespace=static-us&locale=en_US", {"quest-type/argentpony-us-1-8.3.0.json"}, {}, {}},
        {"/data/wow/achievement/index?namespace=static-us&locale=en_US",
            {"achievement-index/damiaui-us-index-11.2.0.json"}, {}, {}},
        {"/data/wow/mount/index?namespace=static-us&locale=en_US", {"mount-index/damiaui-us-index-11.2.0.json"}, {},
            {}},
        {"/data/wow/achievement-category/index?namespace=static-eu&locale=en_GB",
            {"achievement-category-index/rbattlenet-eu-index-2019.json"}, {}, {}},
        {"/data/wow/realm/index?namespace=dynamic-us&locale=en_US", {"realm-index/damiaui-us-index-2025.json"}, {}, {}},
        {"/data/wow/realm/tichondrius?namespace=dynamic-us&locale=en_US", {"realm/damiaui-us-tichondrius-2025.json"},
            {}, {}},
        {"/data/wow/connected-realm/11?namespace=dynamic-us&locale=en_US", {"connected-realm/argentpony-us-11.json"},
            {"realm_locked_status", "realm_locked_status.is_locked_for_new_characters"}, {}},
        {"/data/wow/playable-class/7?namespace=static-us&locale=en_US", {"playable-class/damiaui-us-7-11.2.0.json"}, {},
            {}},
        {"/data/wow/playable-race/2?namespace=static-us&locale=en_US", {"playable-race/argentpony-us-2-10.0.7.json"},
            {}, {}},
        {"/data/wow/power-type/1?namespace=static-eu&locale=en_GB", {"power-type/rbattlenet-eu-1-2019.json"}, {}, {}},
        {"/data/wow/media/creature-display/30221?namespace=static-us",
            {"creature-display-media/argentpony-us-30221-8.3.0.json"}, {}, {}},
        {"/data/wow/media/playable-class/7?namespace=static-us", {"playable-class-media/argentpony-us-7-8.3.0.json"},
            {"assets.[].file_data_id"}, {}},
    };
    for (const auto& row : rows) {
        const auto reply = sandbox.get(row.target);
        INFO(row.target);
        REQUIRE(reply.status == 200);
        std::vector<Paths> recorded;
        for (const auto& file : row.files) {
            recorded.push_back(recorded_paths(folder, file));
        }
        const auto generated = paths_of(reply.json());
        CHECK(without(without(generated, unite(recorded)), row.extra) == Paths{});
        CHECK(without(without(common(recorded), generated), row.absent) == Paths{});
    }
}

TEST_CASE("replay serves recorded bodies byte for byte, with their Last-Modified")
{
    const auto folder = recorded_folder();
    if (folder.empty()) {
        return;
    }
    Sandbox sandbox({"--replay", folder});
    const std::vector<std::pair<std::string, std::string>> documents{
        {"", "character/rbattlenet-eu-stormrage-sheday-2019.json"},
        {"/achievements", "character-achievements/rbattlenet-eu-stormrage-sheday-2019.json"},
        {"/collections/mounts", "character-mounts/rbattlenet-eu-stormrage-sheday-2019.json"},
        {"/equipment", "character-equipment/rbattlenet-eu-stormrage-sheday-2019.json"},
        {"/status", "character-status/rbattlenet-eu-stormrage-sheday-2019.json"},
    };
    std::map<std::string, json> headers;
    for (const auto& row : json::parse(wowhost::test::read_file(folder + "/MANIFEST.json"))) {
        headers[row.at("file").get<std::string>()] = row.at("headers");
    }
    for (const auto& [tail, file] : documents) {
        const auto reply = sandbox.get(sheday + tail + in_profile);
        INFO(file);
        REQUIRE(reply.status == 200);
        CHECK(reply.body == wowhost::test::read_file(folder + "/" + file));
        CHECK(reply.headers.at("last-modified") == headers.at(file).at("Last-Modified").get<std::string>());
        CHECK(
            sandbox.get(sheday + tail + in_profile, {"If-Modified-Since: " + reply.headers.at("last-modified")}).status
            == 304);
    }
    // An unpadded day, as it was recorded.
    CHECK(sandbox.get(sheday + "/achievements/statistics" + in_profile).headers.at("last-modified")
        == "Sat, 7 Mar 2020 09:41:14 GMT");
    // A recorded refusal, and the region and class of the namespace that tell recordings apart.
    CHECK(sandbox.get(sheday + "/soulbinds" + in_profile).status == 403);
    CHECK(sandbox.get("/data/wow/playable-class/index?namespace=static-classic-eu&locale=en_GB").part("classes").size()
        == 9);
    CHECK(sandbox.get("/data/wow/achievement/index?namespace=static-us&locale=en_US").part("achievements").size()
        == 7770);
    CHECK(sandbox.get("/data/wow/achievement/index?namespace=static-eu&locale=en_GB").part("achievements").size()
        == 5034);
    CHECK(sandbox.get_without_token(sheday + in_profile).status == 401);
}

TEST_CASE("what is not recorded comes from a world that knows what the recorded indexes list")
{
    const auto folder = recorded_folder();
    if (folder.empty()) {
        return;
    }
    Sandbox sandbox({"--replay", folder, "--no-rate"});
    const auto media = sandbox.get(sheday + "/character-media" + in_profile);
    REQUIRE(media.status == 200);
    CHECK(media.part("character").at("id") == 142650023);
    const auto rows = sandbox.get("/data/wow/mount/index?namespace=static-eu&locale=en_GB").part("mounts");
    for (const auto& row : rows) {
        const auto detail = sandbox.get("/data/wow/mount/" + row.at("id").dump() + "?namespace=static-eu&locale=en_GB");
        INFO(row.dump());
        REQUIRE(detail.status == 200);
    }
    for (const auto& row : sandbox.get("/data/wow/realm/index?namespace=dynamic-eu&locale=en_GB").part("realms")) {
        INFO(row.dump());
        REQUIRE(
            sandbox.get("/data/wow/realm/" + row.at("id").dump() + "?namespace=dynamic-eu&locale=en_GB").status == 200);
    }
    CHECK(sandbox.get("/profile/wow/character/argent-dawn/fresh" + in_profile).part("level") == 1);

    Sandbox strict({"--replay", folder, "--replay-only"});
    CHECK(strict.get("/profile/wow/character/argent-dawn/fresh" + in_profile).status == 404);
    CHECK(strict.get(sheday + in_profile).status == 200);
}

TEST_CASE("a change of the world wins over a recording")
{
    const auto folder = recorded_folder();
    if (folder.empty()) {
        return;
    }
    Sandbox sandbox({"--replay", folder});
    const auto before = sandbox.get(sheday + in_profile).headers.at("last-modified");
    sandbox.change_world({{"op", "touch"}, {"realm", "stormrage"}, {"name", "sheday"}});
    const auto touched = sandbox.get(sheday + in_profile, {"If-Modified-Since: " + before});
    CHECK(touched.status == 200);
    CHECK(touched.headers.at("last-modified") != before);
    sandbox.change_world({{"op", "delete"}, {"realm", "stormrage"}, {"name", "sheday"}});
    CHECK(sandbox.get(sheday + in_profile).status == 404);
}

TEST_CASE("a folder without a manifest is refused by name")
{
    const wowhost::test::TemporaryDirectory folder;
    const auto start = wowhost::test::run_program({WOWHOST_SANDBOX_PROGRAM, "--replay", folder.path().string()});
    CHECK(start.exit_code == 1);
    CHECK(start.err.find("MANIFEST.json") != std::string::npos);
}
