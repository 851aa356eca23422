// Requests that change something, from elsewhere: forms of other sites and other visitors, sessions that somebody else
// has chosen, destinations that lead away.
#include "attack_site.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace {

using namespace attack_test;

constexpr const char* form_type = "Content-Type: application/x-www-form-urlencoded\r\n";

bool refuses_form(const Answer& answer)
{
    return answer.status == 403 && answer.body.find("The form is too old, or not of this site") != std::string::npos
        && answer.header("location").empty() && answer.head.find("Set-Cookie: wowhost_session") == std::string::npos;
}

Answer post(const AttackSite& site, const std::string& path, const std::string& headers, const std::string& body)
{
    return Client(site.address()).ask("POST", path, headers, body);
}

std::string cookies(const Browser& browser) { return "Cookie: " + browser.cookie_line() + "\r\n"; }

/// Where a browser goes that is sent from https://site.example/a/b to `location`: the host, as the URL standard reads
/// it.
std::string host_of(std::string location)
{
    std::erase_if(location, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
    std::replace(location.begin(), location.end(), '\\', '/');
    while (!location.empty() && static_cast<unsigned char>(location.front()) <= ' ')
        location.erase(0, 1);
    if (location.starts_with("//"))
        return location.substr(2, location.find_first_of("/?#", 2) - 2);
    if (location.starts_with("/") || location.find(':') == std::string::npos)
        return "site.example";
    return "elsewhere"; // any scheme
}

const char* const destinations[] = {"//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "\\/evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example",
    "http:evil.example", "http:/evil.example", "http://evil.example", "https:evil.example", "HTTPS://evil.example",
    "javascript:alert(1)", "data:text/html,x", "//user@evil.example", "https://site.example@evil.example",
    "//evil.example\\@site.example", "/%2f%2fevil.example", "/%2F/evil.example", "%2f%2fevil.example",
    "/%5cevil.example", "/.//evil.example", "/..//evil.example", "/a\r\nLocation: //evil.example",
    "/a%0d%0aLocation:%20//evil.example", "/\xe2\x80\xa8/evil", "/\x7f/evil", "evil.example", "?x", "#x", ".", "//",
    "/\\", "http://[::1]/", "ftp://evil.example", "/a b"};

} // namespace

TEST_CASE("every form of every module is taken from a form of this site and this session alone")
{
    AttackSite site(GENERATE(from_range(engines())));
    site.serve();
    auto ann = site.logged_in("Ann");
    const auto token = [&](Browser& browser) {
        browser.get("/user");
        REQUIRE(browser.token().size() == 64);
        return browser.token();
    };
    const auto right = token(ann);
    auto bob = site.logged_in("Bob");
    const auto of_bob = token(bob);
    auto visitor = site.browser();
    visitor.get("/user/login");
    const auto of_visitor = visitor.token();
    // A session that has ended: its token, with its cookie and with that of the next.
    auto gone = site.logged_in("Ann");
    const auto of_gone = token(gone);
    const auto cookies_of_gone = cookies(gone);
    gone.post("/user/logout", {});
    int forms = 0;
    for (const auto& route : site.routes()) {
        if (route.method == "GET")
            continue;
        INFO(route.method << " " << route.path << " of " << route.module);
        REQUIRE(route.path.find('{') == std::string::npos);
        ++forms;
        const auto mine = cookies(ann);
        const auto refused = [&](const std::string& headers, const std::string& body) {
            const auto answer = post(site, route.path, headers, body);
            INFO(headers << body << "\n" << answer.head << answer.body);
            // Who may not come here at all is told so first.
            CHECK((refuses_form(answer) || answer.body.find("This needs the permission") != std::string::npos));
        };
        refused(mine + form_type, "");
        refused(mine + form_type, "csrf_token=");
        for (const auto& wrong : {of_bob, of_visitor, of_gone, std::string(64, '0'), right.substr(1), right + "0"})
            refused(mine + form_type, "csrf_token=" + wrong);
        refused(mine + "X-CSRF-Token: " + of_bob + "\r\n", "");
        refused(mine + "Content-Type: application/json\r\n", R"({"csrf_token":")" + right + "\"}");
        refused(mine + "Content-Type: text/plain\r\n", "csrf_token=" + right);
        refused(mine + "Content-Type: multipart/form-data; boundary=x\r\n", "csrf_token=" + right);
        refused(mine + form_type + "Sec-Fetch-Site: cross-site\r\n", "csrf_token=" + right);
        refused(form_type, "csrf_token=" + right);
        refused(cookies_of_gone + form_type, "csrf_token=" + of_gone);
        refused(cookies(bob) + form_type, "csrf_token=" + right);
        CHECK(post(site, route.path + "?csrf_token=" + right, mine + form_type, "").status == 403);
        // No other method does what the form does.
        for (const auto* method : {"PUT", "DELETE", "PATCH", "GET"}) {
            const auto answer = Client(site.address())
                                    .ask(method, route.path, mine + form_type + "X-HTTP-Method-Override: POST\r\n",
                                        "csrf_token=" + right);
            CHECK((answer.status == 405 || method == std::string("GET")));
        }
    }
    CHECK(forms >= 14);
    // That the token is the right one: with it the forms are read. Logging out comes last.
    CHECK(site.site.count("user_session") == 2);
    for (const auto& route : site.routes())
        if (route.method != "GET" && route.path != "/user/logout") {
            INFO(route.path);
            const auto answer = post(site, route.path, cookies(ann) + form_type, "csrf_token=" + right);
            CHECK_FALSE(refuses_form(answer));
            CHECK(answer.status > 0);
            if (const auto again = answer.head.find("wowhost_session="); again != std::string::npos)
                FAIL("a session was begun by an empty form");
        }
}

