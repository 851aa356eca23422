// From recorded bodies to factions and standings: values compared with the bodies themselves.
#include "modules/collections/rows.hpp"

#include <wow_reputation/ladder.hpp>
#include <wow_reputation/mapping.hpp>

using namespace wow_reputation;
using nlohmann::json;
using rows_test::member;

namespace {

wow_character::CollectionRows standings(const std::string& body)
{
    return rows_test::collection(standing_shape(), read_standings, body);
}

/// All fields of a row.
json fields(const wow_character::CollectionRows& rows, std::size_t row)
{
    auto all = json::array();
    for (std::size_t field = 0; field < standing_shape().fields.size(); ++field)
        all.push_back(wowhost::to_json(rows.value(row, field)));
    return all;
}

} // namespace

TEST_CASE("All recorded standings become rows, hated ones and exalted ones too")
{
    const auto body = recorded::body("character-reputations/rbattlenet-eu-stormrage-sheday-2019.json");
    if (!body)
        return;
    const auto expected = json::parse(*body)["reputations"];
    const auto rows = standings(*body);
    REQUIRE(rows.size() == expected.size());
    CHECK(rows.skipped().empty());
    std::size_t negative = 0;
    std::size_t ended = 0;
    std::size_t paragons = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& standing = expected[i]["standing"];
        const auto paragon = member(expected[i], "paragon");
        CHECK(rows.catalogue()[i].blizzard_id == expected[i]["faction"]["id"].get<std::int64_t>());
        CHECK(rows.catalogue()[i].name == expected[i]["faction"]["name"].get<std::string>());
        CHECK(fields(rows, i)
            == json({standing["tier"], standing["name"], standing["raw"], standing["value"], standing["max"], nullptr,
                member(paragon, "raw"), member(paragon, "value"), member(paragon, "max")}));
        negative += standing["raw"].get<std::int64_t>() < 0 ? 1 : 0;
        ended += standing["max"] == 0 ? 1 : 0;
        paragons += paragon.is_null() ? 0 : 1;
    }
    CHECK(negative > 0);
    CHECK(ended > 0);
    CHECK(paragons == 17);
}

TEST_CASE("Renown is kept beside tiers")
{
    const auto rows = standings(R"({"reputations":[{"faction":{"id":2503,"name":"Centaur"},
        "standing":{"raw":12500,"value":0,"max":2500,"renown_level":5,"name":"Renown 5"}}]})");
    REQUIRE(rows.size() == 1);
    CHECK(fields(rows, 0) == json({nullptr, "Renown 5", 12500, 0, 2500, 5, nullptr, nullptr, nullptr}));
}

TEST_CASE("A recorded faction fills its term")
{
    for (const auto* file :
        {"reputation-faction/rbattlenet-eu-21-2019.json", "reputation-faction/argentpony-us-21-8.3.0.json"}) {
        const auto body = recorded::body(file);
        if (!body)
            return;
        const auto expected = json::parse(*body);
        wow::Document document;
        REQUIRE(document.parse(*body));
        wow::Term term(21, std::nullopt, faction_columns);
        map_faction(document.root(), term, "en_GB");
        CHECK(term.description.string() == expected["description"].get<std::string>());
        CHECK(term.get("wow_reputation_tiers").integer(-1) == expected["reputation_tiers"]["id"].get<std::int64_t>());
        CHECK_FALSE(term.get("wow_can_paragon").boolean(true));
        CHECK_FALSE(term.get("wow_is_renown").boolean(true));
        CHECK(term.children.empty());
    }
}

TEST_CASE("A heading lists its factions, and flags are read where they are")
{
    wow::Document document;
    REQUIRE(document.parse(R"({"id":2569,"name":"The War Within","is_header":true,"can_paragon":true,
        "renown_tiers":[{"level":1}],"factions":[{"id":2590,"name":"A"},{"id":0},null,{"key":{"href":"https://x/y/2594?a=b"}}]})"));
    wow::Term term(2569, std::nullopt, faction_columns);
    map_faction(document.root(), term, "en_GB");
    CHECK(term.get("wow_can_paragon").boolean());
    CHECK(term.get("wow_is_renown").boolean());
    CHECK(term.children == std::vector<std::int64_t>{2590, 2594});
}

TEST_CASE("A recorded ladder names its tiers by number and by reputation")
{
    const auto body = recorded::body("reputation-tiers/rbattlenet-eu-2-2019.json");
    if (!body)
        return;
    const auto expected = json::parse(*body)["tiers"];
    wow::Document document;
    REQUIRE(document.parse(*body));
    const auto ladder = read_ladder(document.root(), "en_GB");
    REQUIRE(ladder.items().size() == expected.size());
    for (const auto& tier : expected) {
        CHECK(wowhost::to_json(tier_of(ladder, tier["id"].get<std::int64_t>())["name"]) == tier["name"]);
        CHECK(wowhost::to_json(tier_at(ladder, tier["min_value"].get<std::int64_t>())["id"]) == tier["id"]);
    }
    CHECK(tier_at(ladder, 8399)["name"].text() == "Stranger");
    CHECK(tier_at(ladder, 1'000'000)["name"].text() == "Best Friend");
    CHECK(tier_at(ladder, -1).is_null());
    CHECK(tier_of(ladder, 99).is_null());
}

TEST_CASE("Rows that are no standings are skipped and counted, the others are kept")
{
    const auto rows = standings(R"({"reputations":[{"faction":{"id":1,"name":"A"},"standing":{"raw":"x","max":1e30}},
        {"faction":{"id":2}},{"standing":{"raw":1}},null,{"faction":{"id":3},"standing":[]},
        {"faction":{"id":4,"name":null},"standing":{"raw":-42000,"value":0,"max":0,"tier":0,"name":""},"paragon":7}]})");
    REQUIRE(rows.size() == 2);
    CHECK(fields(rows, 0) == json({nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr}));
    CHECK(fields(rows, 1) == json({0, nullptr, -42000, 0, 0, nullptr, nullptr, nullptr, nullptr}));
    CHECK(rows.skipped().begin()->second == 4);
}
