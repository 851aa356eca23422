// Who is gone: each rule against a simulated Battle.net that changes, with a clock that is moved.
#include "site.hpp"

#include <catch2/catch.hpp>

using nlohmann::json;
using site_test::Site;

namespace {

const std::vector<std::string> all_modules{"wow_character", "wow_achievement", "wow_mount"};
constexpr std::int64_t hour = 3600;

void change(Site& site, json what)
{
    what["region"] = "eu";
    what["realm"] = "stormrage";
    what["name"] = what.value("name", "sheday");
    site.sandbox().change_world(what);
}

std::int64_t stored(const Site& site)
{
    site.install(all_modules);
    return site.lookup("stormrage", "sheday")["id"].get<std::int64_t>();
}

} // namespace

TEST_CASE("Nobody by that name is missing, and hidden is forbidden, nothing is stored of them")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install(all_modules);
    const json idle{{"wow_achievement", {{"rows", 0}}}, {"wow_mount", {{"rows", 0}}}};
    CHECK(site.lookup("silvermoon", "gone", 1) == json({{"id", nullptr}, {"result", "missing"}, {"providers", idle}}));
    CHECK(site.lookup("silvermoon", "hidden", 1)
        == json({{"id", nullptr}, {"result", "forbidden"}, {"providers", idle}}));
    CHECK(site.count("wow_character") == 0);
}

TEST_CASE("A character that is 404 is marked, and deleted at the second 404 six hours later")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    const auto before = site.row("wow_character", id);
    change(site, {{"op", "delete"}});
    site.advance(hour);
    CHECK(site.lookup("stormrage", "sheday", 1)["id"] == id);
    const auto marked = site.row("wow_character", id);
    CHECK(marked["sync_status"] == "missing");
    CHECK(marked["last_fetched"] == before["last_fetched"]); // its data does not get younger
    site.advance(5 * hour);
    CHECK(site.lookup("stormrage", "sheday", 1)["id"] == id);
    CHECK(site.count("wow_mount_collection") == 530);
    site.advance(hour + 1);
    CHECK(site.lookup("stormrage", "sheday", 1)["id"].is_null());
    for (const auto* type :
        {"wow_character", "wow_mount_collection", "wow_achievement_progress", "wow_character_document"})
        CHECK(site.count(type) == 0);
    CHECK(site.count("wow_mount") >= 530); // the catalogue stays
}

TEST_CASE("A character that was missing and is there again is as before")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    change(site, {{"op", "delete"}});
    site.lookup("stormrage", "sheday", 1);
    change(site, {{"op", "restore"}});
    site.advance(24 * hour);
    CHECK(site.lookup("stormrage", "sheday")["id"] == id);
    const auto row = site.row("wow_character", id);
    CHECK(row["sync_status"] == "ok");
    CHECK(row["missing_since"].is_null());
}

TEST_CASE("A character that Battle.net calls invalid is deleted at once")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    stored(site);
    change(site, {{"op", "invalidate"}});
    CHECK(site.lookup("stormrage", "sheday", 1)["id"].is_null());
    CHECK(site.count("wow_character") == 0);
    CHECK(site.count("wow_mount_collection") == 0);
}

TEST_CASE("A character that is hidden is marked, and its data stays")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    change(site, {{"op", "hide"}});
    const auto result = site.lookup("stormrage", "sheday", 1);
    CHECK(result["id"] == id);
    CHECK(result["result"] == "forbidden");
    CHECK(site.row("wow_character", id)["sync_status"] == "forbidden");
    CHECK(site.count("wow_mount_collection") == 530);
}

TEST_CASE("Another id at the address is another person: the old rows go first")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    change(site, {{"op", "set_id"}, {"id", 777'000'777}});
    const auto result = site.lookup("stormrage", "sheday");
    CHECK(result["result"] == "created");
    CHECK(result["id"] != id);
    CHECK(site.count("wow_character") == 1);
    const auto other = std::to_string(result["id"].get<std::int64_t>());
    CHECK(site.count("wow_mount_collection") == site.count("wow_mount_collection", {"character = " + other}));
}

TEST_CASE("The same id at a new address moves the row")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    change(site, {{"op", "rename"}, {"to_name", "Ångström"}, {"to_realm", "argent-dawn"}});
    const auto result = site.lookup("argent-dawn", "ÅNGSTRÖM");
    CHECK(result["id"] == id);
    CHECK(result["result"] == "updated");
    const auto row = site.row("wow_character", id);
    CHECK(row["realm_slug"] == "argent-dawn");
    CHECK(row["name"] == "Ångström");
    CHECK(row["name_key"] == "ångström");
    CHECK(site.count("wow_character") == 1);
    CHECK(site.count("wow_mount_collection") == 530);
    CHECK(site.lookup("stormrage", "sheday", 1)["id"].is_null());
    CHECK(site.count("wow_character") == 1);
}

