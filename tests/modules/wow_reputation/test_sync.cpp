// Factions and standings with the real program, on both engines.
#include "modules/collections/bodies.hpp"
#include "modules/wow_character/site.hpp"

#include <filesystem>
#include <fstream>
#include <map>

using nlohmann::json;
using site_test::Site;

TEST_CASE("Factions form a tree, and a character's standings refer to them")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install({"wow_character", "wow_reputation"});
    const auto rows = site.lookup("stormrage", "sheday")["providers"]["wow_reputation"]["rows"].get<std::int64_t>();
    CHECK(rows > 50);
    CHECK(site.count("wow_reputation_standing") == rows);
    CHECK(site.count("wow_reputation_standing", {"faction.vid = wow_reputation_faction"}) == rows);
    CHECK(site.count("wow_reputation_standing", {"tier null", "renown_level null"}) == 0);
    CHECK(site.count("wow_reputation_standing", {"name null", "renown_level null"}) == 0);
    CHECK(site.count("wow_reputation_standing", {"paragon_max notnull"}) > 0);

    const auto synced = site.json({"wow:sync-reputation-factions", "eu"});
    CHECK(synced["vocabulary"] == "wow_reputation_faction");
    CHECK(synced["created"].get<std::int64_t>() + synced["updated"].get<std::int64_t>() == 263);
    CHECK(synced["failed"] == 0);
    CHECK(site.count("taxonomy_term", {"vid = wow_reputation_faction", "parent notnull"}) > 200);
    CHECK(site.count("taxonomy_term", {"vid = wow_reputation_faction", "wow_is_renown = true"}) > 0);
    CHECK(site.count("taxonomy_term", {"vid = wow_reputation_faction", "wow_can_paragon = true"}) > 0);
    CHECK(site.json({"wsrf"})["not_modified"] == true);
    CHECK(site.json({"wsrf", "--force"})["updated"] == 0);
}

TEST_CASE("Recorded standings are stored as their body says")
{
    const auto folder = recorded::folder();
    if (!folder) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return;
    }
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay", folder->string(), "--replay-only"});
    site.install({"wow_character", "wow_reputation"});
    CHECK(site.json({"wow:sync-reputation-factions", "eu"})["created"] == 196);
    const auto booty_bay = json::parse(*recorded::body("reputation-faction/rbattlenet-eu-21-2019.json"));
    std::map<std::int64_t, json> factions;
    for (const auto& term : site.list("taxonomy_term", {"vid = wow_reputation_faction"})) {
        factions[term["id"].get<std::int64_t>()] = term;
        if (term["wow_blizzard_id"] == 21) {
            CHECK(term["name"] == booty_bay["name"]);
            CHECK(term["description"] == booty_bay["description"]);
            CHECK(term["wow_reputation_tiers"] == booty_bay["reputation_tiers"]["id"]);
        }
    }
    site.lookup("stormrage", "sheday");
    const auto expected =
        json::parse(*recorded::body("character-reputations/rbattlenet-eu-stormrage-sheday-2019.json"))["reputations"];
    for (const auto& term : site.list("taxonomy_term", {"vid = wow_reputation_faction"}))
        factions[term["id"].get<std::int64_t>()] = term;
    std::map<std::int64_t, json> stored;
    for (const auto& row : site.list("wow_reputation_standing"))
        stored[factions.at(row["faction"].get<std::int64_t>())["wow_blizzard_id"].get<std::int64_t>()] = row;
    REQUIRE(stored.size() == expected.size());
    for (const auto& standing : expected) {
        const auto& row = stored.at(standing["faction"]["id"].get<std::int64_t>());
        for (const auto* field : {"tier", "name", "raw", "value", "max"})
            REQUIRE(row[field] == standing["standing"][field]);
        const auto paragon = rows_test::member(standing, "paragon");
        REQUIRE(row["paragon_raw"] == rows_test::member(paragon, "raw"));
        REQUIRE(row["paragon_value"] == rows_test::member(paragon, "value"));
        REQUIRE(row["paragon_max"] == rows_test::member(paragon, "max"));
        REQUIRE(row["renown_level"].is_null());
    }
}

namespace {

/// A copy of the recordings in which the standings of one character are others.
class OtherStandings {
public:
    OtherStandings(const std::filesystem::path& recordings, const json& reputations)
    {
        const std::string file = "character-reputations/rbattlenet-eu-stormrage-sheday-2019.json";
        auto manifest = json::array();
        for (auto row : json::parse(std::ifstream(recordings / "MANIFEST.json"))) {
            const auto endpoint = row.value("endpoint", "");
            if (endpoint.starts_with("reputation-") || (row.value("file", "").find("sheday") != std::string::npos)) {
                row["file"] = (row["file"] == file ? std::filesystem::path(folder_ / "standings.json")
                                                   : recordings / row["file"].get<std::string>())
                                  .string();
                manifest.push_back(row);
            }
        }
        wowhost::test::write_file(folder_ / "MANIFEST.json", manifest.dump());
        wowhost::test::write_file(folder_ / "standings.json", json({{"reputations", reputations}}).dump());
    }
    std::string folder() const { return std::filesystem::path(folder_ / "MANIFEST.json").parent_path().string(); }

private:
    wowhost::test::TemporaryDirectory folder_;
};

} // namespace

TEST_CASE("A tier without a name, or a standing without a tier, is looked up in the faction's ladder, once")
{
    const auto recordings = recorded::folder();
    if (!recordings) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return;
    }
    const auto standing = [](std::int64_t faction, const json& fields) {
        return json({{"faction", {{"id", faction}, {"name", "Farmer Fung"}}}, {"standing", fields}});
    };
    const OtherStandings others(*recordings,
        json::array({standing(1283, {{"raw", 9000}, {"value", 600}, {"max", 8400}, {"tier", 1}}),
            standing(1276, {{"raw", 40000}, {"value", 6400}, {"max", 8400}}),
            standing(2503, {{"raw", 2500}, {"value", 0}, {"max", 2500}, {"renown_level", 2}})}));
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay", others.folder(), "--replay-only"});
    site.install({"wow_character", "wow_reputation"});
    // The ladder of both factions; neither faction's own document was recorded.
    for (const auto faction : {1283, 1276})
        site.json({"entity", "save", "taxonomy_term",
            json({{"vid", "wow_reputation_faction"}, {"wow_region", ""}, {"wow_blizzard_id", faction},
                     {"wow_reputation_tiers", 2}})
                .dump()});
    site.lookup("stormrage", "sheday");
    CHECK(site.list("wow_reputation_standing", {"faction.wow_blizzard_id = 1283"})[0]["name"] == "Acquaintance");
    const auto friendly = site.list("wow_reputation_standing", {"faction.wow_blizzard_id = 1276"})[0];
    CHECK(friendly["tier"] == 4);
    CHECK(friendly["name"] == "Good Friend");
    const auto renown = site.list("wow_reputation_standing", {"faction.wow_blizzard_id = 2503"})[0];
    CHECK(renown["renown_level"] == 2);
    CHECK(renown["tier"].is_null());
    int asked = 0;
    const auto statistics = site.sandbox().statistics(true);
    for (const auto& [path, count] : statistics["by_path"].items())
        asked += path.find("/data/wow/reputation-tiers/2") != std::string::npos ? count.get<int>() : 0;
    CHECK(asked == 1);
}
