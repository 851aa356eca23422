// The search: envelope, pages, filters, order, all locales, at most 1,000 results.
#include "sdk/sandbox/sandbox_program.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using nlohmann::json;
using sandbox_test::Sandbox;

namespace {

json search(Sandbox& sandbox, const std::string& query, const std::string& space = "static")
{
    const auto reply = sandbox.get("/data/wow/search/" + query + "&namespace=" + space + "-eu");
    INFO(query);
    REQUIRE(reply.status == 200);
    return reply.json();
}

std::vector<std::int64_t> ids_of(const json& document)
{
    std::vector<std::int64_t> out;
    for (const auto& row : document.at("results")) {
        out.push_back(row.at("data").at("id").get<std::int64_t>());
    }
    return out;
}

} // namespace

TEST_CASE("pages of a search join to at most 1,000 results")
{
    Sandbox sandbox({"--no-rate"});
    const auto first = search(sandbox, "item?_pageSize=3");
    CHECK(first.at("page") == 1);
    CHECK(first.at("pageSize") == 3);
    CHECK(first.at("maxPageSize") == 3);
    CHECK(first.at("pageCount") == 334);
    CHECK(first.at("resultCountCapped") == true);
    CHECK(ids_of(search(sandbox, "item?_pageSize=3&_page=334")).size() == 1);
    CHECK(ids_of(search(sandbox, "item?_pageSize=3&_page=335")).empty());
    const auto all = ids_of(search(sandbox, "item?_pageSize=1000&orderby=id"));
    CHECK(all.size() == 1000);
    CHECK(std::is_sorted(all.begin(), all.end()));
    const auto second = ids_of(search(sandbox, "item?_pageSize=3&_page=2&orderby=id"));
    CHECK(second == std::vector<std::int64_t>(all.begin() + 3, all.begin() + 6));
}

TEST_CASE("ranges of ids walk through everything, and give what the details give")
{
    Sandbox sandbox({"--no-rate"});
    for (const std::string document : {"item", "creature"}) {
        const auto rows = search(sandbox, document + "?id=[49950,50050]&orderby=id&_pageSize=1000");
        CHECK_FALSE(rows.contains("resultCountCapped"));
        std::set<std::int64_t> found;
        for (const auto& row : rows.at("results")) {
            const auto id = row.at("data").at("id").get<std::int64_t>();
            found.insert(id);
            CHECK(row.at("data").at("name").size() == 12);
            const auto detail =
                sandbox.get("/data/wow/" + document + "/" + std::to_string(id) + "?namespace=static-eu").json();
            CHECK(detail.at("name") == row.at("data").at("name"));
        }
        for (std::int64_t id = 49950; id <= 50050; ++id) {
            const auto status =
                sandbox.get("/data/wow/" + document + "/" + std::to_string(id) + "?namespace=static-eu").status;
            CHECK((status == 200) == (found.count(id) == 1));
        }
    }
    const auto open = ids_of(search(sandbox, "item?id=(50000,50010)&orderby=id:desc"));
    CHECK(std::is_sorted(open.rbegin(), open.rend()));
    CHECK(open.front() < 50010);
    CHECK(open.back() > 50000);
    CHECK(ids_of(search(sandbox, "item?id=[259990,]")).front() >= 259990);
    CHECK(ids_of(search(sandbox, "item?id=19019||19019")) == std::vector<std::int64_t>{19019});
}

TEST_CASE("names are found by their words, in any case and in the language that is asked for")
{
    Sandbox sandbox({"--no-rate"});
    const auto rows = search(sandbox, "item?name.en_US=aSHen%20anVil&_pageSize=1000");
    CHECK(rows.at("results").size() > 20);
    for (const auto& row : rows.at("results")) {
        const auto name = row.at("data").at("name").at("en_US").get<std::string>();
        CHECK(name.find("Ashen") != std::string::npos);
        CHECK(name.find("Anvil") != std::string::npos);
    }
    CHECK(ids_of(search(sandbox, "item?name.en_US=ash")).empty()); // words, not their beginnings
    CHECK_FALSE(ids_of(search(sandbox, "creature?name.en_GB=drake||wyvern")).empty());
    CHECK_FALSE(ids_of(search(sandbox, "mount?name.en_US=Drake")).empty());
    // фьорд
    const auto realm = search(sandbox, "realm?name.ru_RU=%D1%84%D1%8C%D0%BE%D1%80%D0%B4", "dynamic");
    REQUIRE(realm.at("results").size() == 1);
    CHECK(realm.at("results")[0].at("data").at("slug") == "howling-fjord");
    CHECK(ids_of(search(sandbox, "realm?name.en_US=%D1%84%D1%8C%D0%BE%D1%80%D0%B4", "dynamic")).empty());
}

TEST_CASE("fields filter and order")
{
    Sandbox sandbox;
    const auto epics = search(sandbox, "item?quality.type=EPIC&inventory_type.type!=HEAD&_pageSize=50");
    for (const auto& row : epics.at("results")) {
        CHECK(row.at("data").at("quality").at("type") == "EPIC");
        CHECK(row.at("data").at("inventory_type").at("type") != "HEAD");
    }
    const auto ordered = search(sandbox, "item?id=[1000,1200]&orderby=level:desc&_pageSize=1000").at("results");
    CHECK(std::is_sorted(ordered.rbegin(), ordered.rend(),
        [](const json& a, const json& b) { return a.at("data").at("level") < b.at("data").at("level"); }));
    const auto group = search(sandbox, "connected-realm?realms.slug=stormrage&status.type=UP", "dynamic");
    CHECK(group.at("results").size() <= 1);
    const auto media = search(sandbox, "media?tags=item&id=19019");
    REQUIRE(media.at("results").size() == 1);
    CHECK(media.at("results")[0].at("data").at("assets")[0].at("file_data_id") == 149019);
    CHECK(sandbox.get("/data/wow/search/toy?namespace=static-eu").status == 404);
}
