// Logging in at Battle.net with the real program: who is let in, and each way of not being let in.
#include "browser.hpp"

using Catch::Matchers::Contains;
using login_test::Answer;
using login_test::Browser;
using login_test::LoginSite;
using wowhost::test::engines;

namespace {

/// Nobody is logged in by this answer, and it says why.
void check_refused(Browser& browser, const Answer& answer, int status, const std::string& sentence)
{
    INFO(answer.head << answer.body);
    CHECK(answer.status == status);
    CHECK_THAT(answer.body, Contains(sentence));
    CHECK(browser.cookie("wowhost_session").empty());
    CHECK_FALSE(browser.is_logged_in());
}

std::string parameter(const std::string& target, const std::string& name)
{
    const auto at = target.find(name + "=") + name.size() + 1;
    return target.substr(at, target.find('&', at) - at);
}

} // namespace

TEST_CASE("Somebody logs in at Battle.net, becomes a user with their characters, and is the same user next time")
{
    LoginSite site(GENERATE(from_range(engines())));
    site.serve();
    Browser browser(site);
    CHECK_THAT(browser.get("/user/login").body, Contains("Log in with Battle.net"));

    // A session that somebody has slipped in is worth nothing afterwards.
    const std::string planted(64, 'a');
    browser.set_cookie("wowhost_session", planted);
    const auto target = browser.begin("/user/characters");
    CHECK(parameter(target, "code_challenge_method") == "S256");
    CHECK(parameter(target, "code_challenge").size() == 43);
    CHECK(parameter(target, "state").size() == 43);
    CHECK(parameter(target, "nonce").size() == 43);
    CHECK(parameter(target, "scope") == "openid%20wow.profile");
    CHECK(parameter(target, "redirect_uri") == "http%3A%2F%2F127.0.0.1%3A8080%2Fopenid-connect%2Fbattlenet");
    const auto kept = browser.cookie("wowhost_battlenet");
    for (const auto* secret : {"state", "nonce"})
        CHECK(kept.find(parameter(target, secret)) == std::string::npos);
    const auto answer = browser.get(browser.at_battlenet(target));
    INFO(answer.head << answer.body);
    REQUIRE(answer.status == 303);
    CHECK(answer.header("location") == "/user/characters");
    CHECK(browser.cookie("wowhost_battlenet").empty());
    const auto session = browser.cookie("wowhost_session");
    CHECK(session.size() == 64);
    CHECK(session != planted);
    CHECK_THAT(browser.get("/user").body, Contains("<h1>Sheday</h1>"));
    CHECK(site.users() == std::vector<std::string>{"Sheday"});
    const auto account = site.site.list("wow_battlenet_account");
    REQUIRE(account.size() == 1);
    CHECK(account[0]["issuer"] == site.site.sandbox().url());
    CHECK(account[0]["battletag"] == "Sheday#2163");
    CHECK(account[0]["region"] == "eu");
    CHECK(account[0]["scopes"] == "openid wow.profile");
    const auto characters = site.site.list("wow_character");
    CHECK_FALSE(characters.empty());
    const auto page = browser.get("/user/characters");
    for (const auto& character : characters) {
        CHECK(character["uid"] == account[0]["user"]);
        CHECK_THAT(page.body, Contains(character["name"].get<std::string>()));
    }

    // From another browser, under another BattleTag, with a destination elsewhere.
    site.battlenet({{"op", "battletag"}, {"account", 1}, {"battletag", "Other#1"}});
    for (const auto* destination : {"//evil.example", "https://evil.example/", "/\\evil.example", ""}) {
        Browser second(site);
        const auto there = second.log_in(destination);
        CHECK(there.status == 303);
        CHECK(there.header("location") == "/user");
        CHECK_THAT(second.get("/user").body, Contains("<h1>Sheday</h1>"));
    }
    CHECK(site.users().size() == 1);
    CHECK(site.site.list("wow_battlenet_account")[0]["battletag"] == "Other#1");
    CHECK(browser.is_logged_in());

    // Somebody else of the same name.
    site.battlenet({{"op", "login"}, {"account", "2"}});
    site.battlenet({{"op", "battletag"}, {"account", 2}, {"battletag", "SHEDAY#9"}});
    Browser third(site);
    CHECK(third.log_in().status == 303);
    CHECK_THAT(third.get("/user").body, Contains("<h1>SHEDAY 2</h1>"));
    CHECK(site.users().size() == 2);
}

