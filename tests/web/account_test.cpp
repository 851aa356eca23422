// Logging in and out, and what must not get anybody in.
#include "browser.hpp"
#include "serve/running_site.hpp"

#include <csignal>

namespace {

using namespace serve_test;
using web_test::Answer;
using web_test::Browser;

class AccountSite : public Site {
public:
    explicit AccountSite(const std::string& engine, const std::string& more = {})
        : Site(engine, more)
    {
        run({"install", "user", "web_probe"});
        const auto added = run({"user:add", "Ann", "--generate"});
        id = added["id"];
        password = added["password"];
        serve_ = start({"serve", "--listen", "127.0.0.1:0"});
        address = address_of(*serve_);
    }
    ~AccountSite() { serve_->kill(SIGTERM); }
    Browser browser() const { return Browser(address); }
    /// A browser that is logged in.
    Browser logged_in() const
    {
        auto one = browser();
        one.get("/user/login");
        REQUIRE(one.post("/user/login", {{"name", "ann"}, {"password", password}}).status == 303);
        return one;
    }
    static bool is_in(Browser& browser) { return browser.get("/user").status == 200; }

    int id = 0;
    std::string password;
    std::string address;

private:
    std::unique_ptr<Process> serve_;
};

} // namespace

TEST_CASE("a user logs in, is known on pages, and logs out")
{
    const AccountSite site(GENERATE(from_range(engines())));
    auto browser = site.browser();
    CHECK(browser.get("/user").header("location") == "/user/login?destination=%2Fuser");
    const auto form = browser.get("/user/login?destination=%2Fprobe");
    CHECK(form.body.find("value=\"/probe\"") != std::string::npos);
    const auto in =
        browser.post("/user/login", {{"name", "ANN"}, {"password", site.password}, {"destination", "/probe"}});
    CHECK(in.status == 303);
    CHECK(in.header("location") == "/probe");
    CHECK(in.head.find("HttpOnly; SameSite=Lax") != std::string::npos);
    const auto account = browser.get("/user");
    CHECK(account.status == 200);
    CHECK(account.body.find("<h1>Ann</h1>") != std::string::npos);
    CHECK(account.body.find("this one") != std::string::npos);
    CHECK(account.header("cache-control") == "private, no-cache");
    const auto token = browser.cookie("wowhost_session");
    // The database can't tell anybody the token.
    CHECK(site.run({"entity", "list", "user_session"}).dump().find(token) == std::string::npos);
    CHECK(browser.post("/user/logout", {}).status == 303);
    CHECK_FALSE(AccountSite::is_in(browser));
    browser.set_cookie("wowhost_session", token);
    CHECK_FALSE(AccountSite::is_in(browser));
}

TEST_CASE("whoever is logged in may do what anybody may")
{
    const AccountSite site("sqlite", "roles:\n  anonymous: [use probe]\n  authenticated: []\n");
    CHECK(site.browser().get("/probe/needs").status == 200);
    CHECK(site.logged_in().get("/probe/needs").status == 200);
}

TEST_CASE("a session from before the login is worth nothing afterwards, and logging in anew makes another")
{
    const AccountSite site("sqlite");
    auto browser = site.browser();
    const std::string planted(64, 'a');
    browser.set_cookie("wowhost_session", planted);
    browser.get("/user/login");
    browser.post("/user/login", {{"name", "ann"}, {"password", site.password}});
    const auto first = browser.cookie("wowhost_session");
    CHECK(first != planted);
    CHECK(first.size() == 64);
    auto thief = site.browser();
    thief.set_cookie("wowhost_session", planted);
    CHECK_FALSE(AccountSite::is_in(thief));
    // The same browser again: the session it had ends.
    const auto form = browser.get("/user");
    CHECK(browser.post("/user/login", {{"name", "ann"}, {"password", site.password}}).status == 303);
    CHECK(browser.cookie("wowhost_session") != first);
    thief.set_cookie("wowhost_session", first);
    CHECK_FALSE(AccountSite::is_in(thief));
}

TEST_CASE("a destination elsewhere is not gone to")
{
    const AccountSite site("sqlite");
    for (const auto* bad : {"//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)",
             "/%0d%0aSet-Cookie:x", "\\\\evil", "/ x"}) {
        auto browser = site.browser();
        browser.get("/user/login");
        const auto in =
            browser.post("/user/login", {{"name", "ann"}, {"password", site.password}, {"destination", bad}});
        INFO(bad);
        CHECK(in.status == 303);
        const auto to = in.header("location");
        CHECK((to == "/user" || to == "/%0d%0aSet-Cookie:x"));
        CHECK(browser.get("/user/login?destination=" + wowhost::encode_segment(bad)).status == 303);
    }
}

TEST_CASE("a form of another site, or of another visitor, logs nobody in")
{
    const AccountSite site("sqlite");
    auto browser = site.browser();
    browser.get("/user/login");
    auto other = site.browser();
    other.get("/user/login");
    CHECK(browser.post_body("/user/login", "name=ann&password=" + site.password).status == 403);
    CHECK(browser.post_body("/user/login", "csrf_token=" + other.token() + "&name=ann&password=" + site.password).status
        == 403);
    auto user = site.logged_in();
    CHECK(user.post_body("/user/logout", "").status == 403);
    CHECK(AccountSite::is_in(user));
}