TEST_CASE("A refresh walks the stalest first and counts what became of each")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    stored(site);
    const auto fresh = site.lookup("argent-dawn", "fresh")["id"].get<std::int64_t>();
    const json nothing{{"refreshed", 0}, {"unchanged", 0}, {"missing", 0}, {"forbidden", 0}, {"failed", 0}};
    CHECK(site.json({"wow:character-refresh"}) == nothing); // none is old enough
    auto expected = nothing;
    expected["unchanged"] = 2;
    CHECK(site.json({"wow:character-refresh", "--all"}) == expected);
    site.advance(6 * 24 * hour);
    change(site, {{"op", "touch"}});
    expected = nothing;
    expected["refreshed"] = 1;
    CHECK(site.json({"wow:character-refresh", "--limit", "1"}) == expected);
    CHECK(site.row("wow_character", fresh)["last_fetched"].get<std::int64_t>()
        < site.list("wow_character", {"name_key = sheday"})[0]["last_fetched"].get<std::int64_t>());
    site.advance(6 * 24 * hour);
    change(site, {{"op", "delete"}});
    expected = nothing;
    expected["unchanged"] = 1;
    expected["missing"] = 1;
    CHECK(site.json({"wow:character-refresh"}) == expected);
}

TEST_CASE("Refused credentials stop a refresh, and nothing is marked or deleted")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    site.advance(6 * 24 * hour);
    site.sandbox().set_faults({"401=1000"});
    const auto result = site.run({"wow:character-refresh"});
    CHECK(result.exit_code == 1);
    CHECK(site.row("wow_character", id)["sync_status"] == "ok");
    CHECK(site.count("wow_mount_collection") == 530);
}

TEST_CASE("Two 404s delete nothing while /status knows the character or does not answer")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    const auto* fault = GENERATE("5xx-rate=100", "html", "403=1000");
    INFO(fault);
    change(site, {{"op", "delete"}});
    site.sandbox().set_faults({std::string(fault) + "@/profile/wow/character/stormrage/sheday/status"});
    for (int day = 0; day < 3; ++day) {
        CHECK(site.lookup("stormrage", "sheday", 1)["id"] == id);
        site.advance(24 * hour);
    }
    CHECK(site.row("wow_character", id)["sync_status"] == "missing");
    CHECK(site.count("wow_mount_collection") == 530);
    site.sandbox().set_faults({}); // a 404 of /status as well
    CHECK(site.lookup("stormrage", "sheday", 1)["id"].is_null());
    CHECK(site.count("wow_character") == 0);
}

TEST_CASE("Somebody else under the name takes the place, with nothing of who was there before")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    change(site, {{"op", "replace"}});
    const auto result = site.lookup("stormrage", "sheday");
    CHECK(result["id"] != id);
    CHECK(site.count("wow_character") == 1);
    for (const auto* type : {"wow_mount_collection", "wow_achievement_progress", "wow_character_document"})
        CHECK(site.count(type, {"character = " + std::to_string(id)}) == 0);
}

TEST_CASE("Who moves to the address of another stored character takes its place")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    const auto other = site.lookup("argent-dawn", "fresh")["id"].get<std::int64_t>();
    site.sandbox().change_world({{"op", "delete"}, {"region", "eu"}, {"realm", "argent-dawn"}, {"name", "fresh"}});
    change(site, {{"op", "rename"}, {"to_name", "Fresh"}, {"to_realm", "argent-dawn"}});
    const auto result = site.lookup("argent-dawn", "fresh");
    CHECK(result["id"] == id);
    CHECK(site.count("wow_character") == 1);
    CHECK(site.count("wow_character", {"id = " + std::to_string(other)}) == 0);
    CHECK(site.count("wow_mount_collection", {"character = " + std::to_string(id)}) == 530);
}

TEST_CASE("A maintenance deletes and marks nothing, however long it lasts")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    const auto before = site.row("wow_character", id)["last_fetched"];
    for (const auto* fault : {"5xx-rate=100", "html"}) {
        INFO(fault);
        site.sandbox().set_faults({fault});
        for (int times = 0; times < 2; ++times) {
            site.advance(7 * hour);
            const auto result = site.run({"wow:character-refresh", "--all"});
            CHECK(result.exit_code == 1);
            CHECK(json::parse(result.out)["missing"] == 0);
        }
        const auto row = site.row("wow_character", id);
        CHECK(row["sync_status"] == "ok");
        CHECK(row["missing_since"].is_null());
        CHECK(row["last_fetched"] == before);
    }
    CHECK(site.count("wow_mount_collection") == 530);
}

TEST_CASE("A 403 on everything is the site's own trouble: a refresh stops, nothing is marked or deleted")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    site.lookup("argent-dawn", "fresh");
    site.advance(6 * 24 * hour);
    site.sandbox().set_faults({"403=100000@/profile", "403=100000@/data"});
    const auto result = site.run({"wow:character-refresh"});
    INFO(result.out << result.err);
    CHECK(result.exit_code == 1);
    CHECK(json::parse(result.out)["forbidden"] == 0);
    CHECK(result.err.find("API client") != std::string::npos);
    CHECK(site.row("wow_character", id)["sync_status"] == "ok");
    CHECK(site.count("wow_character") == 2);
    CHECK(site.count("wow_mount_collection") == 530);
}