TEST_CASE("Every login that is not as it should be is refused with a sentence of its own")
{
    LoginSite site(GENERATE(from_range(engines())));
    site.serve();
    Browser browser(site);
    const auto refused = [&](const Answer& answer, int status, const std::string& sentence) {
        check_refused(browser, answer, status, sentence);
    };

    for (const auto& [what, sentence] : std::vector<std::pair<const char*, const char*>>{
             {"signature", "The signature of Battle.net&#39;s answer is wrong"},
             {"nonce", "belongs to another login than yours"}, {"issuer", "comes from somebody else than Battle.net"},
             {"audience", "is meant for another site"}, {"expired", "is valid at another time than now"},
             {"none", "is not signed as it should be (RS256)"}, {"HS256", "is not signed as it should be (RS256)"}}) {
        site.battlenet({{"op", "spoil_id_token"}, {"what", what}});
        INFO(what);
        refused(browser.log_in(), 403, sentence);
    }

    site.battlenet({{"op", "login"}, {"account", "deny"}});
    refused(browser.log_in(), 403, "You have not let this site know your Battle.net account");
    CHECK(browser.cookie("wowhost_battlenet").empty());
    site.battlenet({{"op", "login"}, {"account", "1"}});

    // An answer to another login leaves the one begun here as it is.
    const auto back = browser.at_battlenet(browser.begin());
    const auto state = parameter(back, "state");
    auto other = back;
    other.replace(other.find(state), 4, "ABCD");
    const auto attempt = browser.cookie("wowhost_battlenet");
    refused(browser.get(other), 403, "belongs to another login than the one begun in this browser");
    refused(
        browser.get("/openid-connect/battlenet"), 403, "belongs to another login than the one begun in this browser");
    CHECK(browser.cookie("wowhost_battlenet") == attempt);
    Browser stranger(site);
    check_refused(stranger, stranger.get(back), 403, "was not begun in this browser");
    stranger.set_cookie("wowhost_battlenet", "AAAA" + attempt.substr(4), "/openid-connect");
    check_refused(stranger, stranger.get(back), 403, "was not begun in this browser");

    // Used once, then never again: neither in this browser nor with a copy of what it kept.
    refused(browser.get("/openid-connect/battlenet?error=server_error&state=" + state), 403, "Battle.net has refused");
    refused(browser.get(back), 403, "was not begun in this browser, or is over");
    browser.set_cookie("wowhost_battlenet", attempt, "/openid-connect");
    refused(browser.get(back), 403, "This login has been used already");

    const auto codeless = parameter(browser.begin(), "state");
    refused(browser.get("/openid-connect/battlenet?state=" + codeless), 403, "has no code to go on with");
    const auto invented = parameter(browser.begin(), "state");
    refused(browser.get("/openid-connect/battlenet?code=invented&state=" + invented), 403,
        "does not accept this login any more");

    const auto late = browser.at_battlenet(browser.begin());
    site.site.advance(601);
    refused(browser.get(late), 403, "was not begun in this browser, or is over");

    auto& battlenet = site.site.sandbox();
    for (const auto* fault : {"reset@/token", "5xx=1@/token", "html@/token", "not-json@/token"}) {
        INFO(fault);
        const auto there = browser.at_battlenet(browser.begin());
        battlenet.set_faults({fault});
        const auto answer = browser.get(there);
        battlenet.set_faults({});
        check_refused(browser, answer, answer.status == 502 ? 502 : 503,
            answer.status == 502 ? "does not say who you are" : "Battle.net does not answer at the moment");
    }
    // A key that Battle.net does not list any more, when it cannot be asked for the new one.
    site.battlenet({{"op", "rotate_keys"}, {"drop", true}});
    const auto there = browser.at_battlenet(browser.begin());
    battlenet.set_faults({"5xx=5@/jwks"});
    refused(browser.get(there), 503, "Battle.net does not answer at the moment");
    battlenet.set_faults({});

    CHECK(browser.post("/user/login/battlenet", {{"destination", "/"}}).status == 403); // not from a form of this site
    CHECK(site.users().empty());
    CHECK(site.site.count("wow_battlenet_account") == 0);
    site.site.advance(700);
    CHECK(browser.log_in().status == 303);
    CHECK(browser.is_logged_in());
    const auto notes = [&] { return site.site.json({"state", "list"}).dump().find("wow_battlenet_login.used."); };
    CHECK(notes() != std::string::npos);
    site.site.advance(700);
    site.site.run({"cron", "--force"});
    CHECK(notes() == std::string::npos);
}

