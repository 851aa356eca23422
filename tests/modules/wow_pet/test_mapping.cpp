// From recorded bodies to rows of pets: values compared with the bodies themselves.
#include "modules/collections/rows.hpp"

#include <wow_pet/mapping.hpp>

#include <set>

using namespace wow_pet;
using nlohmann::json;
using rows_test::english;
using rows_test::member;

namespace {

wow_character::CollectionRows collection(const std::string& body)
{
    return rows_test::collection(collection_shape(), read_collection, body);
}

} // namespace

TEST_CASE("All recorded pets become rows: individuals, several of a species")
{
    for (const auto* file :
        {"character-pets/rbattlenet-eu-stormrage-sheday-2019.json", "account-pets/argentpony-us-account.json"}) {
        const auto body = recorded::body(file);
        if (!body)
            return;
        const auto expected = json::parse(*body)["pets"];
        const auto rows = collection(*body);
        REQUIRE(rows.size() == expected.size());
        CHECK(rows.skipped().empty());
        std::set<std::int64_t> species;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto& pet = expected[i];
            species.insert(rows.catalogue()[i].blizzard_id);
            const json read = {rows.catalogue()[i].blizzard_id, rows.catalogue()[i].name,
                wowhost::to_json(rows.value(i, 0)), wowhost::to_json(rows.value(i, 1)),
                wowhost::to_json(rows.value(i, 2)), wowhost::to_json(rows.value(i, 3)),
                wowhost::to_json(rows.value(i, 4)), wowhost::to_json(rows.value(i, 5)),
                wowhost::to_json(rows.value(i, 6))};
            const json wanted = {pet["species"]["id"], english(pet["species"]["name"]), pet["id"], member(pet, "name"),
                pet["level"], pet["quality"]["type"], pet["stats"]["breed_id"], pet.value("is_favorite", false),
                pet.value("is_active", false)};
            REQUIRE(read == wanted);
        }
        CHECK(species.size() <= rows.size());
    }
}

TEST_CASE("A recorded species fills the catalogue's columns")
{
    for (const auto* file : {"pet/rbattlenet-eu-39-2019.json", "pet/argentpony-us-39-8.3.0.json"}) {
        const auto body = recorded::body(file);
        if (!body)
            return;
        const auto expected = json::parse(*body);
        const auto row = rows_test::catalogue_row(pet_columns, map_pet, *body);
        CHECK(row.get("name").string() == expected["name"].get<std::string>());
        CHECK(row.get("description").string() == expected["description"].get<std::string>());
        CHECK(row.get("battle_pet_type").string() == expected["battle_pet_type"]["type"].get<std::string>());
        CHECK(row.get("source_type").string() == expected["source"]["type"].get<std::string>());
        CHECK(row.get("source").string() == expected["source"]["name"].get<std::string>());
        CHECK(row.get("icon").string() == expected["icon"].get<std::string>());
        CHECK(row.get("is_capturable") == wowhost::Value(expected["is_capturable"].get<bool>()));
        CHECK(row.get("is_tradable") == wowhost::Value(expected["is_tradable"].get<bool>()));
        CHECK(wowhost::to_json(row.get("abilities")) == rows_test::without_hrefs(expected["abilities"]));
        CHECK_FALSE(row.media); // the icon is there
    }
}

TEST_CASE("A species without an icon says which document has it, and one without abilities keeps none")
{
    const auto row = rows_test::catalogue_row(pet_columns, map_pet, R"({"id":1,"name":null,"icon":"","media":{"key":
        {"href":"https://eu.api.blizzard.com/data/wow/media/pet/77?namespace=static-11.2.0_62213-eu"}}})");
    CHECK(row.media == 77);
    CHECK(row.get("icon").is_null());
    CHECK(row.get("abilities").is_null());
    CHECK(row.get("name").is_null());
}

TEST_CASE("Rows that are not pets are skipped and counted, the others are kept")
{
    const auto rows = collection(R"({"pets":[{"id":1,"species":{"id":39,"name":"A"},"level":"x","quality":7,"stats":[]},
        {"species":{"id":39}},{"id":0,"species":{"id":39}},{"id":-4,"species":{"id":39}},{"id":2},{"id":3,"species":null},
        null,7,"pet",{"id":9223372036854775807,"species":{"id":40,"name":null},"name":"","is_favorite":true}]})");
    REQUIRE(rows.size() == 2);
    CHECK(rows.value(0, 2).is_null());
    CHECK(rows.value(0, 3).is_null());
    CHECK(rows.value(0, 4).is_null());
    CHECK(rows.value(1, 0).integer() == INT64_MAX);
    CHECK(rows.value(1, 1).is_null()); // an empty nickname is none
    CHECK(rows.value(1, 5).boolean());
    REQUIRE(rows.skipped().size() == 1);
    CHECK(rows.skipped().begin()->second == 8);
    CHECK(collection(R"({"pets":{}})").size() == 0);
}
