// Finding and importing on the web what only Battle.net has: by scripts, and by a form.
#include "host/web/http_client.hpp"
#include "modules/replay_folder.hpp"
#include "modules/wow_character/site.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using nlohmann::json;
using site_test::Site;

namespace {

constexpr const char* json_please = "Accept: application/json\r\n";

class ServedSite {
public:
    explicit ServedSite(const std::string& engine)
        : site_(engine, {"--replay-only", "--replay", folder().path()})
    {
        site_.install({"wow_item"});
        serve_ = site_.start({"--set", "roles.anonymous=[access wow search]", "serve", "--role", "web", "--listen",
            "127.0.0.1:0"}); // no cron, which asks Battle.net too
        const std::string before = "serving on ";
        const auto line = serve_->wait_for_line(before);
        const auto begin = line.find(before) + before.size();
        address_ = line.substr(begin, line.find("/ ", begin) - begin);
    }
    ~ServedSite() { serve_->kill(SIGTERM); }

    web_test::Answer get(const std::string& path) const { return web_test::get(address_, path, cookie_); }
    web_test::Answer post(const std::string& headers, const std::string& body) const
    {
        return web_test::Client(address_).ask("POST", "/wow/search/import", cookie_ + headers, body);
    }
    /// A token of a form of the site, with the cookie that belongs to it.
    std::string token()
    {
        const auto page = get("/wow/find?q=sword");
        const auto cookie = page.header("set-cookie");
        cookie_ = "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n";
        const std::string field = "name=\"csrf_token\" value=\"";
        const auto at = page.body.find(field);
        REQUIRE(at != std::string::npos);
        return page.body.substr(at + field.size(), 64);
    }
    Site& site() { return site_; }

private:
    static replay_test::ReplayFolder& folder()
    {
        static replay_test::ReplayFolder made;
        static const bool filled = [] {
            const auto name = [](const char* text) { return json{{"en_GB", text}}; };
            made.add("search/item",
                {{"results",
                    json::array({{{"data", {{"id", 7}, {"name", name("Sword")}}}},
                        {{"data", {{"id", 5}, {"name", name("Sword of Dawn")}}}}})}});
            made.add("item/7", {{"id", 7}, {"name", "Sword"}, {"level", 1}});
            return true;
        }();
        static_cast<void>(filled);
        return made;
    }

    Site site_;
    std::unique_ptr<wowhost::test::Process> serve_;
    std::string address_;
    std::string cookie_;
};

} // namespace

TEST_CASE("a script finds what only Battle.net has, imports it, and finds it stored")
{
    ServedSite served(GENERATE(from_range(wowhost::test::engines())));
    const auto before = json::parse(served.get("/wow/search?q=sword").body);
    REQUIRE(before.size() == 2);
    CHECK(before[0]["name"] == "Sword");
    CHECK(before[0]["local"] == false);
    CHECK(before[0]["label"].get<std::string>().size() > 2);

    served.site().reset_requests();
    CHECK(json::parse(served.get("/wow/search?q=SWORD").body) == before);
    CHECK(served.site().requests_since_reset() == 0); // an equal question a moment later

    const auto token = served.token();
    const auto headers = std::string(json_please) + "Content-Type: application/json\r\nX-CSRF-Token: ";
    const auto answer = served.post(headers + token + "\r\n", R"({"type":"wow_item","blizzard_id":7})");
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    const auto imported = json::parse(answer.body);
    CHECK(imported["type"] == "wow_item");
    CHECK(imported["url"] == "https://www.wowhead.com/item=7");
    CHECK(served.site().row("wow_item", imported["id"].get<std::int64_t>())["name"] == "Sword");
    const auto after = json::parse(served.get("/wow/search?q=sword").body);
    CHECK(after[0]["local"] == true);
    CHECK(after[0]["id"] == imported["id"]);

    CHECK(served.post(headers + token + "\r\n", R"({"type":"wow_item","blizzard_id":404})").status == 404);
    CHECK(served.post(headers + "\r\n", R"({"type":"wow_item","blizzard_id":5})").status == 403);
    CHECK(served.site().count("wow_item", {"blizzard_id = 5"}) == 0);
}

TEST_CASE("without script a form imports, and leads back to what was found, never elsewhere")
{
    ServedSite served("sqlite");
    const auto token = served.token();
    const auto order = [&](const std::string& destination) {
        return served
            .post("Content-Type: application/x-www-form-urlencoded\r\n",
                "csrf_token=" + token + "&type=wow_item&blizzard_id=7&region=eu&destination=" + destination)
            .header("location");
    };
    CHECK(order("%2Fwow%2Ffind%3Fq%3Dsword") == "/wow/find?q=sword");
    CHECK(order("https%3A%2F%2Fevil.example") == "/wow/find");
    CHECK(order("%2F%2Fevil.example") == "/wow/find");
    CHECK(served.site().count("wow_item", {"blizzard_id = 7"}) == 1);
    const auto page = served.get("/wow/find?q=sword").body;
    CHECK(page.find("aria-label=\"Import Sword of Dawn\"") != std::string::npos);
    CHECK(page.find("aria-label=\"Import Sword\"") == std::string::npos);
}