TEST_CASE("the id of a session is the site's choice, and another one whenever it comes to mean somebody else")
{
    AttackSite site("sqlite");
    site.serve();
    const auto session = [](Browser& browser) { return browser.cookie("wowhost_session"); };
    const std::string planted(64, 'b');
    for (const auto* way : {"/user/login?wowhost_session=", "/user/login?session=", "/user/login;wowhost_session="}) {
        auto victim = site.browser();
        victim.get(way + planted);
        CHECK(session(victim).empty());
    }
    auto ann = site.browser();
    ann.set_cookie("wowhost_session", planted);
    ann.get("/user/login");
    CHECK(ann.post("/user/login", {{"name", "ann"}, {"password", site.password("Ann")}, {"wowhost_session", planted}})
              .status
        == 303);
    const auto first = session(ann);
    CHECK(first != planted);
    // A token of the form from before is worth nothing now.
    auto form = site.browser();
    form.get("/user/login");
    const auto before = form.token();
    REQUIRE(form.post("/user/login", {{"name", "ann"}, {"password", site.password("Ann")}}).status == 303);
    CHECK(refuses_form(post(site, "/user/logout", cookies(form) + form_type, "csrf_token=" + before)));
    // As somebody else, with another password, and after all: ids that were known are worth nothing.
    std::vector<std::string> known{first};
    ann.get("/user");
    REQUIRE(ann.post("/user/login", {{"name", "bob"}, {"password", site.password("Bob")}}).status == 303);
    known.push_back(session(ann));
    ann.get("/user");
    REQUIRE(ann.post("/user/password",
                   {{"old_password", site.password("Bob")}, {"new_password", "another horse"},
                       {"new_password_again", "another horse"}})
                .status
        == 303);
    known.push_back(session(ann));
    ann.get("/user");
    REQUIRE(ann.post("/user/logout", {}).status == 303);
    CHECK(session(ann).empty());
    CHECK(std::set<std::string>(known.begin(), known.end()).size() == 3);
    for (const auto& id : known) {
        auto thief = site.browser();
        thief.set_cookie("wowhost_session", id);
        CHECK(thief.get("/user").status == 303);
        thief.get("/user/login");
        CHECK(session(thief) == id); // not confirmed, not renewed
    }
    // Of ids that look alike none gets anybody in.
    auto real = site.logged_in("Ann");
    auto upper = session(real);
    std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
    for (const auto& id : {upper, session(real) + "0", session(real).substr(0, 63), "%" + session(real).substr(1),
             session(real).substr(0, 63) + "%00", std::string("' OR 1=1 --"), std::string()}) {
        const auto answer = web_test::get(site.address(), "/user", "Cookie: wowhost_session=" + id + "\r\n");
        CHECK(answer.status == 303);
    }
    CHECK(real.get("/user").status == 200);
}

TEST_CASE("no destination leads away from the site, whoever is asked to go there")
{
    AttackSite site("sqlite");
    site.serve();
    auto ann = site.logged_in("Ann");
    for (const auto* destination : destinations) {
        INFO(destination);
        const auto encoded = wowhost::encode_segment(destination);
        auto browser = site.browser();
        const auto form = browser.get("/user/login?destination=" + encoded);
        CHECK((form.status == 200 || form.status == 400));
        for (const auto* word : {"value=\"//", "value=\"/\\", "value=\"http", "value=\"javascript", "value=\"data:"})
            CHECK(form.body.find(word) == std::string::npos);
        browser.get("/user/login");
        const auto in = browser.post(
            "/user/login", {{"name", "ann"}, {"password", site.password("Ann")}, {"destination", destination}});
        CHECK((in.status == 303 || in.status == 400));
        const auto known = ann.get("/user/login?destination=" + encoded);
        CHECK((known.status == 303 || known.status == 400));
        ann.get("/wow/find?q=x");
        const auto import =
            ann.post("/wow/search/import", {{"type", "wow_item"}, {"blizzard_id", "1"}, {"destination", destination}});
        for (const auto& answer : {form, in, known, import}) {
            CHECK(answer.head.find("\r\nLocation: //") == std::string::npos);
            if (answer.status == 303) {
                CHECK(host_of(answer.header("location")) == "site.example");
                CHECK(answer.header("location").starts_with("/"));
            }
        }
    }
    // A path that only looks like it is gone to: so that the test can tell.
    auto browser = site.browser();
    browser.get("/user/login");
    CHECK(browser
              .post("/user/login",
                  {{"name", "ann"}, {"password", site.password("Ann")}, {"destination", "/wow/find?q=//evil.example"}})
              .header("location")
        == "/wow/find?q=//evil.example");
}

TEST_CASE("an address that needs a login leads back to itself and nowhere else")
{
    AttackSite site("sqlite");
    site.serve();
    for (const auto* path : {"/admin/modules?a=b&destination=//evil.example", "/admin//modules", "//evil.example/%2e",
             "/admin/reports/wow?x=%0d%0aSet-Cookie:a=b", "/user?//evil.example", "/wow/find?q=%22%3E"}) {
        INFO(path);
        const auto answer = web_test::get(site.address(), path);
        CHECK(answer.head.find("Set-Cookie: a=b") == std::string::npos);
        if (answer.status == 303)
            CHECK(answer.header("location").starts_with("/user/login?destination=%2F"));
        else
            CHECK((answer.status == 404 || answer.status == 400));
    }
}
