// Pages, failures, permissions and forms.
#include "site_under_test.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace web_test;
using Json = nlohmann::json;

namespace {

constexpr const char* json_please = "Accept: application/json\r\n";

void knows(TestSite& site)
{
    site.parts.identify = [](const Request& request) -> std::optional<Identity> {
        const auto& name = request.cookies.get("who");
        if (name.empty())
            return std::nullopt;
        Identity identity;
        identity.user = 5;
        identity.name = name;
        identity.roles = {name};
        identity.session = "session of " + name;
        return identity;
    };
    site.parts.permissions_of = [](const std::vector<std::string>& roles) {
        std::vector<std::string> granted;
        for (const auto& role : roles) {
            if (role == "boss")
                granted.emplace_back("*");
            if (role == "authenticated")
                granted.emplace_back("read");
        }
        return granted;
    };
}

Route page(const char* path, const char* text)
{
    return Route("GET", path, [text](const Request&) {
        return Response::page("T<i>tle", "error", Value::object({{"heading", text}}));
    });
}

Route form()
{
    return Route("GET", "/form", [](const Request& request) {
        return Response::page("Form", "error", Value::object({{"heading", request.csrf_token}}));
    });
}

std::string between(const std::string& text, const std::string& begin, const std::string& end)
{
    const auto at = text.find(begin);
    return at == std::string::npos
        ? ""
        : text.substr(at + begin.size(), text.find(end, at + begin.size()) - at - begin.size());
}

} // namespace

TEST_CASE("a page stands in the layout, escaped, with headers that keep browsers safe")
{
    TestSite site;
    site.settings.name = "A & B";
    site.add(page("/page", "<script>alert(1)</script>").menu("Pages > all")).start();
    const auto answer = site.get("/page");
    CHECK(answer.status == 200);
    CHECK(answer.header("content-type") == "text/html; charset=utf-8");
    CHECK(answer.body.find("<script>") == std::string::npos);
    CHECK(answer.body.find("&lt;script&gt;alert(1)") != std::string::npos);
    CHECK(answer.body.find("<title>T&lt;i&gt;tle – A &amp; B</title>") != std::string::npos);
    CHECK(answer.body.find("<a href=\"/page\" aria-current=\"page\">Pages &gt; all</a>") != std::string::npos);
    const auto policy = answer.header("content-security-policy");
    CHECK(policy.find("default-src 'none'") != std::string::npos);
    CHECK(policy.find("script-src 'self';") != std::string::npos);
    CHECK(policy.find("unsafe") == std::string::npos);
    CHECK(answer.header("x-content-type-options") == "nosniff");
    CHECK(answer.header("x-frame-options") == "DENY");
    CHECK_FALSE(answer.header("referrer-policy").empty());
    CHECK(answer.header("cache-control") == "private, no-cache");
    CHECK(answer.header("set-cookie").empty());
    CHECK(answer.header("strict-transport-security").empty());
    const auto css = between(answer.body, "<link rel=\"stylesheet\" href=\"", "\"");
    CHECK(site.get(css).header("cache-control").find("immutable") != std::string::npos);
}

TEST_CASE("the search box stands in pages of those who may search, and leads where the site says")
{
    TestSite site;
    knows(site);
    site.settings.search = {"/find", "/suggest", "read"};
    site.add(page("/page", "x")).add(page("/find", "x")).start();
    CHECK(site.get("/page").body.find("role=\"search\"") == std::string::npos);
    const auto body = site.get("/find?q=%22%3E%3Cb%3E", "Cookie: who=boss\r\n").body;
    CHECK(body.find("action=\"/find\" data-suggest=\"/suggest\"") != std::string::npos);
    CHECK(body.find("name=\"q\" type=\"search\" value=\"&quot;&gt;&lt;b&gt;\"") != std::string::npos);
    CHECK(site.get("/page?q=x", "Cookie: who=boss\r\n").body.find("type=\"search\" value=\"\"") != std::string::npos);
}

