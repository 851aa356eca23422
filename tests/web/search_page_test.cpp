// The search on the web, with the real program: who may, what is answered, and what is refused.
#include "profile_site.hpp"

namespace {

using namespace web_test;

/// Battle.net does not answer: what is stored is found all the same.
constexpr const char* everybody_searches = "roles: { anonymous: [access wow pages, access wow search] }\n"
                                           "wow: { client_id: x, client_secret: x, api_url: 'http://127.0.0.1:9', "
                                           "oauth_url: 'http://127.0.0.1:9' }\n";
constexpr const char* json_please = "Accept: application/json\r\n";

std::vector<std::string> names(const Answer& answer)
{
    std::vector<std::string> found;
    for (const auto& hit : json::parse(answer.body))
        found.push_back(hit["name"]);
    return found;
}
using Names = std::vector<std::string>;

Answer import(Browser& browser, const std::string& address, const std::string& body, const std::string& token)
{
    return Client(address).ask("POST", "/wow/search/import",
        "Content-Type: application/json\r\nAccept: application/json\r\nCookie: " + browser.cookie_line()
            + "\r\nX-CSRF-Token: " + token + "\r\n",
        body);
}

} // namespace

TEST_CASE("the search answers programs what the command answers")
{
    ProfileSite site(GENERATE(from_range(engines())), {"wow_mount"}, everybody_searches);
    site.save("wow_character", character());
    site.save("wow_mount", {{"blizzard_id", 1}, {"name", "Sheday's Horse"}, {"last_fetched", std::time(nullptr)}});
    site.save("wow_mount", {{"blizzard_id", 2}, {"name", "Brown Horse"}, {"last_fetched", std::time(nullptr)}});
    auto browser = site.browser();
    const auto answer = browser.get("/wow/search?q=SHED%C3%84Y");
    CHECK(answer.status == 200);
    CHECK(answer.header("content-type") == "application/json");
    auto hits = json::parse(answer.body);
    const auto wanted = site.run({"wow:search", "SHEDÄY", "--limit", "10"});
    REQUIRE(hits.size() == wanted.size());
    for (auto& hit : hits)
        hit.erase("label"); // for people
    CHECK(hits == wanted);
    CHECK(hits[0]["url"] == "/wow/character/eu/stormrage/sheday");
    CHECK(names(browser.get("/wow/search?q=horse&type=wow_mount")) == Names{"Brown Horse", "Sheday's Horse"});
    CHECK(names(browser.get("/wow/search?q=horse&type=mount&limit=1")) == Names{"Brown Horse"});
    CHECK(names(browser.get("/wow/search?q=sheday&type=wow_mount,wow_character")).size() == 2);
    CHECK(names(browser.get("/wow/search?q=sheday&region=us&type=wow_character")).empty());
    CHECK(browser.get("/wow/search?q=nobody").body == "[]\n");
}

TEST_CASE("a question that cannot be is refused in a sentence")
{
    ProfileSite site("sqlite", {"wow_mount"}, everybody_searches);
    auto browser = site.browser();
    for (const auto* query : {"", "?q=", "?q=%20", "?q='", "?q=a&limit=0", "?q=a&limit=51", "?q=a&limit=x",
             "?q=a&type=wow_nothing", "?q=a&region=xx", "?limit=5"}) {
        INFO(query);
        const auto answer = browser.get(std::string("/wow/search") + query, json_please);
        CHECK(answer.status == 400);
        CHECK(json::parse(answer.body)["error"]["message"].get<std::string>().size() > 10);
    }
    const auto page = browser.get("/wow/find?q='");
    CHECK(page.status == 400);
    CHECK(has(page, "role=\"alert\""));
    CHECK(browser.get("/wow/find").status == 200);
}

