// From bodies to rows of toys. Battle.net's answers about toys are not among the recorded ones; these have its shape.
#include "modules/collections/rows.hpp"

#include <wow_toy/mapping.hpp>

using namespace wow_toy;

TEST_CASE("A toy has its item's name, and its item's icon")
{
    const auto row = rows_test::catalogue_row(toy_columns, map_toy, R"({"id":30,"item":{"key":{"href":
        "https://eu.api.blizzard.com/data/wow/item/43824?namespace=static-11.2.0_62213-eu"},"name":{"en_GB":"Schools"},
        "id":43824},"source":{"type":"ACHIEVEMENT","name":"Achievement"},"source_description":"Higher Learning",
        "should_exclude_if_uncollected":false,"media":{"key":{},"id":43824}})");
    CHECK(row.get("name").string() == "Schools");
    CHECK(row.get("item_blizzard_id").integer() == 43824);
    CHECK(row.get("source_type").string() == "ACHIEVEMENT");
    CHECK(row.get("source").string() == "Achievement");
    CHECK(row.get("source_description").string() == "Higher Learning");
    CHECK(row.media == 43824);
    const auto bare = rows_test::catalogue_row(
        toy_columns, map_toy, R"({"id":30,"item":{"id":7,"name":null},"source":"DROP","media":[]})");
    CHECK(bare.get("name").is_null());
    CHECK(bare.get("source_type").string() == "DROP");
    CHECK(bare.get("source").is_null());
    CHECK(bare.media == 7);
    CHECK_FALSE(rows_test::catalogue_row(toy_columns, map_toy, R"({"item":null})").media);
}

TEST_CASE("Rows that are not toys are skipped and counted, the others are kept")
{
    const auto rows = rows_test::collection(collection_shape(), read_collection,
        R"({"toys":[{"toy":{"id":30,"name":"Schools"},"is_favorite":true},{"toy":{"id":31,"name":""},"is_favorite":null},
        {"toy":null},{},null,{"toy":{"id":0}},{"toy":{"id":"x"}}]})");
    REQUIRE(rows.size() == 2);
    CHECK(rows.catalogue()[0].name == "Schools");
    CHECK(rows.value(0, 0).boolean());
    CHECK_FALSE(rows.value(1, 0).boolean(true));
    REQUIRE(rows.skipped().size() == 1);
    CHECK(rows.skipped().begin()->second == 5);
}