TEST_CASE("no page gives a style or script inside its markup")
{
    TestSite site;
    knows(site);
    site.add(page("/page", "x")).add(page("/user/login", "x")).start();
    for (const auto* path : {"/", "/page", "/nothing"})
        for (const auto* headers : {"", "Cookie: who=boss\r\n"}) {
            const auto body = site.get(path, headers).body;
            INFO(body);
            CHECK(body.find("<style") == std::string::npos);
            CHECK(body.find(" style=") == std::string::npos);
            CHECK(body.find(" onclick=") == std::string::npos);
        }
}

TEST_CASE("what a handler throws becomes a page, or JSON for programs")
{
    TestSite site;
    const auto throwing = [&](const char* path, ErrorCode code) {
        site.add(Route("GET", path,
            [code](const Request&) -> Response { throw Error(code, "probe: the <reason>", {}, "probe"); }));
    };
    throwing("/missing", ErrorCode::not_found);
    throwing("/refused", ErrorCode::refused);
    throwing("/wrong", ErrorCode::invalid_argument);
    throwing("/conflict", ErrorCode::conflict);
    throwing("/locked", ErrorCode::locked);
    throwing("/gone", ErrorCode::unavailable);
    throwing("/late", ErrorCode::deadline_exceeded);
    throwing("/broken", ErrorCode::module_failed);
    throwing("/disk", ErrorCode::storage);
    site.start();
    const std::tuple<const char*, int, bool> cases[] = {{"/missing", 404, true}, {"/refused", 403, true},
        {"/wrong", 400, true}, {"/conflict", 409, true}, {"/locked", 503, false}, {"/gone", 503, false},
        {"/late", 504, false}, {"/broken", 500, false}, {"/disk", 500, false}};
    for (const auto& [path, status, told] : cases) {
        INFO(path);
        const auto page = site.get(path);
        CHECK(page.status == status);
        CHECK((page.body.find("The &lt;reason&gt;") != std::string::npos) == told);
        CHECK(page.header("etag").empty());
        const auto json = site.get(path, json_please);
        CHECK(json.status == status);
        const auto error = Json::parse(json.body)["error"];
        CHECK(error.contains("reference") == !told);
        if (!told) {
            CHECK(site.log().find("request " + error["reference"].get<std::string>() + " failed: probe: the <reason>")
                != std::string::npos);
            CHECK(page.body.find("reason") == std::string::npos);
            CHECK(site.log().find(between(page.body, "<code>", "</code>")) != std::string::npos);
        }
    }
}

TEST_CASE("a response that cannot be sent as it is fails alone")
{
    TestSite site;
    site.add(
        Route("GET", "/header", [](const Request&) { return Response::json(1).header("X", "a\r\nSet-Cookie: b=c"); }));
    site.add(
        Route("GET", "/cookie", [](const Request&) { return Response::json(1).cookie(Cookie("a", "b; Domain=x")); }));
    site.add(Route("GET", "/away", [](const Request&) { return Response::redirect("//elsewhere.example"); }));
    site.add(Route("GET", "/script", [](const Request&) { return Response::redirect("javascript:alert(1)"); }));
    site.add(Route("GET", "/template", [](const Request&) { return Response::page("x", "nothing/here"); }));
    site.add(Route("GET", "/policy",
        [](const Request&) { return Response::page("x", "start").allow("script-src", "'unsafe-inline'"); }));
    site.add(Route("GET", "/status", [](const Request&) { return Response::json(1, 99); }));
    site.json("/hello", "hi").start();
    auto client = site.client();
    for (const auto* path : {"/header", "/cookie", "/away", "/script", "/policy", "/status"}) {
        const auto answer = client.get(path);
        INFO(path << answer.head);
        CHECK(answer.status == 500);
        CHECK(answer.header("set-cookie").empty());
        CHECK(answer.header("location").empty());
    }
    CHECK(client.get("/template").status == 500);
    CHECK(client.get("/hello").status == 200);
}

TEST_CASE("an error page that fails too is plain text with the reference")
{
    TestSite site;
    std::filesystem::create_directories(site.folder / "templates");
    test::write_file(site.folder / "templates/layout.html", "{{{content}}}{{> nothing}}");
    site.settings.templates = {site.folder / "templates"};
    site.add(Route("GET", "/broken", [](const Request&) -> Response { throw std::runtime_error("x"); })).start();
    CHECK(site.get("/broken").status == 500);
    CHECK(site.site->problems().size() == 1);
}

