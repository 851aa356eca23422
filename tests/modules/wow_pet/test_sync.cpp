// Pets with the real program, on both engines.
#include "modules/collections/bodies.hpp"
#include "modules/wow_character/site.hpp"

#include <map>
#include <set>

using nlohmann::json;
using site_test::Site;

TEST_CASE("A character's pets are individuals, and the catalogue completes their species")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install({"wow_character", "wow_pet"});
    const auto looked_up = site.lookup("stormrage", "sheday");
    CHECK(looked_up["providers"]["wow_pet"]["rows"] == 1128);
    const auto pets = site.list("wow_collected_pet");
    REQUIRE(pets.size() == 1128);
    std::set<std::int64_t> individuals;
    std::set<std::int64_t> species;
    for (const auto& pet : pets) {
        individuals.insert(pet["blizzard_id"].get<std::int64_t>());
        species.insert(pet["pet"].get<std::int64_t>());
        CHECK(pet["character"].is_number());
    }
    CHECK(individuals.size() == 1128);
    CHECK(species.size() < 1128);
    CHECK(site.count("wow_pet") == static_cast<std::int64_t>(species.size()));
    CHECK(site.count("wow_collected_pet", {"is_active = true"}) == 3);

    const auto synced = site.json({"wow:sync-pets", "eu", "--wait"});
    CHECK(synced["queue"] == "wow_pet_sync");
    CHECK(synced["enqueued"] == 2021);
    CHECK(synced["failed"] == 0);
    CHECK(synced["created"].get<std::int64_t>() + synced["updated"].get<std::int64_t>() == 2021);
    CHECK(synced["updated"].get<std::int64_t>() == static_cast<std::int64_t>(species.size()));
    CHECK(site.count("wow_pet", {"battle_pet_type null"}) == 0);
    CHECK(site.count("wow_pet", {"icon null"}) == 0);

    site.reset_requests();
    CHECK(site.json({"wow:sync-pets", "eu", "--wait"})["not_modified"] == true);
    CHECK(site.requests_since_reset() == 1);

    // A later login with the same pets writes nothing.
    site.advance(3600);
    site.sandbox().change_world(json::parse(R"({"op":"touch","region":"eu","realm":"stormrage","name":"sheday"})"));
    CHECK(site.lookup("stormrage", "sheday")["providers"]["wow_pet"]["rows"] == 0);
    CHECK(site.count("wow_collected_pet") == 1128);
}

TEST_CASE("Recorded pets are stored as their bodies say")
{
    const auto folder = recorded::folder();
    if (!folder) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return;
    }
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay", folder->string(), "--replay-only"});
    site.install({"wow_character", "wow_pet"});
    site.lookup("stormrage", "sheday");
    const auto expected =
        json::parse(*recorded::body("character-pets/rbattlenet-eu-stormrage-sheday-2019.json"))["pets"];
    std::map<std::int64_t, json> species;
    for (const auto& row : site.list("wow_pet"))
        species[row["id"].get<std::int64_t>()] = row;
    std::map<std::int64_t, json> stored;
    for (const auto& row : site.list("wow_collected_pet"))
        stored[row["blizzard_id"].get<std::int64_t>()] = row;
    REQUIRE(stored.size() == expected.size());
    for (const auto& pet : expected) {
        const auto& row = stored.at(pet["id"].get<std::int64_t>());
        REQUIRE(species.at(row["pet"].get<std::int64_t>())["blizzard_id"] == pet["species"]["id"]);
        REQUIRE(species.at(row["pet"].get<std::int64_t>())["name"] == pet["species"]["name"]);
        REQUIRE(row["nickname"] == rows_test::member(pet, "name"));
        REQUIRE(row["level"] == pet["level"]);
        REQUIRE(row["quality"] == pet["quality"]["type"]);
        REQUIRE(row["breed"] == pet["stats"]["breed_id"]);
        REQUIRE(row["is_favorite"] == pet.value("is_favorite", false));
        REQUIRE(row["is_active"] == pet.value("is_active", false));
    }

    CHECK(site.json({"wow:sync-pets", "eu", "--wait"})["failed"] == 0);
    const auto detail = json::parse(*recorded::body("pet/rbattlenet-eu-39-2019.json"));
    const auto row = site.list("wow_pet", {"blizzard_id = 39"})[0];
    CHECK(row["name"] == detail["name"]);
    CHECK(row["description"] == detail["description"]);
    CHECK(row["battle_pet_type"] == detail["battle_pet_type"]["type"]);
    CHECK(row["source"] == detail["source"]["name"]);
    CHECK(row["icon"] == detail["icon"]);
    CHECK(row["abilities"] == rows_test::without_hrefs(detail["abilities"]));
    CHECK(row["is_capturable"] == detail["is_capturable"]);
    CHECK(row["is_tradable"] == detail["is_tradable"]);
}
