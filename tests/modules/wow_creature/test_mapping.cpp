// From recorded bodies to rows of creatures: values compared with the bodies themselves.
#include "modules/damaged.hpp"
#include "modules/wow_character/recorded.hpp"

#include <wow_creature/mapping.hpp>

using namespace wow_creature;
using nlohmann::json;

namespace {

wow::CatalogueRow creature(const std::string& body)
{
    wow::Document document;
    wow::CatalogueRow row(30, creature_columns);
    if (document.parse(body))
        map_creature(document.root(), row, "en_GB");
    return row;
}

std::optional<std::int64_t> referred(const wow::CatalogueRow& row, const std::string& column)
{
    for (const auto& reference : row.references)
        if (reference.column == row.position(column))
            return reference.item.blizzard_id;
    return std::nullopt;
}

} // namespace

TEST_CASE("All recorded creatures become rows")
{
    for (const auto& [file, display] : {std::pair{"creature/rbattlenet-eu-30-2019.json", 366},
             std::pair{"creature/rbattlenet-eu-classic-30-2019.json", 382}}) {
        INFO(file);
        const auto body = recorded::body(file);
        if (!body)
            return;
        const auto expected = json::parse(*body);
        const auto row = creature(*body);
        CHECK(row.get("name").string() == expected["name"].get<std::string>());
        CHECK(row.get("is_tameable") == wowhost::Value(expected["is_tameable"].get<bool>()));
        CHECK(row.get("creature_display").integer() == display); // from the link
        CHECK(referred(row, "creature_type") == expected["type"]["id"].get<std::int64_t>());
        CHECK(referred(row, "creature_family") == expected["family"]["id"].get<std::int64_t>());
    }
}

TEST_CASE("A creature without family, or with anything else amiss, keeps what is good")
{
    const auto row = creature(R"({"id":30,"name":{"en_GB":"Rat","de_DE":null},"type":{"id":8,"name":null},
        "family":null,"is_tameable":"no","creature_displays":[null,{},{"id":17}]})");
    CHECK(row.get("name").string() == "Rat");
    CHECK(referred(row, "creature_type") == 8);
    CHECK_FALSE(referred(row, "creature_family"));
    CHECK(row.get("is_tameable").is_null());
    CHECK(row.get("creature_display").integer() == 17);
}

TEST_CASE("Damaged bodies of creatures harm nothing")
{
    const auto seen = damaged::each({"creature", "creature-type", "creature-family"}, 3000, [](const wow::Node& body) {
        wow::CatalogueRow row(1, creature_columns);
        map_creature(body, row, "en_GB");
        CHECK(row.values.size() == creature_columns.size());
    });
    CHECK((seen > 500 || !recorded::folder()));
}