TEST_CASE("without permission a visitor is sent to log in, a user and a program are refused")
{
    TestSite site;
    knows(site);
    site.add(page("/secret", "secret").permission("administer").menu("Secret"));
    site.add(page("/read", "readable").permission("read"));
    site.add(page("/user/login", "log in")).start();
    const auto visitor = site.get("/secret?a=b%20c&d");
    CHECK(visitor.status == 303);
    CHECK(visitor.header("location") == "/user/login?destination=%2Fsecret%3Fa%3Db%2520c%26d");
    CHECK(site.get("/secret", json_please).status == 403);
    CHECK(site.get("/secret", "Cookie: who=reader\r\n").status == 403);
    CHECK(site.get("/read", "Cookie: who=reader\r\n").status == 200);
    const auto boss = site.get("/secret", "Cookie: who=boss\r\n");
    CHECK(boss.status == 200);
    CHECK(boss.body.find(">Secret</a>") != std::string::npos);
    CHECK(boss.body.find(">boss</a>") != std::string::npos);
    CHECK(site.get("/read", "Cookie: who=reader\r\n").body.find(">Secret</a>") == std::string::npos);
}

TEST_CASE("who is logged in may what everybody may, and what those may who are logged in")
{
    TestSite site;
    knows(site);
    site.parts.permissions_of = [](const std::vector<std::string>& roles) {
        std::vector<std::string> granted;
        for (const auto& role : roles)
            granted.push_back(role == "anonymous" ? "see_pages" : role == "authenticated" ? "search" : "of_" + role);
        return granted;
    };
    for (const auto* needed : {"see_pages", "search", "of_reader", "of_boss"})
        site.add(page((std::string("/") + needed).c_str(), "x").permission(needed));
    site.start();
    const auto may = [&](const char* needed, const std::string& cookie) {
        return site.get(std::string("/") + needed, json_please + cookie).status == 200;
    };
    const std::string reader = "Cookie: who=reader\r\n";
    CHECK(may("see_pages", ""));
    CHECK_FALSE(may("search", ""));
    CHECK(may("see_pages", reader));
    CHECK(may("search", reader));
    CHECK(may("of_reader", reader));
    CHECK_FALSE(may("of_boss", reader));
}

TEST_CASE("a form is taken from its own visitor alone")
{
    TestSite site;
    knows(site);
    site.add(form());
    site.add(Route("POST", "/form", [](const Request& request) { return Response::json(request.form.get("text")); }));
    site.start();
    const std::string type = "Content-Type: application/x-www-form-urlencoded\r\n";
    const auto first = site.get("/form");
    const auto cookie = "Cookie: " + between(first.head, "Set-Cookie: ", ";") + "\r\n";
    CHECK(first.head.find("HttpOnly; SameSite=Lax") != std::string::npos);
    const auto token = between(first.body, "<h1>", "</h1>");
    REQUIRE(token.size() == 64);
    auto client = site.client();
    const auto send = [&](const std::string& headers, const std::string& given) {
        return client.ask("POST", "/form", type + headers, "csrf_token=" + given + "&text=hello").status;
    };
    CHECK(send(cookie, token) == 200);
    CHECK(send("", token) == 403);
    CHECK(send(cookie, "") == 403);
    CHECK(send(cookie, std::string(64, 'a')) == 403);
    CHECK(send("Cookie: wowhost_form=" + std::string(32, 'a') + "\r\n", token) == 403);
    CHECK(send(cookie + "Sec-Fetch-Site: cross-site\r\n", token) == 403);
    CHECK(client.ask("POST", "/form", cookie + "X-CSRF-Token: " + token + "\r\n", "").status == 200);
    // A second form of the same visitor has another token, and sets no further cookie.
    const auto second = client.get("/form", cookie);
    CHECK(second.header("set-cookie").empty());
    CHECK(between(second.body, "<h1>", "</h1>") != token);
    // Logging in ends what was valid before.
    CHECK(send(cookie + "Cookie: who=reader\r\n", token) == 403);
    const auto own = between(client.get("/form", "Cookie: who=reader\r\n").body, "<h1>", "</h1>");
    CHECK(send("Cookie: who=reader\r\n", own) == 200);
    CHECK(send("Cookie: who=boss\r\n", own) == 403);
}

