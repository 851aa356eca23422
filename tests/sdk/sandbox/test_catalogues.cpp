// The static catalogues: their sizes, and that every index, area and reference leads to a detail.
#include "sdk/sandbox/sandbox_program.hpp"

#include <catch2/catch.hpp>

#include <set>

using nlohmann::json;
using sandbox_test::Sandbox;

namespace {

const std::string in_static = "?namespace=static-eu&locale=en_GB";

json index_of(Sandbox& sandbox, const std::string& path)
{
    return sandbox.get("/data/wow/" + path + "index" + in_static).json();
}

json detail_of(Sandbox& sandbox, const std::string& path, const json& id)
{
    const auto reply = sandbox.get("/data/wow/" + path + id.dump() + in_static);
    INFO(path << id);
    REQUIRE(reply.status == 200);
    return reply.json();
}

} // namespace

TEST_CASE("collectibles have the real sizes, and details that agree with the index")
{
    Sandbox sandbox({"--no-rate"});
    struct Row {
        std::string path;
        std::string list;
        std::size_t size;
    };
    for (const auto& row : {Row{"pet/", "pets", 2021}, Row{"title/", "titles", 593}, Row{"toy/", "toys", 1000},
             Row{"heirloom/", "heirlooms", 100}}) {
        const auto rows = index_of(sandbox, row.path).at(row.list);
        CHECK(rows.size() == row.size);
        std::set<json> ids;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            ids.insert(rows[i].at("id"));
            if (i % 9 == 0) {
                const auto detail = detail_of(sandbox, row.path, rows[i].at("id"));
                CHECK(detail.at("id") == rows[i].at("id"));
                CHECK(
                    detail.value("name", detail.value("item", json::object()).value("name", "")) == rows[i].at("name"));
            }
        }
        CHECK(ids.size() == rows.size());
        CHECK(sandbox.get("/data/wow/" + row.path + "8888888" + in_static).status == 404);
    }
}

TEST_CASE("titles carry their place for the name, and lists do not")
{
    Sandbox sandbox({"--no-rate"});
    for (const auto& row : index_of(sandbox, "title/").at("titles")) {
        CHECK(row.at("name").get<std::string>().find('{') == std::string::npos);
    }
    const auto title = detail_of(sandbox, "title/", 7);
    for (const auto* gender : {"male", "female"}) {
        CHECK(title.at("gender_name").at(gender).get<std::string>().find("{name}") != std::string::npos);
    }
}

TEST_CASE("a toy's and a heirloom's item, a pet's creature and picture exist under the same name")
{
    Sandbox sandbox;
    for (const std::string path : {"toy/", "heirloom/"}) {
        const auto detail = detail_of(sandbox, path, 17);
        CHECK(detail_of(sandbox, "item/", detail.at("item").at("id")).at("name") == detail.at("item").at("name"));
        detail_of(sandbox, "media/item/", detail.at("media").at("id"));
    }
    const auto pet = index_of(sandbox, "pet/").at("pets")[100];
    const auto detail = detail_of(sandbox, "pet/", pet.at("id"));
    CHECK(detail_of(sandbox, "creature/", detail.at("creature").at("id")).at("name") == pet.at("name"));
    const auto media = detail_of(sandbox, "media/pet/", pet.at("id"));
    CHECK(media.at("assets")[0].at("value") == detail.at("icon"));
}

TEST_CASE("factions lie below headers, and use ladders or renown")
{
    Sandbox sandbox({"--no-rate"});
    const auto index = index_of(sandbox, "reputation-faction/");
    CHECK(index.at("factions").size() == 263);
    CHECK(index.at("root_factions").size() == 13);
    std::size_t renown = 0;
    std::size_t paragon = 0;
    std::size_t below = 0;
    std::set<json> ladders;
    for (const auto& row : index.at("factions")) {
        const auto detail = detail_of(sandbox, "reputation-faction/", row.at("id"));
        renown += detail.value("is_renown", false) ? 1 : 0;
        paragon += detail.value("can_paragon", false) ? 1 : 0;
        below += detail.value("factions", json::array()).size();
        if (detail.value("is_header", false)) {
            CHECK_FALSE(detail.contains("reputation_tiers"));
        } else {
            CHECK(detail.value("is_renown", false) != detail.contains("reputation_tiers"));
        }
        if (detail.contains("reputation_tiers")) {
            ladders.insert(detail.at("reputation_tiers").at("id"));
        }
    }
    CHECK(renown > 10);
    CHECK(paragon > 10);
    CHECK(below > 200);
    const auto rows = index_of(sandbox, "reputation-tiers/").at("reputation_tiers");
    CHECK(rows.size() == 69);
    std::size_t own = 0;
    for (const auto& row : rows) {
        const auto detail = detail_of(sandbox, "reputation-tiers/", row.at("id"));
        CHECK(detail.at("tiers").size() >= 6);
        own += detail.contains("faction") ? 1 : 0;
        if (detail.contains("faction")) {
            CHECK(row.at("name") == detail.at("faction").at("name"));
            ladders.erase(row.at("id"));
        }
    }
    CHECK(own > 30);
    CHECK(own < rows.size());
    for (const auto& ladder : ladders) {
        detail_of(sandbox, "reputation-tiers/", ladder);
    }
}

