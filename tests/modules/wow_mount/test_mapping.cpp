// From recorded bodies to rows of mounts: values compared with the bodies themselves.
#include "modules/wow_character/recorded.hpp"

#include <wow_mount/mapping.hpp>

using namespace wow_mount;
using nlohmann::json;

namespace {

wow_character::CollectionRows collection(const std::string& body)
{
    wow::Document document;
    REQUIRE(document.parse(body));
    wow_character::CollectionRows rows(collection_shape());
    read_collection(document, "en_GB", rows);
    return rows;
}

wowhost::Value column(const wow::CatalogueRow& row, const std::string& name)
{
    for (std::size_t i = 0; i < mount_columns.size(); ++i)
        if (mount_columns[i] == name)
            return row.values[i];
    FAIL("no column " << name);
    return {};
}

} // namespace

TEST_CASE("All recorded mounts of a character become rows")
{
    for (const auto* file : {"character-mounts/rbattlenet-eu-stormrage-sheday-2019.json",
             "character-mounts/argentpony-us-norgannon-drinian.json"}) {
        const auto body = recorded::body(file);
        if (!body)
            return;
        const auto expected = json::parse(*body)["mounts"];
        const auto rows = collection(*body);
        REQUIRE(rows.size() == expected.size());
        CHECK(rows.skipped().empty());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            CHECK(rows.catalogue()[i].blizzard_id == expected[i]["mount"]["id"].get<std::int64_t>());
            CHECK(rows.catalogue()[i].name == expected[i]["mount"]["name"].get<std::string>());
            CHECK(rows.value(i, 0).boolean() == expected[i].value("is_favorite", false));
            CHECK(rows.value(i, 1).is_null() == !expected[i].contains("is_useable"));
        }
    }
}

TEST_CASE("A recorded mount fills the catalogue's columns")
{
    for (const auto* file : {"mount/rbattlenet-eu-6-2019.json", "mount/argentpony-us-6-8.3.0.json"}) {
        const auto body = recorded::body(file);
        if (!body)
            return;
        wow::Document document;
        REQUIRE(document.parse(*body));
        wow::CatalogueRow row(6, mount_columns);
        map_mount(document.root(), row, "en_GB");
        CHECK(column(row, "name").string() == "Brown Horse");
        CHECK(column(row, "source_type").string() == "VENDOR");
        CHECK(column(row, "source").string() == "Vendor");
        CHECK(column(row, "faction").string() == "ALLIANCE");
        CHECK(column(row, "creature_display").integer() == 2404); // from the link where the body has no id
        CHECK(row.media == 2404);
        CHECK(column(row, "description").string().starts_with("A favorite among"));
    }
}

TEST_CASE("Rows that are not mounts are skipped and counted, the others are kept")
{
    const auto rows =
        collection(R"({"mounts":[{"mount":{"id":6,"name":"Brown Horse"},"is_useable":true,"is_favorite":true},
        {"mount":null},{"mount":{"name":"nameless"}},7,null,[],{"mount":{"id":"six"}},{"mount":{"id":-3}},
        {"mount":{"id":9,"name":null},"is_useable":"yes"}]})");
    REQUIRE(rows.size() == 2);
    CHECK(rows.value(0, 0).boolean());
    CHECK(rows.value(0, 1).boolean());
    CHECK(rows.catalogue()[1].name.empty());
    CHECK(rows.value(1, 1).is_null());
    REQUIRE(rows.skipped().size() == 1);
    CHECK(rows.skipped().begin()->second == 7);
    CHECK(collection("{}").size() == 0);
    CHECK(collection(R"({"mounts":null})").size() == 0);
    CHECK(collection(R"({"mounts":"many"})").size() == 0);
}

TEST_CASE("A mount of which nothing is known but nulls keeps what is stored")
{
    wow::Document document;
    REQUIRE(document.parse(
        R"({"id":6,"name":null,"description":null,"source":null,"faction":{"type":null},"creature_displays":[null,{}]})"));
    wow::CatalogueRow row(6, mount_columns);
    map_mount(document.root(), row, "en_GB");
    for (const auto& value : row.values)
        CHECK(value.is_null());
}
