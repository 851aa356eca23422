// From recorded bodies to rows of quests: values compared with the bodies themselves.
#include "modules/collections/rows.hpp"

#include <wow_quest/mapping.hpp>

using namespace wow_quest;
using nlohmann::json;
using rows_test::english;
using rows_test::member;

TEST_CASE("A recorded quest fills the catalogue's columns")
{
    const auto body = recorded::body("quest/argentpony-us-2-9.1.0.json");
    if (!body)
        return;
    const auto expected = json::parse(*body);
    const auto row = rows_test::catalogue_row(quest_columns, map_quest, *body);
    CHECK(row.get("title").string() == expected["title"].get<std::string>());
    CHECK(row.get("area").string() == expected["area"]["name"].get<std::string>());
    CHECK(row.get("description").string() == expected["description"].get<std::string>());
    CHECK(row.get("required_level").integer() == expected["requirements"]["min_character_level"].get<std::int64_t>());
    CHECK(row.references.empty()); // it is of no type
}

TEST_CASE("A quest refers to its type, and to nothing when it names none")
{
    const auto row = rows_test::catalogue_row(quest_columns, map_quest,
        R"({"id":176,"title":{"en_GB":"WANTED","de_DE":null},"type":{"id":1,"name":"Group"},"area":null,
        "category":{"id":4,"name":"Warrior"},"requirements":{"min_character_level":"seven"},"description":null})");
    REQUIRE(row.references.size() == 1);
    CHECK(row.references[0].target == type_vocabulary);
    CHECK(row.references[0].item.blizzard_id == 1);
    CHECK(row.references[0].item.name == "Group");
    CHECK(row.get("title").string() == "WANTED");
    CHECK(row.get("category").string() == "Warrior");
    CHECK(row.get("area").is_null());
    CHECK(row.get("required_level").is_null());
}

TEST_CASE("Recorded indexes and lists lead to quests, each once")
{
    for (const auto& [file, items] :
        std::vector<std::pair<std::string, std::string>>{{"quest-area-index/argentpony-us-index-8.3.0.json", "areas"},
            {"quest-category-index/argentpony-us-index-8.3.0.json", "categories"},
            {"quest-category-index/damiaui-us-index-11.2.0.json", "categories"},
            {"quest-type-index/argentpony-us-index-8.3.0.json", "types"},
            {"quest-type-index/damiaui-us-index-11.2.0.json", "types"}}) {
        const auto body = recorded::body(file);
        if (!body)
            return;
        std::vector<std::int64_t> expected;
        const auto listed = json::parse(*body);
        for (const auto& item : listed[items])
            expected.push_back(item["id"].get<std::int64_t>());
        wow::Document document;
        REQUIRE(document.parse(*body));
        CHECK(listed_ids(document.root(), items) == expected);
        CHECK_FALSE(expected.empty());
    }
    wow::CatalogueListing listing;
    std::map<std::int64_t, std::string> expected;
    for (const auto* file : {"quest-area/argentpony-us-1-8.3.0.json", "quest-category/argentpony-us-1-8.3.0.json",
             "quest-type/argentpony-us-1-8.3.0.json", "quest-area/argentpony-us-1-8.3.0.json"}) {
        const auto body = recorded::body(file);
        if (!body)
            return;
        wow::Document document;
        REQUIRE(document.parse(*body));
        add_quests(document.root(), "en_GB", listing);
        const auto listed = json::parse(*body);
        for (const auto& quest : listed["quests"])
            expected[quest["id"].get<std::int64_t>()] = english(quest["name"]).get<std::string>();
    }
    CHECK(listing.items == expected);
}

TEST_CASE("Lists of anything else lead nowhere")
{
    wow::CatalogueListing listing;
    wow::Document document;
    REQUIRE(document.parse(R"({"quests":[{"id":2,"name":null},{"id":-2},{"id":0},null,7,{"name":"x"},
        {"key":{"href":"https://eu.api.blizzard.com/data/wow/quest/9?namespace=static-eu"},"name":"Nine"}],"areas":"many"})"));
    add_quests(document.root(), "en_GB", listing);
    CHECK(listing.items == std::map<std::int64_t, std::string>{{2, ""}, {9, "Nine"}});
    REQUIRE(document.parse(R"({"quests":[{"id":2,"name":"Claw"},{"id":9,"name":"Ten"}]})"));
    add_quests(document.root(), "en_GB", listing);
    CHECK(listing.items == std::map<std::int64_t, std::string>{{2, "Claw"}, {9, "Nine"}});
    CHECK(listed_ids(document.root(), "areas").empty());
}