TEST_CASE("quests are found through areas, categories and types alone, each in an area or a category")
{
    Sandbox sandbox({"--no-rate"});
    const auto root = index_of(sandbox, "quest/");
    CHECK(root.contains("areas"));
    CHECK_FALSE(root.contains("quests"));
    const auto collect = [&](const std::string& path, const std::string& list, std::size_t size, const char* name) {
        std::multiset<json> ids;
        const auto rows = index_of(sandbox, path).at(list);
        CHECK(rows.size() == size);
        for (const auto& row : rows) {
            const auto detail = detail_of(sandbox, path, row.at("id"));
            CHECK(detail.at(name) == row.at("name"));
            for (const auto& quest : detail.value("quests", json::array())) {
                ids.insert(quest.at("id"));
            }
        }
        return ids;
    };
    auto ids = collect("quest/area/", "areas", 417, "area");
    const auto in_area = ids;
    ids.merge(collect("quest/category/", "categories", 171, "category"));
    const auto typed = collect("quest/type/", "types", 9, "type");
    CHECK(ids.size() == 4000);
    CHECK(std::set<json>(ids.begin(), ids.end()).size() == 4000);
    CHECK(typed.size() > 800);
    std::size_t checked = 0;
    for (const auto& id : ids) {
        if (++checked % 40 == 0) {
            const auto quest = detail_of(sandbox, "quest/", id);
            CHECK(quest.contains("area") == (in_area.count(id) == 1));
            CHECK(quest.contains("category") != quest.contains("area"));
            CHECK(quest.contains("type") == (typed.count(id) == 1));
            CHECK_FALSE(quest.at("title").get<std::string>().empty());
        }
    }
    CHECK(sandbox.get("/data/wow/quest/area/999999" + in_static).status == 404);
}

TEST_CASE("items, creatures and their vocabularies: details for most ids, 404 for the others")
{
    Sandbox sandbox({"--no-rate"});
    const auto classes = index_of(sandbox, "item-class/").at("item_classes");
    CHECK(classes.size() == 18);
    for (const auto& row : classes) {
        const auto detail = detail_of(sandbox, "item-class/", row.at("id"));
        CHECK(detail.at("class_id") == row.at("id"));
        for (const auto& subclass : detail.at("item_subclasses")) {
            const auto path = "item-class/" + row.at("id").dump() + "/item-subclass/";
            CHECK(detail_of(sandbox, path, subclass.at("id")).at("display_name") == subclass.at("name"));
        }
    }
    for (const auto& [path, list] : {std::pair<std::string, std::string>{"creature-type/", "creature_types"},
             {"creature-family/", "creature_families"}}) {
        for (const auto& row : index_of(sandbox, path).at(list)) {
            CHECK(detail_of(sandbox, path, row.at("id")).at("name") == row.at("name"));
        }
    }
    for (const std::string path : {"item/", "creature/"}) {
        std::size_t found = 0;
        for (int id = 50000; id < 50200; ++id) {
            const auto status = sandbox.get("/data/wow/" + path + std::to_string(id) + in_static).status;
            CHECK((status == 200 || status == 404));
            found += status == 200 ? 1 : 0;
        }
        CHECK(found > 120);
        CHECK(found < 190);
        CHECK(sandbox.get("/data/wow/" + path + "0" + in_static).status == 404);
        CHECK(sandbox.get("/data/wow/" + path + "99999999" + in_static).status == 404);
    }
    const auto creature = detail_of(sandbox, "creature/", 60039);
    detail_of(sandbox, "creature-type/", creature.at("type").at("id"));
    detail_of(sandbox, "media/creature-display/", creature.at("creature_displays")[0].at("id"));
    detail_of(sandbox, "media/creature-family/", 1);
}