TEST_CASE("the search is for those who may, and so are its box and its scripts")
{
    ProfileSite site("sqlite");
    const auto password = site.run({"user:add", "Ann", "--generate"})["password"].get<std::string>();
    auto browser = site.browser();
    CHECK(browser.get("/wow/search?q=ab", json_please).status == 403);
    CHECK(browser.get("/wow/find?q=ab").header("location") == "/user/login?destination=%2Fwow%2Ffind%3Fq%3Dab");
    const auto outside = browser.get("/");
    CHECK_FALSE(has(outside, "role=\"search\""));
    CHECK_FALSE(has(outside, "wow-link.js"));
    browser.get("/user/login");
    REQUIRE(browser.post("/user/login", {{"name", "ann"}, {"password", password}}).status == 303);
    const auto inside = browser.get("/");
    CHECK(has(inside, "action=\"/wow/find\" data-suggest=\"/wow/search\""));
    const auto script = inside.body.find("/static/", inside.body.find("<script src=\""));
    const auto address = inside.body.substr(script, inside.body.find('"', script) - script);
    CHECK(address.find("wow-link.js") != std::string::npos);
    const auto file = browser.get(address);
    CHECK(file.header("content-type").find("text/javascript") == 0);
    CHECK(file.header("cache-control").find("immutable") != std::string::npos);
    CHECK(browser.get("/wow/search?q=ab").body == "[]\n");
}

TEST_CASE("the page of hits works without script, and escapes what it shows")
{
    ProfileSite site("sqlite", {"wow_mount"}, everybody_searches);
    site.save("wow_character", character({{"name", "Shed<b>ay"}}));
    auto browser = site.browser();
    const auto page = browser.get("/wow/find?q=shed%3Cb%3Eay");
    CHECK(page.status == 200);
    CHECK(has(page, "<a href=\"/wow/character/eu/stormrage/sheday\">Shed&lt;b&gt;ay</a>"));
    CHECK(has(page, "1 found"));
    CHECK_FALSE(has(page, "<b>"));
    CHECK(has(browser.get("/wow/find?q=nobody"), "Nothing of that name"));
}

TEST_CASE("an import needs the site's own form, and says why it cannot be")
{
    ProfileSite site("sqlite", {}, everybody_searches);
    auto browser = site.browser();
    browser.get("/wow/lookup/character"); // has a form, and so a token
    const auto address = site.address();
    const std::string body = R"({"type":"wow_character","blizzard_id":5})";
    CHECK(import(browser, address, body, "").status == 403);
    CHECK(json::parse(import(browser, address, body, "").body)["error"]["code"] == "form_too_old");
    const auto refused = import(browser, address, body, browser.token());
    CHECK(refused.status == 403);
    CHECK(json::parse(refused.body)["error"]["code"] == "refused");
    for (const auto* bad : {"", "[]", "{}", R"({"type":"wow_nothing","blizzard_id":5})", R"({"type":"wow_character"})",
             R"({"type":"wow_character","blizzard_id":-1})",
             R"({"type":"wow_character","blizzard_id":5,"region":"xx"})"}) {
        INFO(bad);
        CHECK(import(browser, address, bad, browser.token()).status == 400);
    }
}

TEST_CASE("the lookup form offers the realms of all regions, each name once")
{
    ProfileSite site("sqlite", {"wow_realm"});
    const auto realm = [&](const char* region, const char* name, int number) {
        site.save("taxonomy_term",
            {{"vid", "wow_realm"}, {"name", name}, {"wow_region", region}, {"wow_slug", "s" + std::to_string(number)},
                {"wow_blizzard_id", number}});
    };
    realm("eu", "Aegwynn", 1);
    realm("us", "Aegwynn", 2);
    realm("us", "Quel'Thalas & \"Co\"", 3);
    auto browser = site.browser();
    const auto page = browser.get("/wow/lookup/character");
    CHECK(has(page, "<option value=\"Aegwynn\" label=\"EU, US\" data-regions=\"eu us\">"));
    CHECK(has(page, "label=\"US\" data-regions=\"us\">"));
    CHECK_FALSE(has(page, "\"Co\""));
    realm("tw", "Zealot", 4);
    CHECK(has(browser.get("/wow/lookup/character"), "<option value=\"Zealot\" label=\"TW\" data-regions=\"tw\">"));
}
