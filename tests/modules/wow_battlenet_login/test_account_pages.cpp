// What users do with the account that they have connected: connect, choose characters, import again, disconnect.
#include "browser.hpp"

using Catch::Matchers::Contains;
using login_test::Browser;
using login_test::LoginSite;
using wowhost::test::engines;

namespace {

/// A user who logs in with a password.
Browser add_user(LoginSite& site, const std::string& name)
{
    const auto added = site.site.json({"user:add", name, "--generate"});
    Browser browser(site);
    REQUIRE(browser.log_in_as(name, added["password"].get<std::string>()).status == 303);
    return browser;
}

} // namespace

TEST_CASE(
    "A user connects a Battle.net account, which then belongs to nobody else, and disconnects it with all it brought")
{
    LoginSite site(GENERATE(from_range(engines())));
    site.serve();
    auto ann = add_user(site, "ann");
    auto bob = add_user(site, "bob");
    CHECK_THAT(ann.get("/user").body, Contains("href=\"/user/connected-accounts\""));
    const auto connected = ann.connect();
    INFO(connected.head << connected.body);
    REQUIRE(connected.status == 303);
    CHECK(connected.header("location") == "/user/connected-accounts");
    CHECK_THAT(ann.get("/user/connected-accounts").body, Contains("Sheday#2163"));
    const auto characters = site.site.count("wow_character");
    CHECK(characters > 0);

    const auto taken = bob.connect();
    CHECK(taken.status == 409);
    CHECK_THAT(taken.body, Contains("connected to another user of this site"));
    site.battlenet({{"op", "login"}, {"account", "2"}});
    const auto second = ann.connect();
    CHECK(second.status == 409);
    CHECK_THAT(second.body, Contains("You have connected another Battle.net account"));
    site.battlenet({{"op", "login"}, {"account", "1"}});
    CHECK(site.site.count("wow_battlenet_account") == 1);

    // Begun by one user, finished by another or by nobody.
    const auto back = ann.at_battlenet(ann.begin_connecting());
    ann.submit("/user", "/user/logout");
    const auto late = ann.get(back);
    CHECK(late.status == 403);
    CHECK_THAT(late.body, Contains("not logged in any more as who began"));
    auto eve = add_user(site, "eve");
    const auto begun = bob.begin_connecting();
    const auto of_bob = bob.at_battlenet(begun);
    eve.set_cookie("wowhost_battlenet", bob.cookie("wowhost_battlenet"), "/openid-connect");
    CHECK(eve.get(of_bob).status == 403);
    site.site.json({"user:delete", "eve"});

    // Who has connected it logs in with it, as the user that they are.
    Browser other(site);
    CHECK(other.log_in().status == 303);
    CHECK_THAT(other.get("/user").body, Contains("<h1>ann</h1>"));
    CHECK(site.users().size() == 2);

    const auto asked = other.get("/user/connected-accounts/disconnect");
    CHECK_THAT(asked.body, Contains(std::to_string(characters) + " row"));
    CHECK_THAT(asked.body, Contains("wow_character"));
    CHECK(asked.body.find("You have no password") == std::string::npos);
    CHECK(site.site.count("wow_character") == characters);
    CHECK(other.post("/user/connected-accounts/disconnect", {{"confirm", "yes"}}).status == 403);
    CHECK(other.submit("/user/connected-accounts/disconnect", "/user/connected-accounts/disconnect").status == 303);
    CHECK(site.site.count("wow_character") == 0);
    CHECK(site.site.count("wow_battlenet_account") == 0);
    CHECK_THAT(other.get("/user/connected-accounts").body, Contains("You have connected no Battle.net account"));
    CHECK(other.get("/user/connected-accounts/disconnect").status == 303);

    const auto after = bob.connect();
    CHECK(after.status == 303);
    CHECK_THAT(bob.get("/user/connected-accounts").body, Contains("Sheday#2163"));
}