TEST_CASE("a page that everybody may keep is for visitors without account")
{
    TestSite site;
    knows(site);
    site.add(Route("GET", "/kept",
        [](const Request&) { return Response::page("x", "start").cached_for(std::chrono::seconds(60)); }));
    site.start();
    CHECK(site.get("/kept").header("cache-control") == "public, max-age=60");
    CHECK(site.get("/kept", "Cookie: who=reader\r\n").header("cache-control") == "private, no-cache");
}

TEST_CASE("behind TLS cookies are Secure and browsers told to stay with it")
{
    TestSite site;
    site.settings.base_url = "https://guild.example/";
    site.add(form()).start();
    const auto answer = site.get("/form");
    CHECK(answer.header("set-cookie").find("; Secure") != std::string::npos);
    CHECK(answer.header("strict-transport-security") == "max-age=31536000");
}

TEST_CASE("pictures that modules keep are served, and nothing else of their files")
{
    TestSite site;
    std::filesystem::create_directories(site.folder / "files/probe/deep");
    std::filesystem::create_directories(site.folder / "files/.runtime");
    test::write_file(site.folder / "files/probe/deep/a.png", "picture");
    test::write_file(site.folder / "files/probe/a.svg", "<svg onload='alert(1)'/>");
    test::write_file(site.folder / "files/probe/a.txt", "text");
    test::write_file(site.folder / "files/.runtime/a.png", "picture");
    test::write_file(site.folder / "a.png", "outside");
    site.start();
    const auto picture = site.get("/files/probe/deep/a.png");
    CHECK(picture.body == "picture");
    CHECK(picture.header("content-type") == "image/png");
    CHECK(site.get("/files/probe/deep/a.png", "If-None-Match: " + picture.header("etag") + "\r\n").status == 304);
    CHECK(site.get("/files/probe/a.svg").header("content-security-policy").find("sandbox") != std::string::npos);
    for (const auto* path : {"/files/probe/a.txt", "/files/.runtime/a.png", "/files/probe/b.png", "/files/a.png",
             "/files/probe/deep", "/files", "/files/probe//a.png"}) {
        INFO(path);
        CHECK(site.get(path).status == 404);
    }
    CHECK(site.get("/files/probe/../../a.png").status == 400);
    CHECK(site.get("/files/%2e%2e/a.png").status == 400);
}

TEST_CASE("readiness says why not")
{
    TestSite site;
    site.parts.readiness = [] { return web::Readiness{false, {"the database is away"}}; };
    site.start();
    const auto answer = site.get("/readyz");
    CHECK(answer.status == 503);
    CHECK(Json::parse(answer.body)["reasons"][0] == "the database is away");
    CHECK(site.get("/healthz").status == 200);
}

TEST_CASE("requests are counted by route, and the log names visitors")
{
    TestSite site;
    site.json("/echo/{x}", 1);
    site.settings.access_log = site.folder / "access.log";
    site.start();
    auto client = site.client();
    client.get("/echo/1");
    client.get("/echo/2?secret=x", "X-Forwarded-For: 8.8.8.8\r\n");
    client.ask("BREW", "/echo/2");
    const auto metrics = client.get("/metrics").body;
    CHECK(metrics.find("wowhost_http_requests_total{method=\"GET\",route=\"/echo/{x}\",status=\"2xx\"} 2")
        != std::string::npos);
    CHECK(metrics.find("method=\"other\"") != std::string::npos);
    CHECK(metrics.find("BREW") == std::string::npos);
    const auto log = test::read_file(site.folder / "access.log");
    CHECK(log.find("127.0.0.1 - - [") == 0);
    CHECK(log.find("8.8.8.8 - - [") != std::string::npos);
    CHECK(log.find("secret") == std::string::npos);
}