TEST_CASE("A new key is fetched when a token names it, and who has been blocked stays out")
{
    LoginSite site("sqlite");
    site.serve();
    Browser browser(site);
    CHECK(browser.log_in().status == 303);
    site.battlenet({{"op", "rotate_keys"}, {"drop", true}});
    Browser second(site);
    CHECK(second.log_in().status == 303);
    CHECK(second.is_logged_in());
    // Twice within half a minute is once too often; later it is not.
    site.battlenet({{"op", "rotate_keys"}, {"drop", true}});
    Browser third(site);
    check_refused(third, third.log_in(), 403, "a key that Battle.net does not list");
    site.site.advance(31);
    CHECK(third.log_in().status == 303);

    site.site.json({"user:block", "Sheday"});
    Browser fourth(site);
    check_refused(fourth, fourth.log_in(), 403, "This account is blocked. Ask an administrator.");
    CHECK_FALSE(browser.is_logged_in());
}

TEST_CASE(
    "A module that cannot follow a login keeps nobody out, and while Battle.net is away nobody waits for it twice")
{
    LoginSite site("sqlite");
    site.serve();
    auto& battlenet = site.site.sandbox();
    Browser browser(site);
    battlenet.set_faults({"reset@/.well-known"});
    CHECK(browser.submit("/user/login", "/user/login/battlenet").status == 503);
    battlenet.set_faults({});
    CHECK(browser.submit("/user/login", "/user/login/battlenet").status == 503); // not asked
    site.site.advance(6);
    battlenet.set_faults({"html@/profile/user"});
    CHECK(browser.log_in().status == 303);
    battlenet.set_faults({});
    CHECK(browser.is_logged_in());
    CHECK(site.site.count("wow_character") == 0);
    CHECK_THAT(
        site.site.json({"log", "show"}).dump(), Contains("Module wow_user could not follow a login at Battle.net"));
    CHECK(browser.submit("/user/characters", "/user/characters/import", {{"region", "eu"}}).status == 200);
    CHECK(site.site.count("wow_character") > 0);
}

TEST_CASE("A site without a client, or with a wrong one, says so to its people and not more to visitors")
{
    LoginSite site("sqlite");
    site.serve({"--set", "wow.client_id=''", "--set", "wow.client_secret=wrong"});
    Browser browser(site);
    const auto answer = browser.submit("/user/login", "/user/login/battlenet");
    CHECK(answer.status == 503);
    CHECK_THAT(answer.body, Contains("its administrator has to check its client id and secret"));
    CHECK(answer.body.find("wow.client") == std::string::npos);
    site.serve({"--set", "wow.client_secret=wrong"});
    Browser other(site);
    check_refused(other, other.log_in(), 503, "its administrator has to check its client id and secret");
    CHECK_THAT(site.site.json({"log", "show"}).dump(), Contains("check wow.client_id and wow.client_secret"));
}
