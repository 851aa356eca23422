// From recorded bodies to rows of titles: values compared with the bodies themselves.
#include "modules/collections/rows.hpp"

#include <wow_title/mapping.hpp>

using namespace wow_title;
using nlohmann::json;
using rows_test::english;
using rows_test::member;

namespace {

wow_character::CollectionRows awards(const std::string& body)
{
    return rows_test::collection(award_shape(), read_awards, body);
}

} // namespace

TEST_CASE("All recorded titles of a character become rows, the active one among them though it be listed nowhere else")
{
    for (const auto* file : {"character-titles/argentpony-us-norgannon-drinian.json",
             "character-titles/rbattlenet-eu-stormrage-sheday-2019.json"}) {
        const auto body = recorded::body(file);
        if (!body)
            return;
        const auto expected = json::parse(*body);
        std::map<std::int64_t, std::string> wanted;
        for (const auto& title : expected.value("titles", json::array()))
            wanted[title["id"].get<std::int64_t>()] = english(title["name"]).get<std::string>();
        const auto active = expected["active_title"]["id"].get<std::int64_t>();
        wanted[active] = english(expected["active_title"]["name"]).get<std::string>();
        const auto rows = awards(*body);
        REQUIRE(rows.size() == wanted.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto& title = rows.catalogue()[i];
            CHECK(title.name == wanted.at(title.blizzard_id));
            CHECK(rows.value(i, 0) == wowhost::Value(title.blizzard_id == active));
        }
    }
}

TEST_CASE("A recorded title fills the catalogue's columns")
{
    const auto body = recorded::body("title/rbattlenet-eu-6-2019.json");
    if (!body)
        return;
    const auto expected = json::parse(*body);
    const auto row = rows_test::catalogue_row(title_columns, map_title, *body);
    CHECK(row.get("name").string() == expected["name"].get<std::string>());
    CHECK(row.get("name_male").string() == expected["gender_name"]["male"].get<std::string>());
    CHECK(row.get("name_female").string() == expected["gender_name"]["female"].get<std::string>());
}

TEST_CASE("A title stands before, behind or around its bearer's name")
{
    CHECK(with_bearer("Knight {name}", "Sheday") == "Knight Sheday");
    CHECK(with_bearer("{name}, Slayer of Bugs", "Sheday") == "Sheday, Slayer of Bugs");
    CHECK(with_bearer("Lady {name} the Kind", "Sheday") == "Lady Sheday the Kind");
    CHECK(with_bearer("the Seeker", "Sheday") == "Sheday the Seeker");
    CHECK(with_bearer("", "Sheday") == "Sheday");
}

TEST_CASE("Rows that are not titles are skipped, the others are kept")
{
    const auto rows = awards(R"({"active_title":{"id":"x"},"titles":[{"id":1,"name":null},{"id":1,"name":"Private"},
        {"name":"nameless"},null,3,{"id":0},{"id":-1}]})");
    CHECK(rows.size() == 2);
    CHECK(rows.skipped().begin()->second == 5);
    CHECK_FALSE(rows.value(1, 0).boolean(true));
    CHECK(awards(R"({"titles":null,"active_title":null})").size() == 0);
    CHECK(awards("{}").size() == 0);
}
