// How a server begins and ends.
#include "site_under_test.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace web_test;
using namespace std::chrono_literals;

namespace {

/// What WOWHOST_LISTEN_FD and its like would be to the next program, taken away when a test has not used it.
struct NoHandedSockets {
    ~NoHandedSockets()
    {
        for (const auto* name : {"WOWHOST_LISTEN_FD", "WOWHOST_CONNECTIONS_FD"})
            if (const char* text = std::getenv(name)) {
                ::close(std::atoi(text));
                ::unsetenv(name);
            }
    }
};

void wait_for(const std::atomic<int>& value, int wanted)
{
    while (value < wanted)
        std::this_thread::sleep_for(1ms);
}

} // namespace

TEST_CASE("a Unix socket is served, left to nobody, and taken over from a server that was killed")
{
    TestSite site;
    const auto path = site.folder / "site.sock";
    site.json("/hello", "hi").options.listen = "unix:" + path;
    site.start();
    CHECK(site.address() == "unix:" + path);
    CHECK(site.get("/hello").body == "\"hi\"\n");
    struct stat status { };
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0660);
    {
        TestSite other;
        other.options.listen = "unix:" + path;
        CHECK_THROWS_AS(other.start(), Error);
    }
    REQUIRE(::rename(path.c_str(), (path + ".old").c_str()) == 0);
    site.server.reset();
    REQUIRE(::rename((path + ".old").c_str(), path.c_str()) == 0);
    TestSite next;
    next.json("/hello", "again").options.listen = "unix:" + path;
    next.start();
    CHECK(next.get("/hello").body == "\"again\"\n");
    next.server.reset();
    CHECK(::stat(path.c_str(), &status) != 0);
}

TEST_CASE("a port that is taken is refused in words")
{
    TestSite site;
    site.start();
    TestSite other;
    other.options.listen = site.address().substr(7);
    try {
        other.start();
        FAIL("two servers on one port");
    } catch (const Error& error) {
        CHECK(std::string(error.what()).find("cannot listen on " + other.options.listen) == 0);
    }
}

TEST_CASE("a server that stops answers what it has been asked, and closes what is idle")
{
    std::atomic<bool> go{false};
    std::atomic<int> inside{0};
    TestSite site;
    site.add(Route("GET", "/wait", [&](const Request&) {
        ++inside;
        go.wait(false);
        return Response::json("done");
    }));
    site.json("/hello", "hi").start();
    const auto address = site.address();
    auto idle = site.client();
    CHECK(idle.get("/hello").status == 200);
    auto busy = site.client();
    busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    wait_for(inside, 1);
    std::thread stopping([&] { site.server->stop(); });
    CHECK(idle.is_closed());
    go = true;
    go.notify_all();
    const auto answer = busy.read();
    CHECK(answer.body == "\"done\"\n");
    CHECK(answer.header("connection") == "close");
    stopping.join();
    CHECK_THROWS(Client(address));
}

TEST_CASE("a client that dawdles does not keep a server from stopping")
{
    TestSite site;
    site.json("/hello", "hi");
    site.options.drain = 300ms;
    site.start();
    auto head = site.client();
    head.send("GET /hello HTTP/1.1\r\nHo");
    auto body = site.client();
    body.send("POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n1");
    site.server->stop();
    CHECK(head.is_closed());
    CHECK(body.is_closed());
}

