// What is too much, too slow or too many ends, and nothing else does.
#include "site_under_test.hpp"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

using namespace web_test;
using namespace std::chrono_literals;

namespace {

Route post(const char* path, std::size_t limit)
{
    return Route("POST", path,
        [](const Request& request) { return Response::json(static_cast<std::int64_t>(request.body.size())); })
        .without_csrf()
        .body_limit(limit);
}

} // namespace

TEST_CASE("too large a head is 431, too large a body 413, by the route's own limit")
{
    TestSite site;
    site.json("/hello", "hi").add(post("/small", 10)).add(post("/large", 500'000));
    site.options.head_bytes = 4096;
    site.start();
    CHECK(site.get("/hello", "X: " + std::string(8000, 'x') + "\r\n").status == 431);
    CHECK(site.get("/" + std::string(20'000, 'x')).status == 431);
    std::string many;
    for (int i = 0; i < 2000; ++i)
        many += "A: b\r\n";
    CHECK(site.get("/hello", many).status == 431);
    CHECK(site.client().ask("POST", "/small", "", "1234567890").status == 200);
    CHECK(site.client().ask("POST", "/small", "", "12345678901").status == 413);
    CHECK(site.client().ask("POST", "/large", "", std::string(400'000, 'x')).status == 200);
    CHECK(site.client().ask("POST", "/nothing", "", std::string(70'000, 'x')).status == 413);
    auto client = site.client();
    client.send(
        "POST /small HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n8\r\n12345678\r\n");
    CHECK(client.read().status == 413);
    CHECK(client.is_closed());
}

TEST_CASE("a client that is refused in the middle of a large body can read why")
{
    TestSite site;
    site.add(post("/small", 10)).start();
    auto client = site.client();
    client.send("POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n");
    client.send(std::string(500'000, 'x'));
    CHECK(client.read().status == 413);
}

TEST_CASE("a head or body that does not end is dropped, however slowly it drips")
{
    TestSite site;
    site.json("/hello", "hi").add(post("/body", 1000));
    site.options.head = 300ms;
    site.options.body = 300ms;
    site.start();
    std::vector<Client> slow;
    for (int i = 0; i < 50; ++i) {
        slow.push_back(site.client());
        slow.back().send("GET /hello HTTP/1.1\r\nHost: x\r\n");
    }
    auto dripping = site.client();
    bool open = true;
    for (int i = 0; i < 200 && open; ++i) {
        open = dripping.send("G");
        std::this_thread::sleep_for(10ms);
    }
    CHECK_FALSE(open);
    for (auto& client : slow)
        CHECK(client.is_closed());
    auto body = site.client();
    body.send("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
    CHECK(body.is_closed());
    CHECK(site.get("/hello").status == 200);
}

TEST_CASE("a connection that is silent between requests is closed after its time")
{
    TestSite site;
    site.json("/hello", "hi");
    site.options.idle = 200ms;
    site.start();
    auto client = site.client();
    CHECK(client.get("/hello").status == 200);
    CHECK(client.is_closed());
}

TEST_CASE("a client that does not read its answer is dropped")
{
    TestSite site;
    site.add(Route(
        "GET", "/huge", [](const Request&) { return Response::bytes(std::string(30'000'000, 'x'), "image/png"); }));
    site.json("/hello", "hi");
    site.options.write = 500ms;
    site.options.slowest = 1'000'000'000;
    site.start();
    auto client = site.client();
    client.send("GET /huge HTTP/1.1\r\nHost: x\r\n\r\n");
    while (site.server->statistics().open > 0)
        std::this_thread::sleep_for(10ms);
    CHECK(site.get("/hello").status == 200);
}

TEST_CASE("connections beyond the limit are told so, and there is room again when others go")
{
    TestSite site;
    site.json("/hello", "hi");
    site.options.connections = 20;
    site.start();
    {
        std::vector<Client> held;
        for (int i = 0; i < 20; ++i) {
            held.push_back(site.client());
            REQUIRE(held.back().get("/hello").status == 200);
        }
        CHECK(site.client().read().status == 503);
        CHECK(site.server->statistics().turned_away == 1);
        CHECK(held.front().get("/hello").status == 200);
    }
    while (site.server->statistics().open > 0)
        std::this_thread::sleep_for(5ms);
    CHECK(site.get("/hello").status == 200);
}

TEST_CASE("a thousand idle connections cost others nothing")
{
    TestSite site;
    site.json("/hello", "hi").start();
    std::vector<Client> idle;
    for (int i = 0; i < 1000; ++i)
        idle.push_back(site.client());
    for (int i = 0; i < 1000; i += 100)
        CHECK(idle[static_cast<std::size_t>(i)].get("/hello").status == 200);
    CHECK(site.get("/hello").status == 200);
    CHECK(site.server->statistics().workers <= 4);
    for (auto& client : idle)
        CHECK(client.get("/hello").status == 200);
}

TEST_CASE("handlers never hold up static files, and too many that wait are told so")
{
    std::atomic<bool> go{false};
    std::atomic<int> inside{0};
    TestSite site;
    site.add(Route("GET", "/wait", [&](const Request&) {
        ++inside;
        go.wait(false);
        return Response::json("done");
    }));
    site.options.workers = 2;
    site.options.waiting = 3;
    site.start();
    std::vector<Client> waiting;
    for (int i = 0; i < 5; ++i) {
        waiting.push_back(site.client());
        waiting.back().send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
        // The first two until they are at work: until then they wait, and three may.
        while (inside < std::min(i + 1, 2) || static_cast<int>(site.server->statistics().waiting) < i - 1)
            std::this_thread::sleep_for(1ms);
    }
    const auto refused = site.get("/wait");
    CHECK(refused.status == 503);
    CHECK(refused.header("retry-after") == "10");
    CHECK(site.get("/healthz").status == 200);
    CHECK(site.get("/robots.txt").status == 200);
    go = true;
    go.notify_all();
    for (auto& client : waiting)
        CHECK(client.read().body == "\"done\"\n");
}

TEST_CASE("routes are limited by class and client")
{
    TestSite site;
    site.add(Route("GET", "/login", [](const Request&) { return Response::json(true); }).rate(RateClass::login));
    site.json("/hello", "hi");
    site.settings.rates = Value::object({{"login", "0.001/3"}});
    site.start();
    auto client = site.client();
    for (int i = 0; i < 3; ++i)
        CHECK(client.get("/login").status == 200);
    const auto limited = client.get("/login");
    CHECK(limited.status == 429);
    CHECK(std::stoi(limited.header("retry-after")) > 100);
    CHECK(client.get("/hello").status == 200);
    CHECK(client.get("/login", "X-Forwarded-For: 9.9.9.9\r\n").status == 200);
}
