// How calls end before their answers: shutdown, a job's deadline, a job given up, a handler that throws.
#include "host/http/client.hpp"
#include "host/http/test_server.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>

using namespace wowhost;
using namespace std::chrono_literals;
using http_test::Peer;
using http_test::Received;
using http_test::TestServer;
using Clock = HttpRequest::Clock;

namespace {

void stall(Peer& peer, const Received& /*request*/) { peer.hold(); }

HttpRequest patient(const std::string& url)
{
    HttpRequest request(url);
    request.timeout = 1h;
    return request;
}

} // namespace

TEST_CASE("shutdown ends calls in flight, queued and delayed, in every way of asking")
{
    TestServer server(stall);
    http::HttpOptions options;
    options.max_connections = 12; // so that some wait for a connection
    const auto http = http::make_client(options, {});
    std::atomic<int> cancelled = 0;
    std::atomic<int> thrown = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back(
            [&] { cancelled += http->send(patient(server.url("/"))).failure == HttpFailure::cancelled; });
        threads.emplace_back([&] {
            std::vector<HttpRequest> list(4, patient(server.url("/")));
            list[3].not_before = Clock::now() + 1h;
            for (const auto& response : http->send_all(list))
                cancelled += response.failure == HttpFailure::cancelled;
        });
        threads.emplace_back([&] {
            try {
                http->run([&] { return patient(server.url("/")); },
                    [&](const HttpRequest&, const HttpResponse& response) {
                        cancelled += response.failure == HttpFailure::cancelled;
                    },
                    3);
            } catch (const Error& error) {
                thrown += error.code() == ErrorCode::cancelled;
            }
        });
        threads.emplace_back([&] {
            try {
                http->run([&] { return HttpRequest::pause_until(Clock::now() + 1h); },
                    [](const HttpRequest&, const HttpResponse&) {}, 3);
            } catch (const Error& error) {
                thrown += error.code() == ErrorCode::cancelled;
            }
        });
    }
    REQUIRE(server.wait_for(12));
    http->shutdown();
    for (auto& thread : threads)
        thread.join();
    CHECK(thrown == 8);
    // A run that came after the shutdown has asked for nothing; all others report each request.
    CHECK(cancelled >= 4 + 16);
    CHECK(http->send(HttpRequest(server.url("/"))).failure == HttpFailure::cancelled);
    http->shutdown();
    CHECK(server.wait_for_closed(server.connections()));
}

TEST_CASE("a client that was never used, or is idle, goes away quietly")
{
    {
        const auto unused = http::make_client({}, {});
    }
    TestServer server([](Peer& peer, const Received&) { peer.answer(200, "x"); });
    const auto idle = http::make_client({}, {});
    CHECK(idle->send(HttpRequest(server.url("/"))).ok());
    const auto before_use = http::make_client({}, {});
    before_use->shutdown();
    CHECK(before_use->send(HttpRequest(server.url("/"))).failure == HttpFailure::cancelled);
}

TEST_CASE("the deadline of the calling job ends its calls, and nobody else's")
{
    TestServer server([](Peer& peer, const Received& request) {
        if (request.target == "/slow")
            peer.hold();
        else
            peer.answer(200, "x");
    });
    static thread_local std::optional<Clock::time_point> deadline;
    http::HttpOptions options;
    options.call_deadline = [] { return deadline; };
    const auto http = http::make_client(options, {});

    std::thread other([&] {
        for (int i = 0; i < 20; ++i)
            http->send(HttpRequest(server.url("/quick")));
    });
    deadline = Clock::now() + 100ms;
    const auto response = http->send(patient(server.url("/slow")));
    CHECK(Clock::now() >= *deadline);
    CHECK(response.failure == HttpFailure::timeout);
    CHECK(response.failure_message.find("deadline of the job") != std::string::npos);

    CHECK(http->send(HttpRequest(server.url("/quick"))).failure == HttpFailure::timeout); // it has passed already

    deadline = Clock::now() + 100ms;
    std::size_t results = 0;
    try {
        http->run([&] { return patient(server.url("/slow")); },
            [&](const HttpRequest&, const HttpResponse& late) { results += late.failure == HttpFailure::timeout; }, 5);
        FAIL("the run returned as if it had seen all");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::deadline_exceeded);
    }
    CHECK(results == 5);
    deadline.reset();
    CHECK(http->send(HttpRequest(server.url("/quick"))).ok());
    other.join();
}

TEST_CASE("a job that is given up ends its calls")
{
    TestServer server(stall);
    std::atomic<bool> given_up = false;
    http::HttpOptions options;
    options.call_cancelled = [&] { return given_up.load(); };
    const auto http = http::make_client(options, {});
    std::thread other([&] {
        server.wait_for(1);
        given_up = true;
    });
    const auto response = http->send(patient(server.url("/")));
    other.join();
    CHECK(response.failure == HttpFailure::cancelled);
    CHECK(response.failure_message.find("given up") != std::string::npos);
    CHECK(server.wait_for_closed(1));
}

TEST_CASE("an exception in a run's handler reaches its caller and cancels the rest")
{
    TestServer server([](Peer& peer, const Received& request) {
        if (request.target == "/first")
            peer.answer(200, "x");
        peer.hold();
    });
    struct Mine : std::runtime_error {
        using std::runtime_error::runtime_error;
    };
    const auto http = http::make_client({}, {});
    int given = 0;
    const auto next = [&]() -> std::optional<HttpRequest> {
        return patient(server.url(++given == 1 ? "/first" : "/stall"));
    };
    CHECK_THROWS_AS(http->run(
                        next, [](const HttpRequest&, const HttpResponse&) { throw Mine("mine"); }, 4),
        Mine);
    CHECK(server.wait_for_closed(std::min(server.connections(), 3)));

    given = 1;
    CHECK_THROWS_AS(http->run(
                        [&] {
                            if (given == 4)
                                throw Mine("mine");
                            return next();
                        },
                        [](const HttpRequest&, const HttpResponse&) {}, 8),
        Mine);
}
