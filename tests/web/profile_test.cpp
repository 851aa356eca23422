// The pages of characters and guilds, of rows that tests have written.
#include "profile_site.hpp"

namespace {

using namespace web_test;

json guild(const json& more = json::object())
{
    const auto colour = [](int r, int g, int b) { return json{{"rgba", {{"r", r}, {"g", g}, {"b", b}, {"a", 1}}}}; };
    json row = {{"region", "eu"}, {"realm_slug", "stormrage"}, {"name", "Avalerion"}, {"name_key", "avalerion"},
        {"faction", "ALLIANCE"}, {"member_count", 3}, {"achievement_points", 1500}, {"created", 1'200'000'000},
        {"sync_status", "ok"}, {"last_fetched", std::time(nullptr)}, {"blizzard_id", 9},
        {"crest",
            {{"emblem", {{"id", 12}, {"color", colour(223, 165, 90)}}},
                {"border", {{"id", 4}, {"color", colour(249, 204, 48)}}},
                {"background", {{"color", colour(44, 106, 174)}}}}}};
    row.update(more);
    return row;
}

} // namespace

TEST_CASE("a character's page shows who it is")
{
    ProfileSite site(GENERATE(from_range(engines())));
    site.save("wow_character", character());
    auto browser = site.browser();
    const auto page = browser.get("/wow/character/eu/stormrage/sheday");
    CHECK(page.status == 200);
    CHECK(has(page,
        "<span class=\"title\">Warlord </span><span class=\"classed\">Sheday</span><span class=\"title\"> the "
        "Undying</span>"));
    CHECK(has(page, "Level 80"));
    CHECK(has(page, "faction-horde"));
    CHECK(has(page, "12,345"));
    CHECK(has(page, "<time datetime=\"2023-11-14T22:13:20Z\">14 Nov 2023</time>"));
    CHECK(has(page, "<title>Sheday – test</title>"));
    CHECK_FALSE(has(page, "class=\"old\""));
    const auto capital = browser.get("/wow/character/eu/stormrage/Sheday");
    CHECK(capital.status == 301);
    CHECK(capital.header("location") == "/wow/character/eu/stormrage/sheday");
    const auto again =
        browser.get("/wow/character/eu/stormrage/sheday", "If-None-Match: " + page.header("etag") + "\r\n");
    CHECK(again.status == 304);
}

TEST_CASE("a character that is not here is a 404 with a lookup, filled in")
{
    ProfileSite site("sqlite");
    auto browser = site.browser();
    const auto page = browser.get("/wow/character/us/area-52/Nob%C3%B2dy");
    CHECK(page.status == 404);
    CHECK(has(page, "action=\"/wow/lookup/character\""));
    CHECK(has(page, "value=\"area-52\""));
    CHECK(has(page, "value=\"Nobòdy\""));
    CHECK(has(page, "<option value=\"us\" selected>"));
    CHECK(browser.get("/wow/character/xx/a/b").status == 404);
    CHECK(browser.get("/wow/guild/us/area-52/nobody").status == 404);
}

TEST_CASE("text of Battle.net is text on the page, and its addresses are addresses")
{
    ProfileSite site("sqlite");
    const std::string evil = "<script>alert(1)</script>\"'&";
    site.save("wow_character",
        character({{"name", evil}, {"active_title", evil + "{name}" + evil}, {"guild_name", evil},
            {"avatar", "javascript:alert(1)"}, {"inset", "https://x.example/\" onerror=\"alert(1)"},
            {"faction", "\"><b>"}, {"gender", evil}}));
    site.save("wow_guild",
        guild({{"name", evil},
            {"crest", {{"background", {{"color", {{"rgba", {{"r", "\"><script>"}, {"g", 1}, {"b", 1}}}}}}}}}}));
    auto browser = site.browser();
    for (const auto* path : {"/wow/character/eu/stormrage/sheday", "/wow/guild/eu/stormrage/avalerion", "/"}) {
        const auto page = browser.get(path);
        INFO(page.body);
        CHECK(page.status == 200);
        CHECK_FALSE(has(page, "<script>"));
        CHECK_FALSE(has(page, "javascript:"));
        CHECK_FALSE(has(page, "onerror=\""));
        CHECK_FALSE(has(page, "<b>"));
    }
}

TEST_CASE("missing values leave no trace on a page")
{
    ProfileSite site("sqlite");
    site.save("wow_character", {{"region", "eu"}, {"realm_slug", "stormrage"}, {"name", "Bare"}, {"name_key", "bare"}});
    site.save("wow_guild", {{"region", "eu"}, {"realm_slug", "stormrage"}, {"name", "Bare"}, {"name_key", "bare"}});
    auto browser = site.browser();
    const auto page = browser.get("/wow/character/eu/stormrage/bare");
    CHECK(page.status == 200);
    CHECK_FALSE(has(page, "Item level"));
    CHECK_FALSE(has(page, "Last login"));
    CHECK_FALSE(has(page, "null"));
    CHECK(browser.get("/wow/guild/eu/stormrage/bare").status == 200);
}

TEST_CASE("a guild's page has a crest, and a roster that is sorted and filtered by the address")
{
    ProfileSite site(GENERATE(from_range(engines())));
    const auto id = site.save("wow_guild", guild());
    const auto fetched = std::time(nullptr); // of one answer: the same for all
    const auto member = [&](int number, const char* name, int level, int rank) {
        site.save("wow_guild_member",
            {{"guild", id}, {"blizzard_id", number}, {"name", name}, {"realm_slug", "stormrage"}, {"level", level},
                {"rank", rank}, {"last_fetched", fetched}});
    };
    member(1, "Zeb", 10, 0);
    member(2, "Adá", 80, 5);
    member(3, "Mia", 60, 2);
    auto browser = site.browser();
    const std::string path = "/wow/guild/eu/stormrage/avalerion";
    const auto page = browser.get(path);
    CHECK(page.status == 200);
    CHECK(has(page, "fill=\"#2c6aae\""));
    CHECK(has(page, "stroke=\"#f9cc30\""));
    CHECK(has(page, "faction-alliance"));
    CHECK(has(page, "href=\"/wow/character/eu/stormrage/ad%C3%A1\">Adá</a>"));
    const auto order = [&](const std::string& query) {
        const auto body = browser.get(path + query).body;
        std::map<std::size_t, std::string> places;
        for (const auto* name : {"Zeb", "Adá", "Mia"})
            if (const auto at = body.find(std::string(">") + name + "</a>"); at != std::string::npos)
                places[at] = name;
        std::string text;
        for (const auto& [at, name] : places)
            text += name + " ";
        return text;
    };
    CHECK(order("") == "Zeb Mia Adá ");
    CHECK(order("?sort=-level") == "Adá Mia Zeb ");
    CHECK(order("?sort=name") == "Adá Mia Zeb ");
    CHECK(order("?q=ada") == "Adá ");
    CHECK(order("?q=nobody").empty());
    CHECK(order("?sort=nonsense&page=99&class=x") == "Zeb Mia Adá ");
}

TEST_CASE("pictures of a host without TLS are shown where a page has them, and nowhere else")
{
    ProfileSite site("sqlite");
    site.save("wow_character",
        character({{"avatar", "http://127.0.0.1:9/a.png"}, {"inset", "https://render.example/i.png"}}));
    auto browser = site.browser();
    const auto policy = browser.get("/wow/character/eu/stormrage/sheday").header("content-security-policy");
    CHECK(policy.find("img-src 'self' https: http://127.0.0.1:9;") != std::string::npos);
    CHECK(browser.get("/wow/lookup/character").header("content-security-policy").find("http://") == std::string::npos);
}

TEST_CASE("the start page shows the newest, and leads to lookups")
{
    ProfileSite site("sqlite");
    site.save("wow_character", character());
    site.save("wow_guild", guild());
    auto browser = site.browser();
    const auto page = browser.get("/");
    CHECK(page.status == 200);
    CHECK(has(page, "href=\"/wow/character/eu/stormrage/sheday\">Sheday</a>"));
    CHECK(has(page, "href=\"/wow/guild/eu/stormrage/avalerion\">Avalerion</a>"));
    CHECK(has(page, "href=\"/wow/lookup/character\""));
    CHECK(has(page, "href=\"/user/login\""));
}

TEST_CASE("the lookup form says what is wrong with what was typed")
{
    ProfileSite site("sqlite");
    auto browser = site.browser();
    CHECK(browser.get("/wow/lookup/character").status == 200);
    const auto nothing = browser.post("/wow/lookup/character", {{"region", "eu"}, {"realm", ""}, {"name", "x"}});
    CHECK(nothing.status == 400);
    CHECK(has(nothing, "role=\"alert\""));
    browser.get("/wow/lookup/character");
    CHECK(browser.post_body("/wow/lookup/character", "region=eu&realm=a&name=b").status == 403);
}

TEST_CASE("pages are for those who may see them")
{
    ProfileSite site("sqlite");
    site.save("wow_character", character());
    const auto serve = site.start({"--set", "roles.anonymous=[]", "serve", "--listen", "127.0.0.1:0"});
    Browser browser(address_of(*serve));
    const auto page = browser.get("/wow/character/eu/stormrage/sheday");
    CHECK(page.status == 303);
    CHECK(page.header("location").find("/user/login?destination=%2Fwow%2Fcharacter") == 0);
    CHECK(browser.get("/wow/character/eu/stormrage/sheday", "Accept: application/json\r\n").status == 403);
    serve->kill(SIGTERM);
}
