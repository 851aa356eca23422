// HTTP as clients speak it, well and badly.
#include "site_under_test.hpp"

#include <catch2/catch.hpp>
#include <thread>

using namespace web_test;

namespace {

void add_usual(TestSite& site)
{
    site.json("/hello", "hi")
        .add(Route(
            "GET", "/large", [](const Request&) { return Response::bytes(std::string(100'000, 'x'), "text/plain"); }))
        .add(Route("POST", "/size",
            [](const Request& request) { return Response::json(static_cast<std::int64_t>(request.body.size())); })
                 .without_csrf()
                 .body_limit(200'000))
        .add(Route("GET", "/who", [](const Request& request) {
            return Response::json(Value::object({{"client", request.client}, {"secure", request.secure},
                {"q", request.query.get("q")}, {"agent", request.headers.get("user-agent")}}));
        }));
}

} // namespace

TEST_CASE("a connection serves request after request, also those sent at once")
{
    TestSite site;
    add_usual(site);
    site.start();
    auto client = site.client();
    for (int i = 0; i < 20; ++i)
        CHECK(client.get("/hello").body == "\"hi\"\n");
    std::string many;
    for (int i = 0; i < 20; ++i)
        many += "GET /who?q=" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    client.send(many);
    for (int i = 0; i < 20; ++i)
        CHECK(client.read().body.find("\"q\":\"" + std::to_string(i) + "\"") != std::string::npos);
    CHECK(client.get("/hello", "Connection: close\r\n").header("connection") == "close");
    CHECK(client.is_closed());
}

TEST_CASE("HTTP/1.0 is answered and the connection closed, unless asked otherwise")
{
    TestSite site;
    add_usual(site);
    site.start();
    auto client = site.client();
    client.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(client.read().header("connection") == "keep-alive");
    client.send("GET /hello HTTP/1.0\r\n\r\n");
    CHECK(client.read().body == "\"hi\"\n");
    CHECK(client.is_closed());
}

TEST_CASE("HEAD is GET without the body, with its length")
{
    TestSite site;
    add_usual(site);
    site.start();
    auto client = site.client();
    for (const auto* path : {"/large", "/hello", "/robots.txt", "/healthz", "/nothing"}) {
        const auto whole = client.get(path);
        const auto head = client.ask("HEAD", path);
        INFO(path);
        CHECK(head.status == whole.status);
        CHECK(head.header("content-length") == std::to_string(whole.body.size()));
        CHECK(head.header("etag") == whole.header("etag"));
    }
    CHECK(client.get("/hello").body == "\"hi\"\n");
}

TEST_CASE("what the client has already is not sent again")
{
    TestSite site;
    add_usual(site);
    site.start();
    auto client = site.client();
    for (const auto* path : {"/large", "/hello", "/robots.txt"}) {
        const auto first = client.get(path);
        REQUIRE(!first.header("etag").empty());
        const auto second = client.get(path, "If-None-Match: \"x\", " + first.header("etag") + "\r\n");
        CHECK(second.status == 304);
        CHECK(second.header("etag") == first.header("etag"));
        CHECK(second.header("content-length").empty());
        CHECK(client.get(path, "If-None-Match: \"other\"\r\n").status == 200);
    }
}

TEST_CASE("large text is packed for who takes it")
{
    TestSite site;
    add_usual(site);
    site.start();
    auto client = site.client();
    const auto packed = client.get("/large", "Accept-Encoding: gzip, br\r\n");
    CHECK(packed.header("content-encoding") == "gzip");
    CHECK(packed.header("vary").find("Accept-Encoding") != std::string::npos);
    CHECK(packed.body.size() < 1000);
    CHECK(packed.body.substr(0, 2) == "\x1f\x8b");
    const auto plain = client.get("/large");
    CHECK(plain.header("content-encoding").empty());
    CHECK(plain.body.size() == 100'000);
    CHECK(client.get("/hello", "Accept-Encoding: gzip\r\n").header("content-encoding").empty());
}

TEST_CASE("static files may be kept for good under their own address, and briefly under another")
{
    TestSite site;
    std::filesystem::create_directories(site.folder / "static");
    test::write_file(site.folder / "static/mine.css", "body { color: red }");
    test::write_file(site.folder / "static/secret.key", "no");
    site.settings.static_files = {site.folder / "static"};
    site.start();
    CHECK(site.site->problems().size() == 1);
    const auto plain = site.get("/static/mine.css");
    CHECK(plain.body == "body { color: red }");
    CHECK(plain.header("content-type") == "text/css; charset=utf-8");
    CHECK(plain.header("cache-control") == "public, max-age=300");
    const auto etag = plain.header("etag");
    const auto own = site.get("/static/" + etag.substr(3, 16) + "/mine.css");
    CHECK(own.header("cache-control") == "public, max-age=31536000, immutable");
    for (const auto* path : {"/static/secret.key", "/static/", "/static/x/y/mine.css", "/static/..%2fmine.css",
             "/static/../mine.css", "/static/nothing.css"}) {
        INFO(path);
        CHECK(site.get(path).status >= 400);
    }
    CHECK(site.client().ask("POST", "/static/mine.css").status == 404);
}

TEST_CASE("bodies come whole, in pieces and after a question")
{
    TestSite site;
    add_usual(site);
    site.start();
    auto client = site.client();
    CHECK(client.ask("POST", "/size", "", std::string(150'000, 'b')).body == "150000\n");
    client.send(
        "POST /size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n3\r\nfgh\r\n0\r\n\r\n");
    CHECK(client.read().body == "8\n");
    client.send("POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.read().status == 100);
    client.send("1234");
    CHECK(client.read().body == "4\n");
}

TEST_CASE("a request that is none is refused and the connection closed")
{
    TestSite site;
    add_usual(site);
    site.start();
    const std::pair<const char*, int> wrong[] = {
        {"GET /hello HTTP/1.1\r\n\r\n", 400},
        {"GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"nonsense\r\n\r\n", 400},
        {"GET  /hello HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        {"GET /hello HTTP/2.7\r\nHost: x\r\n\r\n", 400},
        {"G\x01T /hello HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        {"GET /hello HTTP/1.1\r\nHost : x\r\n\r\n", 400},
        {"POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n12345", 400},
        {"POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"POST /size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", 400},
        {"POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: -4\r\n\r\n", 400},
        {"POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400},
        {"POST /size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
        {"POST /size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
        {"POST /size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501},
        {"POST /size HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501},
        {"POST /size HTTP/1.1\r\nHost: x\r\nExpect: a miracle\r\nContent-Length: 1\r\n\r\n1", 417},
    };
    for (const auto& [text, status] : wrong) {
        INFO(text);
        auto client = site.client();
        client.send(text);
        const auto answer = client.read();
        CHECK(answer.status == status);
        CHECK(answer.header("connection") == "close");
        CHECK(client.is_closed());
    }
    CHECK(site.get("/hello").status == 200);
}

TEST_CASE("addresses and forms that cannot be are 400, methods that are not known 405 or 404")
{
    TestSite site;
    add_usual(site);
    site.start();
    auto client = site.client();
    for (const auto* path : {"/a/../hello", "/%zz", "/hello?q=%ff", "/hello?%", "//evil/%00"}) {
        INFO(path);
        CHECK(client.get(path).status == 400);
    }
    CHECK(client.get("http://other.example/hello").status == 400);
    const auto wrong = client.ask("DELETE", "/hello");
    CHECK(wrong.status == 405);
    CHECK(wrong.header("allow") == "GET, HEAD");
    CHECK(client.ask("PROPFIND", "/hello").status == 405);
    CHECK(client.ask("TRACE", "/nothing").status == 404);
    CHECK(client.ask("POST", "/size", "Content-Type: application/x-www-form-urlencoded\r\n", "a=%zz").status == 400);
}

TEST_CASE("who the visitor is comes from trusted proxies alone")
{
    TestSite site;
    add_usual(site);
    site.settings.trusted_proxies = {"10.0.0.1"};
    site.start();
    CHECK(site.get("/who", "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n")
              .body.find("\"client\":\"127.0.0.1\"")
        != std::string::npos);
    TestSite behind;
    add_usual(behind);
    behind.start();
    const auto body =
        behind.get("/who", "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 7.7.7.7\r\nX-Forwarded-Proto: https\r\n").body;
    CHECK(body.find("\"client\":\"7.7.7.7\"") != std::string::npos);
    CHECK(body.find("\"secure\":true") != std::string::npos);
    CHECK(behind.get("/metrics", "X-Forwarded-For: 6.6.6.6\r\n").status == 403);
    CHECK(behind.get("/metrics").body.find("wowhost_http_requests_total{") != std::string::npos);
}

TEST_CASE("headers that are no text do not reach handlers")
{
    TestSite site;
    add_usual(site);
    site.start();
    CHECK(site.get("/who",
                  "User-Agent: a\xff"
                  "b\r\n")
              .body.find("\"agent\":\"\"")
        != std::string::npos);
}
