// From recorded bodies to rows of equipment: values compared with the bodies themselves.
#include "modules/damaged.hpp"
#include "modules/wow_character/recorded.hpp"

#include <wow_equipment/mapping.hpp>
#include <wowhost/json.hpp>

using namespace wow_equipment;
using nlohmann::json;

namespace {

wow::OwnedRows equipment(const std::string& body)
{
    wow::Document document;
    REQUIRE(document.parse(body));
    auto rows = equipment_rows();
    read_equipment(document, "en_GB", rows);
    return rows;
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
        if (key != "_links" && !(key == "key" && member.is_object() && member.contains("href")))
            members[key] = without_hrefs(member);
    return members;
}

wowhost::Value text_or_null(const json& value)
{
    return value.is_string() ? wowhost::Value(value.get<std::string>()) : wowhost::Value();
}

} // namespace

TEST_CASE("All recorded items of a character become rows, with all that is said of them")
{
    for (const auto* file : {"character-equipment/rbattlenet-eu-stormrage-sheday-2019.json",
             "character-equipment/derniccoo-eu-blackrock-broxger.json"}) {
        const auto body = recorded::body(file);
        if (!body)
            return;
        INFO(file);
        const auto expected = json::parse(*body)["equipped_items"];
        const auto rows = equipment(*body);
        REQUIRE(rows.rows().size() == expected.size());
        CHECK(rows.skipped().empty());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const auto& values = rows.rows()[i].values;
            CHECK(values[0].string() == expected[i]["slot"]["type"].get<std::string>());
            CHECK(values[1].integer() == expected[i]["item"]["id"].get<std::int64_t>());
            CHECK(values[2] == text_or_null(expected[i]["name"]));
            CHECK(values[3].string() == expected[i]["quality"]["type"].get<std::string>());
            CHECK(values[4].integer() == expected[i]["level"]["value"].get<std::int64_t>());
            CHECK(wowhost::to_json(values[5]) == without_hrefs(expected[i]));
        }
    }
}

TEST_CASE("A name that is null keeps the last good one of the same item, and no other's")
{
    const std::map<std::string, std::pair<std::int64_t, std::string>> stored{
        {"HEAD", {7, "Hat"}}, {"NECK", {8, "Chain"}}, {"FEET", {9, ""}}};
    auto rows = equipment(R"({"equipped_items":[{"slot":{"type":"HEAD"},"item":{"id":7},"name":null},
        {"slot":{"type":"NECK"},"item":{"id":80},"name":null},{"slot":{"type":"FEET"},"item":{"id":9}},
        {"slot":{"type":"BACK"},"item":{"id":5},"name":"Cloak"}]})");
    keep_names(rows, stored);
    CHECK(rows.rows()[0].values[name_column].string() == "Hat");
    CHECK(rows.rows()[1].values[name_column].is_null());
    CHECK(rows.rows()[2].values[name_column].is_null());
    CHECK(rows.rows()[3].values[name_column].string() == "Cloak");
}

TEST_CASE("Items without slot or number are skipped and counted, the others are kept")
{
    const auto rows = equipment(R"({"equipped_items":[null,7,{"slot":{"type":"HEAD"}},{"item":{"id":5}},
        {"slot":"NECK","item":{"id":6},"quality":null,"level":{"value":"high"},"name":{"en_GB":"Chain"}},
        {"slot":{"type":"FEET"},"item":{"key":{"href":"https://x/data/wow/item/77?namespace=static-9-eu"}}}]})");
    REQUIRE(rows.rows().size() == 2);
    CHECK(rows.rows()[0].values[0].string() == "NECK");
    CHECK(rows.rows()[0].values[2].string() == "Chain");
    CHECK(rows.rows()[0].values[3].is_null());
    CHECK(rows.rows()[0].values[4].is_null());
    CHECK(rows.rows()[1].values[1].integer() == 77);
    CHECK(rows.skipped().at("equipped_items[] without slot.type") == 3);
    CHECK(rows.skipped().at("equipped_items[] without item.id") == 1);
    for (const auto* body : {"{}", R"({"equipped_items":null})", R"({"equipped_items":{}})", "[]"})
        CHECK(equipment(body).rows().empty());
}

TEST_CASE("Damaged bodies of equipment are read or refused, and what is read can be stored")
{
    const auto read = damaged::each({"character-equipment"}, 800, [](const wow::Node& root) {
        wow::Document again;
        REQUIRE(again.parse(wowhost::to_json_text(root.value())));
        auto rows = equipment_rows();
        read_equipment(again, "en_GB", rows);
        std::size_t bad = 0;
        for (const auto& row : rows.rows())
            bad += row.values.size() == 6 && !row.values[0].text().empty() && row.values[1].integer() > 0 ? 0 : 1;
        CHECK(bad == 0);
    });
    if (recorded::folder())
        CHECK(read > 100);
}