TEST_CASE("A user chooses which characters to show and the main one, and imports them while the token lives")
{
    LoginSite site(GENERATE(from_range(engines())));
    site.serve();
    Browser browser(site);
    for (const auto* page : {"/user/characters", "/user/connected-accounts", "/user/connected-accounts/disconnect"}) {
        const auto answer = browser.get(page);
        CHECK(answer.status == 303);
        CHECK(answer.header("location") == "/user/login?destination=" + Browser::encoded(page));
    }
    REQUIRE(browser.log_in().status == 303);
    CHECK_THAT(browser.get("/user/connected-accounts/disconnect").body, Contains("You have no password"));
    const auto rows = site.site.list("wow_character");
    REQUIRE(rows.size() >= 3);
    const auto id = [&](std::size_t at) { return rows[at]["id"].dump(); };
    const auto page = browser.get("/user/characters").body;
    CHECK(page.find("No main character") != std::string::npos);
    for (const auto& row : rows)
        CHECK_THAT(page, Contains("name=\"selected\" value=\"" + row["id"].dump() + "\""));

    const auto saved = browser.submit(
        "/user/characters", "/user/characters", {{"selected", id(0)}, {"selected", id(2)}, {"main", id(2)}});
    CHECK(saved.status == 303);
    CHECK(site.site.list("wow_character", {"is_main = true"})[0]["id"] == rows[2]["id"]);
    const auto chosen = browser.get("/user/characters").body;
    const auto box = [&](const std::string& kind, const std::string& value) {
        const auto at = chosen.find("name=\"" + kind + "\" value=\"" + value + "\"");
        REQUIRE(at != std::string::npos);
        return chosen.substr(at, chosen.find('>', at) - at).ends_with(" checked");
    };
    CHECK(box("selected", id(0)));
    CHECK_FALSE(box("selected", id(1)));
    CHECK(box("selected", id(2)));
    CHECK(box("main", id(2)));
    CHECK_FALSE(box("main", id(0)));
    CHECK(browser.submit("/user/characters", "/user/characters", {{"selected", id(1)}, {"main", "0"}}).status == 303);
    CHECK(site.site.count("wow_character", {"is_main = true"}) == 0);

    // Somebody else's, nobody's, and what is no number.
    site.battlenet({{"op", "login"}, {"account", "2"}});
    Browser other(site);
    REQUIRE(other.log_in().status == 303);
    const auto own = "uid = " + rows[0]["uid"].dump();
    const auto others = site.site.list("wow_character", {"uid != " + rows[0]["uid"].dump()});
    REQUIRE_FALSE(others.empty());
    for (const auto& wrong : {others[0]["id"].dump(), std::string("999999"), std::string("-1"), std::string("x")}) {
        CHECK(browser.submit("/user/characters", "/user/characters", {{"selected", wrong}}).status == 400);
        CHECK(browser.submit("/user/characters", "/user/characters", {{"main", wrong}}).status == 400);
    }
    CHECK(site.site.count("wow_character", {"is_main = true"}) == 0);

    const auto again = browser.submit("/user/characters", "/user/characters/import", {{"region", "eu"}});
    CHECK(again.status == 200);
    CHECK_THAT(again.body,
        Contains("Your characters were imported: 0 new, " + std::to_string(rows.size()) + " known already"));
    CHECK(browser.submit("/user/characters", "/user/characters/import", {{"region", "xx"}}).status == 400);
    site.battlenet({{"op", "revoke_user_tokens"}});
    const auto revoked = browser.submit("/user/characters", "/user/characters/import", {{"region", "eu"}});
    CHECK(revoked.status == 503);
    CHECK_THAT(revoked.body, Contains("Log in at Battle.net again"));
    CHECK(site.site.count("wow_character", {own}) == static_cast<std::int64_t>(rows.size()));
    site.site.advance(2 * 86'400);
    const auto expired = browser.get("/user/characters").body;
    CHECK_THAT(expired, Contains("on the page of your connected accounts"));
    CHECK(expired.find("/user/characters/import") == std::string::npos);
}
