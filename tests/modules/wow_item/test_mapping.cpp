// From recorded bodies to rows of items and terms of classes: values compared with the bodies themselves.
#include "modules/damaged.hpp"
#include "modules/wow_character/recorded.hpp"

#include <wow_item/mapping.hpp>

using namespace wow_item;
using nlohmann::json;

namespace {

wow::CatalogueRow item(const std::string& body, std::int64_t number = 1)
{
    wow::Document document;
    wow::CatalogueRow row(number, item_columns);
    if (document.parse(body))
        map_item(document.root(), row, "en_GB");
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

TEST_CASE("All recorded items become rows")
{
    for (const auto* file : {"item/argentpony-us-19019-10.0.5.json", "item/rbattlenet-eu-18803-2019.json",
             "item/rbattlenet-eu-classic-19019-2019.json"}) {
        INFO(file);
        const auto body = recorded::body(file);
        if (!body)
            return;
        const auto expected = json::parse(*body);
        const auto row = item(*body, expected["id"]);
        CHECK(row.get("name").string() == expected["name"].get<std::string>());
        CHECK(row.get("quality").string() == expected["quality"]["type"].get<std::string>());
        CHECK(row.get("inventory_type").string() == expected["inventory_type"]["type"].get<std::string>());
        CHECK(row.get("level").integer() == expected["level"].get<std::int64_t>());
        CHECK(row.get("required_level").integer() == expected["required_level"].get<std::int64_t>());
        const auto item_class = expected["item_class"]["id"].get<std::int64_t>();
        const auto subclass = expected["item_subclass"]["id"].get<std::int64_t>();
        CHECK(referred(row, "item_class") == item_class);
        CHECK(referred(row, "item_subclass") == (item_class + 1) * 1000 + subclass);
    }
}

TEST_CASE("All recorded media of items have an icon")
{
    for (const auto* file : {"item-media/argentpony-us-19019-8.3.0.json", "item-media/damiaui-us-19019-11.2.0.json",
             "item-media/rbattlenet-eu-19019-2019.json", "item-media/rbattlenet-eu-classic-19019-2019.json"}) {
        INFO(file);
        const auto body = recorded::body(file);
        if (!body)
            return;
        wow::Document document;
        REQUIRE(document.parse(*body));
        wow::CatalogueRow row(19019, item_columns);
        map_item_media(document.root(), row);
        CHECK(row.get("icon").string() == json::parse(*body)["assets"][0]["value"].get<std::string>());
    }
}

TEST_CASE("All recorded classes list their subclasses, and no two terms have the same number")
{
    for (const auto* file : {"item-class/argentpony-us-0-8.3.0.json", "item-class/rbattlenet-eu-1-2019.json",
             "item-class/rbattlenet-eu-classic-1-2019.json"}) {
        INFO(file);
        const auto body = recorded::body(file);
        if (!body)
            return;
        const auto expected = json::parse(*body);
        wow::Document document;
        REQUIRE(document.parse(*body));
        const auto item_class = expected["class_id"].get<std::int64_t>();
        const auto found = read_subclasses(document.root(), item_class, "en_GB");
        REQUIRE(found.size() == expected["item_subclasses"].size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            CHECK(found[i].id == expected["item_subclasses"][i]["id"].get<std::int64_t>());
            CHECK(found[i].name == expected["item_subclasses"][i]["name"].get<std::string>());
        }
    }
    std::set<std::int64_t> numbers;
    constexpr std::int64_t classes = 40;
    constexpr std::int64_t subclasses = 60;
    for (std::int64_t c = 0; c < classes; ++c) {
        CHECK(numbers.insert(*class_number(c)).second);
        for (std::int64_t s = 0; s < subclasses; ++s)
            CHECK(numbers.insert(*subclass_number(c, s)).second);
    }
    CHECK(*subclass_number(0, 0) == 1000);
    CHECK_FALSE(class_number(1000));
    CHECK_FALSE(subclass_number(1, 1000));
    CHECK_FALSE(subclass_number(std::nullopt, 1));
}

TEST_CASE("What is not there stays null, what is wrong is left out, the rest is kept")
{
    const auto row = item(R"({"id":5,"name":null,"quality":"EPIC","level":"many","required_level":99999999999999999999,
        "item_class":{"id":-1},"item_subclass":{"id":3},"inventory_type":null,"unknown":[1]})");
    CHECK(row.get("name").is_null());
    CHECK(row.get("quality").string() == "EPIC");
    CHECK(row.get("level").is_null());
    CHECK(row.get("required_level").is_null());
    CHECK(row.references.empty());
    wow::Document document;
    REQUIRE(document.parse(
        R"({"item_subclasses":[{"id":1,"name":null},{"id":1,"name":"twice"},7,null,{"id":5000},{"name":"x"}]})"));
    CHECK(read_subclasses(document.root(), 2, "en_GB").size() == 1);
    REQUIRE(document.parse(R"({"item_subclasses":null})"));
    CHECK(read_subclasses(document.root(), 2, "en_GB").empty());
}

TEST_CASE("Damaged bodies of items harm nothing")
{
    const auto seen = damaged::each({"item", "item-media", "item-class"}, 4000, [](const wow::Node& body) {
        wow::CatalogueRow row(1, item_columns);
        map_item(body, row, "en_GB");
        map_item_media(body, row);
        for (const auto& subclass : read_subclasses(body, 2, "en_GB"))
            CHECK(subclass.number >= 3000);
        CHECK(row.values.size() == item_columns.size());
    });
    CHECK((seen > 500 || !recorded::folder()));
}
