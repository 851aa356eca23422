// From recorded bodies to rows of achievements: values compared with the bodies themselves.
#include "modules/wow_character/recorded.hpp"

#include <wow_achievement/mapping.hpp>
#include <wowhost/json.hpp>

using namespace wow_achievement;
using nlohmann::json;

namespace {

wow_character::CollectionRows progress(const std::string& body)
{
    wow::Document document;
    REQUIRE(document.parse(body));
    wow_character::CollectionRows rows(progress_shape());
    read_progress(document, "en_GB", rows);
    return rows;
}

wowhost::Value column(const wow::CatalogueRow& row, const std::string& name)
{
    for (std::size_t i = 0; i < achievement_columns.size(); ++i)
        if (achievement_columns[i] == name)
            return row.values[i];
    FAIL("no column " << name);
    return {};
}

json without_hrefs(const json& value)
{
    if (value.is_array()) {
        auto items = json::array();
        for (const auto& item : value)
            items.push_back(without_hrefs(item));
        return items;
    }
    if (!value.is_object())
        return value;
    auto members = json::object();
    for (const auto& [key, member] : value.items())
        if (key != "_links" && !(key == "key" && member.contains("href")))
            members[key] = without_hrefs(member);
    return members;
}

} // namespace

TEST_CASE("All recorded achievements of a character become rows, those in progress without a time")
{
    for (const auto* file : {"character-achievements/rbattlenet-eu-stormrage-sheday-2019.json",
             "character-achievements/argentpony-us-norgannon-drinian.json",
             "guild-achievements/rbattlenet-eu-stormrage-avalerion-2019.json"}) {
        const auto body = recorded::body(file);
        if (!body)
            return;
        const auto expected = json::parse(*body)["achievements"];
        const auto rows = progress(*body);
        REQUIRE(rows.size() == expected.size());
        CHECK(rows.skipped().empty());
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto& row = expected[i];
            const auto criteria = row.value("criteria", json());
            const bool right = rows.catalogue()[i].blizzard_id == row["achievement"]["id"].get<std::int64_t>()
                && rows.catalogue()[i].name == row["achievement"]["name"].get<std::string>()
                && rows.value(i, 0)
                    == (row.contains("completed_timestamp")
                            ? wowhost::Value(row["completed_timestamp"].get<std::int64_t>() / 1000)
                            : wowhost::Value())
                && rows.value(i, 1)
                    == (criteria.contains("amount") ? wowhost::Value(criteria["amount"].get<std::int64_t>())
                                                    : wowhost::Value())
                && rows.value(i, 2) == wowhost::Value(row.contains("completed_timestamp"))
                && wowhost::to_json(rows.value(i, 3)) == criteria;
            wrong += right ? 0 : 1;
        }
        CHECK(wrong == 0);
    }
}

TEST_CASE("The recorded character has 3,786 achievements, 35 of them in progress")
{
    const auto body = recorded::body("character-achievements/rbattlenet-eu-stormrage-sheday-2019.json");
    if (!body)
        return;
    const auto rows = progress(*body);
    CHECK(rows.size() == 3786);
    std::size_t in_progress = 0;
    for (std::size_t i = 0; i < rows.size(); ++i)
        in_progress += rows.value(i, 0).is_null() ? 1 : 0;
    CHECK(in_progress == 35);
}

TEST_CASE("A recorded achievement fills the catalogue's columns")
{
    for (const auto* file : {"achievement/rbattlenet-eu-6-2019.json", "achievement/argentpony-us-6-8.2.5.json"}) {
        const auto body = recorded::body(file);
        if (!body)
            return;
        const auto expected = json::parse(*body);
        wow::Document document;
        REQUIRE(document.parse(*body));
        wow::CatalogueRow row(6, achievement_columns);
        const auto category = map_achievement(document.root(), row, "en_GB");
        REQUIRE(category);
        CHECK(category->blizzard_id == expected["category"]["id"].get<std::int64_t>());
        CHECK(category->name == expected["category"]["name"].get<std::string>());
        CHECK(column(row, "name").string() == expected["name"].get<std::string>());
        CHECK(column(row, "description").string() == expected["description"].get<std::string>());
        CHECK(column(row, "points").integer() == expected["points"].get<std::int64_t>());
        CHECK(column(row, "display_order").integer() == expected["display_order"].get<std::int64_t>());
        CHECK(column(row, "is_account_wide") == wowhost::Value(expected["is_account_wide"].get<bool>()));
        CHECK(wowhost::to_json(column(row, "criteria")) == without_hrefs(expected["criteria"]));
    }
}

TEST_CASE("Links are not stored, since they name the build")
{
    wow::Document document;
    REQUIRE(document.parse(R"({"criteria":{"id":1,"key":"kept","child_criteria":[{"id":2,
        "achievement":{"key":{"href":"https://x/7?namespace=static-11"},"id":7,"name":"Seven"}}],"_links":{"self":{}}}})"));
    CHECK(wowhost::to_json(without_links(document["criteria"]))
        == json::parse(R"({"id":1,"key":"kept","child_criteria":[{"id":2,"achievement":{"id":7,"name":"Seven"}}]})"));
}

TEST_CASE("Rows that are not achievements are skipped and counted, the others are kept")
{
    const auto rows = progress(
        R"({"achievements":[{"id":6,"achievement":{"id":6,"name":"Level 10"},"completed_timestamp":1224845661000},
        {"id":7},null,{"achievement":{"name":"x"}},"y",{"id":8,"achievement":{"id":8,"name":null},"criteria":7,"completed_timestamp":"soon"}]})");
    REQUIRE(rows.size() == 3);
    CHECK(rows.value(0, 0).integer() == 1224845661);
    CHECK(rows.catalogue()[1].blizzard_id == 7);
    CHECK(rows.catalogue()[2].blizzard_id == 8);
    CHECK(rows.value(2, 0).is_null());
    CHECK_FALSE(rows.value(2, 2).boolean(true));
    REQUIRE(rows.skipped().size() == 1);
    CHECK(rows.skipped().begin()->second == 3);
    CHECK(progress(R"({"achievements":{}})").size() == 0);
}

TEST_CASE("Deep nesting ends, it does not crash")
{
    std::string body = R"({"achievements":[{"achievement":{"id":1},"criteria":)";
    for (int i = 0; i < 100; ++i)
        body += R"({"child_criteria":)";
    body += "1" + std::string(100, '}') + "}]}";
    const auto rows = progress(body);
    REQUIRE(rows.size() == 1);
    CHECK(rows.value(0, 3).is_object());
}
