// Which guilds are gone: each rule against a simulated Battle.net that changes, with a clock that is moved.
#include "guild_site.hpp"

#include <catch2/catch.hpp>

using nlohmann::json;
using site_test::Site;
using namespace guild_test;

namespace {

constexpr std::int64_t hour = 3600;

std::int64_t stored(const Site& site)
{
    site.install(all_modules);
    return lookup(site, "stormrage", "Lantern Watch")["id"].get<std::int64_t>();
}

} // namespace

TEST_CASE("No guild of that name is missing, nothing is stored of it")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install(all_modules);
    const json idle{
        {"wow_achievement", {{"rows", 0}}}, {"wow_guild_activity", {{"rows", 0}}}, {"wow_guild_roster", {{"rows", 0}}}};
    CHECK(lookup(site, "stormrage", "Nobody At All", 1)
        == json({{"id", nullptr}, {"result", "missing"}, {"providers", idle}}));
    CHECK(site.count("wow_guild") == 0);
}

TEST_CASE("A guild that is 404 is marked, and deleted at the second 404 six hours later, its characters stay")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    const auto character = site.lookup("stormrage", "sheday")["id"].get<std::int64_t>();
    REQUIRE(site.row("wow_character", character)["guild"] == id);
    const auto owned_before = site.count("wow_achievement_progress", {"character = " + std::to_string(character)});
    const auto before = site.row("wow_guild", id);
    const auto members = site.count("wow_guild_member");
    change(site, {{"op", "delete"}});
    site.advance(hour);
    CHECK(lookup(site, "stormrage", "Lantern Watch", 1)["id"] == id);
    const auto marked = site.row("wow_guild", id);
    CHECK(marked["sync_status"] == "missing");
    CHECK(marked["last_fetched"] == before["last_fetched"]); // its data does not get younger
    site.advance(5 * hour);
    CHECK(lookup(site, "stormrage", "Lantern Watch", 1)["id"] == id);
    CHECK(site.count("wow_guild_member") == members);
    site.advance(hour + 1);
    CHECK(lookup(site, "stormrage", "Lantern Watch", 1)["id"].is_null());
    for (const auto* type : {"wow_guild", "wow_guild_member", "wow_guild_activity", "wow_guild_document"})
        CHECK(site.count(type) == 0);
    CHECK(site.count("wow_achievement_progress") == owned_before);
    const auto left = site.row("wow_character", character);
    CHECK(left["guild"].is_null());
    CHECK(left["guild_name"] == "Lantern Watch");
}

TEST_CASE("A guild that was missing and is there again is as before")
{
    Site site("sqlite");
    const auto id = stored(site);
    change(site, {{"op", "delete"}});
    lookup(site, "stormrage", "Lantern Watch", 1);
    change(site, {{"op", "restore"}});
    site.advance(24 * hour);
    CHECK(lookup(site, "stormrage", "Lantern Watch")["id"] == id);
    const auto row = site.row("wow_guild", id);
    CHECK(row["sync_status"] == "ok");
    CHECK(row["missing_since"].is_null());
}

TEST_CASE("A guild that is hidden is marked, and its data stays")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    const auto members = site.count("wow_guild_member");
    change(site, {{"op", "hide"}});
    const auto result = lookup(site, "stormrage", "Lantern Watch", 1);
    CHECK(result["id"] == id);
    CHECK(result["result"] == "forbidden");
    CHECK(site.row("wow_guild", id)["sync_status"] == "forbidden");
    CHECK(site.count("wow_guild_member") == members);
}

TEST_CASE("Another id at the address is another guild: the old rows go first")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    change(site, {{"op", "set_id"}, {"id", 77'000'777}});
    const auto result = lookup(site, "stormrage", "Lantern Watch");
    CHECK(result["result"] == "created");
    CHECK(result["id"] != id);
    CHECK(site.count("wow_guild") == 1);
    CHECK(site.count("wow_guild_member")
        == site.count("wow_guild_member", {"guild = " + std::to_string(result["id"].get<std::int64_t>())}));
}

TEST_CASE("The same id under a new name moves the row")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    const auto members = site.count("wow_guild_member");
    change(site, {{"op", "rename"}, {"to_name", "Ährenwächter"}});
    const auto result = lookup(site, "stormrage", "ÄHRENWÄCHTER");
    CHECK(result["id"] == id);
    CHECK(result["result"] == "updated");
    const auto row = site.row("wow_guild", id);
    CHECK(row["name"] == "Ährenwächter");
    CHECK(row["name_key"] == "ährenwächter");
    CHECK(row["slug"] == "ährenwächter");
    CHECK(site.count("wow_guild") == 1);
    CHECK(site.count("wow_guild_member") == members);
    CHECK(lookup(site, "stormrage", "Lantern Watch", 1)["id"].is_null());
    CHECK(site.count("wow_guild") == 1);
}

TEST_CASE("A summary that is broken, and refused credentials, change nothing")
{
    Site site("sqlite");
    const auto id = stored(site);
    const auto before = site.row("wow_guild", id);
    change(site, {{"op", "touch"}});
    site.sandbox().set_faults({"truncated@" + lantern_watch});
    CHECK(site.run({"wgl", "stormrage", "Lantern Watch"}).exit_code == 1);
    const auto after = site.row("wow_guild", id);
    CHECK(after["last_fetched"] == before["last_fetched"]);
    CHECK(after["sync_status"] == "ok");
    CHECK_FALSE(after["last_checked"].is_null());
    site.sandbox().set_faults({"401=1000"});
    CHECK(site.run({"wgl", "stormrage", "Lantern Watch"}).exit_code == 1);
    CHECK(site.row("wow_guild", id)["sync_status"] == "ok");
}

TEST_CASE("Cron refreshes stored guilds before they are older than wow.refresh_days")
{
    Site site("sqlite");
    const auto id = stored(site);
    const auto before = site.row("wow_guild", id)["last_fetched"].get<std::int64_t>();
    site.advance(6 * 24 * hour);
    site.json({"cron"});
    CHECK(site.row("wow_guild", id)["last_fetched"].get<std::int64_t>() >= before + 6 * 24 * hour);
}

TEST_CASE("Somebody else's guild under the name, a maintenance, and a 403 on everything")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    const auto id = stored(site);
    const auto members = site.count("wow_guild_member");
    for (const std::vector<std::string>& faults :
        {std::vector<std::string>{"5xx-rate=100"}, {"html"}, {"403=100000@/profile", "403=100000@/data"}}) {
        INFO(faults.front());
        site.sandbox().set_faults(faults);
        for (int times = 0; times < 2; ++times) {
            site.advance(7 * hour);
            CHECK(site.run({"wgl", "stormrage", "Lantern Watch"}).exit_code == 1);
        }
        CHECK(site.row("wow_guild", id)["sync_status"] == "ok");
        CHECK(site.count("wow_guild_member") == members);
    }
    site.sandbox().set_faults({});
    change(site, {{"op", "replace"}});
    CHECK(lookup(site, "stormrage", "Lantern Watch")["id"] != id);
    CHECK(site.count("wow_guild") == 1);
    for (const auto* type : {"wow_guild_member", "wow_guild_activity", "wow_achievement_progress"})
        CHECK(site.count(type, {"guild = " + std::to_string(id)}) == 0);
}
