// Pages that are kept in memory, by two processes that share a database: they show what is stored, at once.
#include "profile_site.hpp"

namespace {

using namespace web_test;

constexpr const char* page_of_character = "/wow/character/eu/stormrage/sheday";
constexpr const char* page_of_guild = "/wow/guild/eu/stormrage/avalerion";

} // namespace

TEST_CASE("what one process changes or purges is changed or gone in pages that another has kept")
{
    ProfileSite site(GENERATE(from_range(engines())));
    const auto id = site.save("wow_character", character());
    auto first = site.browser();
    const auto second_process = site.start({"serve", "--listen", "127.0.0.1:0"});
    Browser second(address_of(*second_process));
    for (auto* browser : {&first, &second})
        for (int visit = 0; visit < 3; ++visit)
            CHECK(has(browser->get(page_of_character), "Level 80"));
    site.save("wow_character", {{"id", id}, {"level", 81}});
    for (auto* browser : {&first, &second})
        CHECK(has(browser->get(page_of_character), "Level 81"));
    site.run({"entity", "delete", "wow_character", std::to_string(id)});
    for (auto* browser : {&first, &second}) {
        const auto page = browser->get(page_of_character);
        CHECK(page.status == 404);
        CHECK_FALSE(has(page, "Level 8"));
    }
    second_process->kill(SIGTERM);
}

TEST_CASE("rows of a character that a sync has changed show, although its own row has not")
{
    ProfileSite site("sqlite", {"wow_mount"});
    const auto fetched = std::time(nullptr);
    const auto id = site.save("wow_character", character());
    const auto mount = site.save("wow_mount", {{"blizzard_id", 1}, {"name", "Brown Horse"}, {"last_fetched", fetched}});
    auto browser = site.browser();
    CHECK_FALSE(has(browser.get(page_of_character), "Brown Horse"));
    site.save("wow_mount_collection",
        {{"mount", mount}, {"is_favorite", true}, {"character", id}, {"last_fetched", fetched}});
    site.save("wow_character_document",
        {{"provider", "wow_mount"}, {"document", "collections/mounts"}, {"row_count", 1}, {"rows_fetched", fetched},
            {"character", id}, {"last_fetched", fetched}});
    CHECK(has(browser.get(page_of_character), "Brown Horse"));
}

TEST_CASE("a kept page of a guild is kept by its address, and somebody who is logged in gets their own")
{
    ProfileSite site("sqlite");
    const auto id = site.save("wow_guild",
        {{"region", "eu"}, {"realm_slug", "stormrage"}, {"name", "Avalerion"}, {"name_key", "avalerion"},
            {"member_count", 3}, {"sync_status", "ok"}, {"last_fetched", std::time(nullptr)}, {"blizzard_id", 9}});
    site.save("wow_guild_member",
        {{"guild", id}, {"blizzard_id", 1}, {"name", "Zeb"}, {"realm_slug", "stormrage"}, {"level", 10}, {"rank", 0},
            {"last_fetched", std::time(nullptr)}});
    const auto password = site.run({"user:add", "Ann", "--generate"})["password"].get<std::string>();
    auto visitor = site.browser();
    CHECK_FALSE(has(visitor.get(page_of_guild), "Log out"));
    CHECK(has(visitor.get(std::string(page_of_guild) + "?q=x%22y"), "x&quot;y"));
    CHECK_FALSE(has(visitor.get(page_of_guild), "x&quot;y"));
    auto ann = site.browser();
    ann.get("/user/login");
    REQUIRE(ann.post("/user/login", {{"name", "ann"}, {"password", password}}).status == 303);
    CHECK(has(ann.get(page_of_guild), "Log out"));
    CHECK_FALSE(has(visitor.get(page_of_guild), "Log out"));
    site.run({"entity", "delete", "wow_guild", std::to_string(id)});
    CHECK(visitor.get(page_of_guild).status == 404);
    CHECK(ann.get(page_of_guild).status == 404);
}

TEST_CASE("the start page shows who is new, and no longer who is gone, whoever kept it")
{
    ProfileSite site("sqlite");
    auto visitor = site.browser();
    CHECK_FALSE(has(visitor.get("/"), "Sheday"));
    const auto id = site.save("wow_character", character());
    CHECK(has(visitor.get("/"), "Sheday"));
    CHECK(has(visitor.get("/"), "Level 80"));
    site.save("wow_character", {{"id", id}, {"level", 81}});
    CHECK(has(visitor.get("/"), "Level 81"));
    site.run({"entity", "delete", "wow_character", std::to_string(id)});
    CHECK_FALSE(has(visitor.get("/"), "Sheday"));
}
