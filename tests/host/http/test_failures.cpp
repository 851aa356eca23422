// What a module gets when the network, or the server, does not behave.
#include "host/http/client.hpp"
#include "host/http/test_server.hpp"

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace wowhost;
using namespace std::chrono_literals;
using http_test::Peer;
using http_test::Received;
using http_test::TestServer;

namespace {

HttpResponse get(const HttpRequest& request) { return http::make_client({}, {})->send(request); }

void check_failed(const HttpResponse& response, HttpFailure failure, const std::string& words)
{
    INFO(response.failure_message);
    CHECK(to_string(response.failure) == std::string(to_string(failure)));
    CHECK(response.status == 0);
    CHECK(response.body.empty());
    CHECK(response.headers.empty());
    CHECK(response.failure_message.starts_with("GET http"));
    CHECK(response.failure_message.find(words) != std::string::npos);
}

} // namespace

TEST_CASE("a body over the cap is stopped, announced or not")
{
    TestServer server([](Peer& peer, const Received& request) {
        if (request.target == "/announced") {
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\nabc");
            peer.hold();
        } else {
            peer.send("HTTP/1.1 200 OK\r\n\r\n");
            while (peer.send(std::string(65536, 'x'))) { }
            peer.close();
        }
    });
    HttpRequest request(server.url("/announced"));
    request.max_body = 100'000;
    check_failed(get(request), HttpFailure::too_large, "exceeds 100000 bytes");
    request.url = server.url("/endless");
    check_failed(get(request), HttpFailure::too_large, "exceeds 100000 bytes");
}

TEST_CASE("a body of exactly the cap is accepted, one byte more is not")
{
    TestServer server([](Peer& peer, const Received& request) {
        peer.answer(200, std::string(std::stoul(request.target.substr(1)), 'x'));
    });
    HttpRequest request(server.url("/70000"));
    request.max_body = 70'000;
    CHECK(get(request).body.size() == 70'000);
    request.url = server.url("/70001");
    check_failed(get(request), HttpFailure::too_large, "exceeds 70000 bytes");
}

TEST_CASE("a gzip bomb is stopped while it unpacks")
{
    std::string bomb;
    const std::string layer = http_test::gzip(std::string(64 << 20, '\0'));
    for (int i = 0; i < 16; ++i)
        bomb += layer;
    TestServer server([&bomb](Peer& peer, const Received&) { peer.answer(200, bomb, "Content-Encoding: gzip\r\n"); });
    HttpRequest request(server.url("/bomb"));
    request.max_body = 2 << 20;
    REQUIRE(bomb.size() < request.max_body);
    check_failed(get(request), HttpFailure::too_large, "exceeds 2097152 bytes");
}

TEST_CASE("headers are bounded too")
{
    TestServer server([](Peer& peer, const Received&) {
        std::string head = "HTTP/1.1 200 OK\r\n";
        for (int i = 0; i < 400; ++i)
            head += "X-Filler-" + std::to_string(i) + ": " + std::string(1000, 'x') + "\r\n";
        peer.send(head + "Content-Length: 0\r\n\r\n");
        peer.hold();
    });
    check_failed(get(HttpRequest(server.url("/"))), HttpFailure::too_large, "headers exceed");
}

TEST_CASE("a server that stalls, before or within its answer, or drips, meets the deadline")
{
    TestServer server([](Peer& peer, const Received& request) {
        if (request.target == "/within")
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        if (request.target == "/drip") {
            peer.send("HTTP/1.1 200 OK\r\n\r\n");
            while (peer.send("x"))
                std::this_thread::sleep_for(2ms);
        }
        peer.hold();
    });
    for (const auto* path : {"/before", "/within", "/drip"}) {
        HttpRequest request(server.url(path));
        request.timeout = 150ms;
        const auto response = get(request);
        check_failed(response, HttpFailure::timeout, "no complete answer within 150 ms");
        CHECK(response.duration >= 140ms);
    }
}

TEST_CASE("an address where nobody answers the handshake meets the connect deadline")
{
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(::bind(listener, raw, size) == 0);
    REQUIRE(::listen(listener, 0) == 0);
    REQUIRE(::getsockname(listener, raw, &size) == 0);
    std::vector<int> fillers; // Linux drops further SYNs once the accept queue is full
    for (int i = 0; i < 4; ++i) {
        fillers.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
        (void)::connect(fillers.back(), raw, size);
    }
    HttpRequest request("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/");
    request.connect_timeout = 150ms;
    check_failed(get(request), HttpFailure::timeout, "no connection within 150 ms");
    for (const int fd : fillers)
        ::close(fd);
    ::close(listener);
}

TEST_CASE("a port where nobody listens is a connect failure")
{
    int port = 0;
    {
        TestServer gone([](Peer&, const Received&) {});
        port = gone.port();
    }
    check_failed(
        get(HttpRequest("http://127.0.0.1:" + std::to_string(port) + "/")), HttpFailure::connect, "check that");
}

TEST_CASE("truncated, reset and garbled answers are network failures, and a new connection's request is not repeated")
{
    TestServer server([](Peer& peer, const Received& request) {
        if (request.target == "/truncated")
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
        if (request.target == "/garbled")
            peer.send("hello, is this the right number?\r\n");
        if (request.target == "/bad-gzip")
            peer.answer(200, "this is not gzip", "Content-Encoding: gzip\r\n");
        if (request.target == "/reset")
            peer.reset();
        else
            peer.close();
    });
    for (const auto* path : {"/truncated", "/garbled", "/bad-gzip", "/reset", "/closed"})
        check_failed(get(HttpRequest(server.url(path))), HttpFailure::network, "try again");
    CHECK(server.received().size() == 5);
}

TEST_CASE("a GET that meets a dead idle connection is repeated once, on a new one")
{
    TestServer server([](Peer& peer, const Received& request) {
        if (request.nth == 1)
            peer.answer(200, std::to_string(request.connection));
        else
            peer.close(); // reads the request, and is gone
    });
    const auto http = http::make_client({}, {});
    CHECK(http->send(HttpRequest(server.url("/"))).body == "1");
    const auto second = http->send(HttpRequest(server.url("/")));
    CHECK(second.failure_message.empty());
    CHECK(second.body == "2");
    CHECK(server.received().size() == 3);
}

TEST_CASE("a POST is never sent twice, not even on a connection that was kept")
{
    TestServer server([](Peer& peer, const Received& request) {
        if (request.method == "GET")
            peer.answer(200, "kept");
        else
            peer.close();
    });
    const auto http = http::make_client({}, {});
    CHECK(http->send(HttpRequest(server.url("/"))).body == "kept");
    HttpRequest post(server.url("/"), HttpMethod::post);
    post.body = "once";
    CHECK(http->send(post).failure == HttpFailure::network);
    CHECK(server.received().size() == 2);
}

TEST_CASE("after a failure the next request fares well")
{
    TestServer server([](Peer& peer, const Received& request) {
        if (request.target == "/bad")
            peer.reset();
        else
            peer.answer(200, "good");
    });
    const auto http = http::make_client({}, {});
    for (int i = 0; i < 5; ++i) {
        CHECK(http->send(HttpRequest(server.url("/bad"))).failure == HttpFailure::network);
        const auto good = http->send(HttpRequest(server.url("/good")));
        CHECK(good.body == "good");
        CHECK(good.failure == HttpFailure::none);
    }
}
