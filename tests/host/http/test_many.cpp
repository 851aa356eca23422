// Many requests at once: lists, runs, slots and threads.
#include "host/http/client.hpp"
#include "host/http/test_server.hpp"

#include <catch2/catch.hpp>

#include <deque>
#include <set>

using namespace wowhost;
using namespace std::chrono_literals;
using http_test::Peer;
using http_test::Received;
using http_test::TestServer;
using Clock = HttpRequest::Clock;

namespace {

template <class Number>
std::string path(Number number, std::string prefix = "/")
{
    return prefix.append(std::to_string(number));
}

/// Answers nobody before `count` requests are there at once: only concurrency gets past it.
class Crowd {
public:
    explicit Crowd(int count)
        : count_(count)
    {
    }
    void join_without_waiting()
    {
        const std::lock_guard lock(mutex_);
        ++present_;
        changed_.notify_all();
    }
    bool join()
    {
        std::unique_lock lock(mutex_);
        ++present_;
        changed_.notify_all();
        return changed_.wait_for(lock, 1min, [this] { return present_ >= count_; });
    }

private:
    const int count_;
    int present_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
};

} // namespace

TEST_CASE("a list is under way all at once, and comes back in its order")
{
    Crowd crowd(60);
    TestServer server([&](Peer& peer, const Received& request) {
        if (crowd.join())
            peer.answer(200, request.target);
    });
    std::vector<HttpRequest> list;
    for (int i = 0; i < 60; ++i)
        list.emplace_back(server.url(path(i)));
    const auto responses = http::make_client({}, {})->send_all(list);
    REQUIRE(responses.size() == 60);
    for (std::size_t i = 0; i < responses.size(); ++i)
        CHECK(responses[i].body == path(i));
    CHECK(http::make_client({}, {})->send_all({}).empty());
}

TEST_CASE("no origin gets more connections than configured, and what waits is not lost")
{
    std::atomic<int> present = 0;
    std::atomic<int> most = 0;
    TestServer server([&](Peer& peer, const Received&) {
        const int now = ++present;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) { }
        --present; // before the answer: the next request may follow it at once
        peer.answer(200, "x");
    });
    http::HttpOptions options;
    options.max_connections = 3;
    const std::vector<HttpRequest> list(200, HttpRequest(server.url("/")));
    for (const auto& response : http::make_client(options, {})->send_all(list))
        REQUIRE(response.status == 200);
    CHECK(server.connections() <= 3);
    CHECK(most <= 3);
}

TEST_CASE("a slow first answer of a new origin does not hold up the others")
{
    std::atomic<int> answered = 0;
    Crowd others(20);
    TestServer server([&](Peer& peer, const Received& request) {
        if (request.target == "/slow" && !others.join())
            return;
        peer.answer(200, "x");
        if (++answered <= 19)
            others.join_without_waiting();
    });
    std::vector<HttpRequest> list(20, HttpRequest(server.url("/quick")));
    list[0].url = server.url("/slow"); // answered only after the nineteen behind it
    for (const auto& response : http::make_client({}, {})->send_all(list))
        CHECK(response.status == 200);
}

TEST_CASE("a run keeps its number going, on the calling thread, and lets results bring new work")
{
    std::atomic<int> present = 0;
    std::atomic<int> most = 0;
    Crowd crowd(10);
    TestServer server([&](Peer& peer, const Received& request) {
        const int now = ++present;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) { }
        if (request.target.starts_with("/first"))
            crowd.join();
        --present;
        peer.answer(200, request.target);
    });
    const auto here = std::this_thread::get_id();
    bool same_thread = true;
    std::deque<std::string> work;
    for (int i = 0; i < 100; ++i)
        work.push_back(path(i, "/first"));
    std::multiset<std::string> seen;
    std::size_t going = 0;
    std::size_t most_going = 0;
    http::make_client({}, {})->run(
        [&]() -> std::optional<HttpRequest> {
            same_thread = same_thread && std::this_thread::get_id() == here;
            if (work.empty())
                return std::nullopt;
            HttpRequest request(server.url(work.front()));
            work.pop_front();
            request.tag = ++going;
            most_going = std::max(most_going, going);
            return request;
        },
        [&](const HttpRequest& request, const HttpResponse& response) {
            same_thread = same_thread && std::this_thread::get_id() == here && request.tag > 0;
            --going;
            seen.insert(response.body);
            if (response.body.starts_with("/first"))
                work.push_back(std::string("/second").append(response.body, 6));
        },
        10);
    CHECK(same_thread);
    CHECK(seen.size() == 200);
    CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == 200);
    CHECK(most_going == 10);
    CHECK(most <= 10);
}

TEST_CASE("requests go out at their slots, in the order of the slots")
{
    TestServer server([](Peer& peer, const Received& request) { peer.answer(200, request.target); });
    const auto begin = Clock::now();
    const auto delay = [](const std::string& target) { return std::chrono::milliseconds(std::stoi(target.substr(1))); };
    std::vector<HttpRequest> list;
    for (const auto* path : {"/300", "/100", "/0", "/400", "/200"}) {
        list.emplace_back(server.url(path));
        list.back().not_before = begin + delay(path);
    }
    const auto responses = http::make_client({}, {})->send_all(list);
    std::vector<std::string> order;
    for (const auto& request : server.received()) {
        order.push_back(request.target);
        CHECK(request.arrived >= begin + delay(request.target));
    }
    CHECK(order == std::vector<std::string>{"/0", "/100", "/200", "/300", "/400"});
    CHECK(responses[0].body == "/300");
}