TEST_CASE("open connections and requests that could not be answered go on in the next server")
{
    const NoHandedSockets cleanup;
    std::atomic<bool> moved{false};
    std::atomic<int> asked{0};
    TestSite site;
    site.json("/hello", "old");
    site.add(Route("POST", "/size", [](const Request& request) {
        return Response::json(static_cast<std::int64_t>(request.body.size()));
    }).without_csrf());
    site.parts.enter_unit = [&]() -> std::shared_ptr<void> {
        ++asked;
        return moved ? nullptr : std::make_shared<int>(1);
    };
    site.start();
    auto idle = site.client();
    CHECK(idle.get("/hello").body == "\"old\"\n");
    auto begun = site.client();
    begun.send("GET /hello HTTP/1.1\r\nHo");
    moved = true;
    const auto before = asked.load();
    auto parked = site.client();
    parked.send(
        "POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    auto parting = site.client();
    parting.send("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    wait_for(asked, before + 2);
    const auto address = site.address();
    site.server->hand_over();
    // Whoever comes now waits for the next server.
    auto newcomer = Client(address);
    newcomer.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");

    TestSite next;
    next.options.listen = address.substr(7);
    next.json("/hello", "new");
    next.add(Route("POST", "/size", [](const Request& request) {
        return Response::json(static_cast<std::int64_t>(request.body.size()));
    }).without_csrf());
    next.start();
    CHECK(next.address() == address);
    CHECK(newcomer.read().body == "\"new\"\n");
    CHECK(parked.read().body == "5\n");
    CHECK(parked.read().body == "\"new\"\n");
    CHECK(parting.read().body == "\"new\"\n");
    CHECK(parting.is_closed());
    begun.send("st: x\r\n\r\n");
    CHECK(begun.read().body == "\"new\"\n");
    CHECK(idle.get("/hello").body == "\"new\"\n");
}

TEST_CASE("a request that could not be answered is not lost in silence when nobody takes over")
{
    TestSite site;
    site.json("/hello", "hi");
    site.parts.enter_unit = []() -> std::shared_ptr<void> { return nullptr; };
    site.start();
    auto client = site.client();
    client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    while (site.server->statistics().workers == 0 || site.server->statistics().waiting > 0)
        std::this_thread::sleep_for(1ms);
    std::thread stopping([&] { site.server->stop(); });
    CHECK(client.read().status == 503);
    stopping.join();
}

TEST_CASE("events come one by one, each as a unit of work, and end when they say so or the server does")
{
    std::atomic<int> number{0};
    std::atomic<int> units{0};
    TestSite site;
    site.parts.enter_unit = [&]() -> std::shared_ptr<void> {
        ++units;
        return std::make_shared<int>(1);
    };
    site.add(Route("GET", "/events", [&](const Request&) {
        return Response::events(100ms, [&number] {
            Events events;
            events.events.emplace_back("tick", Value(++number));
            events.ended = number == 3;
            return events;
        });
    }));
    site.add(
        Route("GET", "/endless", [&](const Request&) { return Response::events(100ms, [] { return Events(); }); }));
    site.add(Route("GET", "/broken", [&](const Request&) {
        return Response::events(100ms, []() -> Events { throw std::runtime_error("broken"); });
    }));
    site.start();
    const auto all = site.get("/events");
    CHECK(all.status == 200);
    CHECK(all.header("content-type") == "text/event-stream");
    CHECK(all.body == "event: tick\ndata: 1\n\nevent: tick\ndata: 2\n\nevent: tick\ndata: 3\n\n");
    CHECK(units == 4);
    CHECK(site.get("/broken").status == 200);
    auto endless = site.client();
    endless.send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
    while (units < 7)
        std::this_thread::sleep_for(1ms);
    site.server->stop();
    CHECK(endless.is_closed());
}

TEST_CASE("only so many streams are open at once, and a place is free again when one ends")
{
    std::atomic<bool> ending{false};
    TestSite site;
    site.options.streams = 2;
    site.add(Route("GET", "/endless", [&](const Request&) {
        return Response::events(100ms, [&ending] {
            Events events;
            events.events.emplace_back("tick", Value(1));
            events.ended = ending;
            return events;
        });
    }));
    site.add(Route("GET", "/flood", [&](const Request&) {
        return Response::events(100ms, [] {
            Events events;
            events.events.emplace_back("flood", Value(std::string(2'000'000, 'x')));
            return events;
        });
    }));
    site.json("/page", Value(1));
    site.start();
    auto first = site.client();
    auto second = site.client();
    for (auto* one : {&first, &second})
        one->send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
    while (site.server->statistics().streams < 2)
        std::this_thread::sleep_for(1ms);
    CHECK(site.get("/endless").status == 503);
    CHECK(site.get("/page").status == 200);
    ending = true;
    CHECK(first.read_all().find("event: tick") != std::string::npos);
    CHECK(second.is_closed());
    while (site.server->statistics().streams > 0)
        std::this_thread::sleep_for(1ms);
    CHECK(site.get("/endless").status == 200);
    // What says more than anybody could read is ended, not sent.
    const auto flood = site.get("/flood");
    CHECK(flood.status == 200);
    CHECK(flood.body.empty());
}

TEST_CASE("many clients on few threads get what is theirs")
{
    TestSite site;
    site.add(
        Route("GET", "/echo/{n}", [](const Request& request) { return Response::json(request.parameters.get("n")); }));
    site.start();
    std::vector<std::thread> clients;
    std::atomic<int> right{0};
    for (int c = 0; c < 8; ++c)
        clients.emplace_back([&, c] {
            auto client = site.client();
            for (int i = 0; i < 200; ++i) {
                const auto number = std::to_string(c * 1000 + i);
                right += client.get("/echo/" + number).body == "\"" + number + "\"\n" ? 1 : 0;
            }
        });
    for (auto& client : clients)
        client.join();
    CHECK(right == 8 * 200);
}