TEST_CASE("who is blocked, deleted or gets another password is out at once")
{
    const AccountSite site(GENERATE(from_range(engines())));
    auto browser = site.logged_in();
    auto other = site.logged_in();
    CHECK(AccountSite::is_in(browser));
    site.run({"user:block", "ann"});
    CHECK_FALSE(AccountSite::is_in(browser));
    browser.get("/user/login");
    CHECK(browser.post("/user/login", {{"name", "ann"}, {"password", site.password}}).status == 403);
    site.run({"user:block", "ann", "--unblock"});
    CHECK_FALSE(AccountSite::is_in(browser)); // the session has ended, not slept
    browser = site.logged_in();
    site.run({"user:password", "ann", "--generate"});
    CHECK_FALSE(AccountSite::is_in(browser));
    CHECK(site.run({"entity", "count", "user_session"})["count"] == 0);
}

TEST_CASE("changing the password ends the other sessions, and needs the present one")
{
    const AccountSite site("sqlite");
    auto browser = site.logged_in();
    auto other = site.logged_in();
    const auto change = [&](const std::string& old, const std::string& first, const std::string& second) {
        browser.get("/user");
        return browser
            .post("/user/password", {{"old_password", old}, {"new_password", first}, {"new_password_again", second}})
            .status;
    };
    CHECK(change("wrong", "another horse", "another horse") == 403);
    CHECK(change(site.password, "another horse", "another hors") == 400);
    CHECK(change(site.password, "short", "short") == 400);
    CHECK(AccountSite::is_in(other));
    CHECK(change(site.password, "another horse", "another horse") == 303);
    CHECK(AccountSite::is_in(browser));
    CHECK_FALSE(AccountSite::is_in(other));
}

TEST_CASE("logging out everywhere else leaves this browser in")
{
    const AccountSite site("sqlite");
    auto browser = site.logged_in();
    auto other = site.logged_in();
    browser.get("/user");
    CHECK(browser.post("/user/sessions/end", {}).status == 303);
    CHECK(AccountSite::is_in(browser));
    CHECK_FALSE(AccountSite::is_in(other));
}

TEST_CASE("sessions end when they are old or have not been used")
{
    const AccountSite site("sqlite");
    auto browser = site.logged_in();
    const auto row = site.run({"entity", "list", "user_session"})[0];
    const auto set = [&](const char* field, std::int64_t days_ago) {
        const auto then = row[field].get<std::int64_t>() - days_ago * 86'400;
        site.run({"entity", "save", "user_session", json({{"id", row["id"]}, {field, then}}).dump()});
    };
    set("last_seen", 6);
    CHECK(AccountSite::is_in(browser));
    set("last_seen", 8);
    CHECK_FALSE(AccountSite::is_in(browser));
    set("last_seen", 0);
    set("created", 29);
    CHECK(AccountSite::is_in(browser));
    set("created", 31);
    CHECK_FALSE(AccountSite::is_in(browser));
    site.run({"cron", "--force"});
    CHECK(site.run({"entity", "count", "user_session"})["count"] == 0);
}

TEST_CASE("who guesses wrong waits, even with the right password, and nobody else does")
{
    const AccountSite site(GENERATE(from_range(engines())), "serve: { rates: { login: none } }\n");
    site.run({"user:add", "Bob", "--generate"});
    auto browser = site.browser();
    const auto try_it = [&](const std::string& name, const std::string& password) {
        browser.get("/user/login");
        return browser.post("/user/login", {{"name", name}, {"password", password}}).status;
    };
    for (int i = 0; i < 5; ++i)
        CHECK(try_it("ann", "wrong " + std::to_string(i)) == 403);
    CHECK(try_it("ann", "wrong") == 429);
    CHECK(try_it("ANN", site.password) == 429);
    CHECK(try_it("bob", "wrong") == 403);
    // Names that nobody has are counted the same way, so that waiting tells nothing.
    for (int i = 0; i < 5; ++i)
        CHECK(try_it("nobody", "wrong") == 403);
    CHECK(try_it("nobody", "wrong") == 429);
    // From elsewhere Ann gets in.
    const std::string type = "Content-Type: application/x-www-form-urlencoded\r\nX-Forwarded-For: 9.9.9.9\r\n";
    browser.get("/user/login");
    web_test::Client client(site.address);
    const auto answer =
        client.ask("POST", "/user/login", type + "Cookie: wowhost_form=" + browser.cookie("wowhost_form") + "\r\n",
            "csrf_token=" + browser.token() + "&name=ann&password=" + site.password);
    CHECK(answer.status == 303);
}

TEST_CASE("what is typed into a login is shown as text")
{
    const AccountSite site("sqlite");
    auto browser = site.browser();
    browser.get("/user/login");
    const auto answer = browser.post("/user/login", {{"name", "\"><script>alert(1)</script>"}, {"password", "x"}});
    CHECK(answer.body.find("<script>") == std::string::npos);
    CHECK(answer.body.find("&quot;&gt;&lt;script&gt;") != std::string::npos);
    CHECK(answer.body.find("The name or the password is wrong.") != std::string::npos);
}