TEST_CASE("what can't be sent within its moment comes back unsent, at once or after waiting for a connection")
{
    TestServer server([](Peer& peer, const Received& request) {
        std::this_thread::sleep_for(150ms);
        peer.answer(200, request.target);
    });
    http::HttpOptions options;
    options.max_connections = 1;
    const auto begin = Clock::now();
    std::vector<HttpRequest> list;
    for (const auto* path : {"/passed", "/first", "/waits", "/may-wait"})
        list.emplace_back(server.url(path));
    list[0].not_after = begin - 1ms;
    list[1].not_after = begin + 60s;
    list[2].not_after = begin + 100ms;
    const auto responses = http::make_client(options, {})->send_all(list);
    for (const std::size_t unsent : {0U, 2U}) {
        CHECK(responses[unsent].status == 0);
        CHECK(responses[unsent].failure == HttpFailure::expired);
        CHECK_THAT(responses[unsent].failure_message, Catch::Contains("was not sent"));
    }
    CHECK(responses[1].body == "/first");
    CHECK(responses[3].body == "/may-wait");
    CHECK(server.received().size() == 2);
}

TEST_CASE("equal slots keep their order, and waiting for a slot costs nothing of the deadline")
{
    TestServer server([](Peer& peer, const Received&) { peer.answer(200, ""); });
    http::HttpOptions options;
    options.max_connections = 1;
    const auto slot = Clock::now() + 1500ms;
    std::vector<HttpRequest> list;
    for (int i = 0; i < 30; ++i) {
        list.emplace_back(server.url(path(i)));
        list.back().not_before = slot;
        list.back().timeout = 1s;
    }
    for (const auto& response : http::make_client(options, {})->send_all(list))
        CHECK(response.status == 200);
    const auto received = server.received();
    REQUIRE(received.size() == 30);
    for (std::size_t i = 0; i < received.size(); ++i)
        CHECK(received[i].target == path(i));
}

TEST_CASE("a run retries after a delay and pauses while there is nothing to do")
{
    std::atomic<int> calls = 0;
    TestServer server([&](Peer& peer, const Received&) { peer.answer(++calls < 3 ? 503 : 200, "x"); });
    const auto begin = Clock::now();
    std::optional<HttpRequest> waiting = HttpRequest(server.url("/"));
    waiting->tag = 1;
    int asked = 0;
    std::vector<int> statuses;
    http::make_client({}, {})->run(
        [&]() -> std::optional<HttpRequest> {
            if (++asked == 1)
                return HttpRequest::pause_until(begin + 50ms);
            return std::exchange(waiting, std::nullopt);
        },
        [&](const HttpRequest& request, const HttpResponse& response) {
            statuses.push_back(response.status);
            if (response.status == 503) {
                waiting = request;
                waiting->not_before = Clock::now() + 40ms;
                ++waiting->tag;
            }
        },
        4);
    CHECK(statuses == std::vector<int>{503, 503, 200});
    const auto received = server.received();
    REQUIRE(received.size() == 3);
    CHECK(received[0].arrived >= begin + 50ms);
    CHECK(received[1].arrived >= received[0].arrived + 40ms);
    CHECK(received[2].arrived >= received[1].arrived + 40ms);
}

TEST_CASE("a result ends a pause early")
{
    TestServer server([](Peer& peer, const Received&) { peer.answer(200, "x"); });
    int step = 0;
    http::make_client({}, {})->run(
        [&]() -> std::optional<HttpRequest> {
            ++step;
            if (step == 1)
                return HttpRequest(server.url("/"));
            if (step == 2)
                return HttpRequest::pause_until(Clock::now() + 24h);
            return std::nullopt;
        },
        [](const HttpRequest&, const HttpResponse&) {}, 4);
    CHECK(step == 3);
}

TEST_CASE("a run refuses what makes no sense, and a bad URL in it is only that request's failure")
{
    const auto http = http::make_client({}, {});
    const auto nothing = [] { return std::optional<HttpRequest>(); };
    CHECK_THROWS_AS(http->run(nothing, {}, 1), Error);
    CHECK_THROWS_AS(http->run(
                        nothing, [](const HttpRequest&, const HttpResponse&) {}, 0),
        Error);
    std::vector<HttpFailure> failures;
    bool given = false;
    http->run([&] { return std::exchange(given, true) ? std::nullopt : std::optional(HttpRequest("ftp://x/")); },
        [&](const HttpRequest&, const HttpResponse& response) { failures.push_back(response.failure); }, 2);
    CHECK(failures == std::vector<HttpFailure>{HttpFailure::blocked});
}

TEST_CASE("eight threads share one client")
{
    TestServer server([](Peer& peer, const Received& request) { peer.answer(200, request.target); });
    const auto http = http::make_client({}, {});
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            const auto mine = [t](int i) { return path(t) + path(i); };
            std::vector<HttpRequest> list;
            for (int i = 0; i < 40; ++i)
                list.emplace_back(server.url(mine(i)));
            const auto responses = http->send_all(list);
            for (int i = 0; i < 40; ++i)
                right += responses[static_cast<std::size_t>(i)].body == mine(i) ? 1 : 0;
            for (int i = 0; i < 20; ++i)
                right += http->send(HttpRequest(server.url(mine(i)))).body == mine(i) ? 1 : 0;
            int next = 0;
            http->run([&] { return next < 40 ? std::optional(HttpRequest(server.url(mine(next++)))) : std::nullopt; },
                [&](const HttpRequest& request, const HttpResponse& response) {
                    right += request.url == server.url(response.body) ? 1 : 0;
                },
                8);
        });
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(right == 800);
}
