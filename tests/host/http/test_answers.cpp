// What an answer looks like to the module that asked.
#include "host/http/client.hpp"
#include "host/http/test_server.hpp"

#include <catch2/catch.hpp>

using namespace wowhost;
using http_test::Peer;
using http_test::Received;
using http_test::TestServer;

namespace {

std::unique_ptr<http::Client> client() { return http::make_client({}, {}); }

} // namespace

TEST_CASE("an answer carries status, headers in any case, body, address and spare room for a parser")
{
    TestServer server([](Peer& peer, const Received&) {
        peer.answer(200, "{\"a\":1}", "ETag:  \"x\" \r\nX-Empty:\r\nSet-Cookie: one\r\nset-cookie: two\r\n");
    });
    HttpRequest request(server.url("/a?b=c"));
    request.headers = {{"If-Modified-Since", "Mon, 06 Jul 2026 10:00:00 GMT"}, {"X-Nothing", ""}};
    const auto response = client()->send(request);
    CHECK(response.failure == HttpFailure::none);
    CHECK(response.failure_message.empty());
    CHECK(response.status == 200);
    CHECK(response.ok());
    CHECK(response.body == "{\"a\":1}");
    CHECK(response.body.capacity() >= response.body.size() + 64);
    CHECK(response.header("etag") == "\"x\"");
    CHECK(response.header("SET-COOKIE") == "one");
    CHECK(response.has_header("x-empty"));
    CHECK(response.header("x-empty").empty());
    CHECK_FALSE(response.has_header("missing"));
    CHECK(response.url == server.url("/a?b=c"));
    CHECK(response.duration.count() > 0);

    const auto received = server.received().at(0);
    CHECK(received.method == "GET");
    CHECK(received.target == "/a?b=c");
    CHECK(received.head.find("\r\nIf-Modified-Since: Mon, 06 Jul 2026 10:00:00 GMT\r\n") != std::string::npos);
    CHECK(received.head.find("\r\nX-Nothing:\r\n") != std::string::npos);
    CHECK(received.head.find("\r\nUser-Agent: wowhost/") != std::string::npos);
    CHECK(received.head.find("\r\nAccept-Encoding: gzip\r\n") != std::string::npos);
    CHECK(received.head.find("Authorization") == std::string::npos);
}

TEST_CASE("headers and bodies of one request do not leak into the next on the same handle")
{
    TestServer server([](Peer& peer, const Received& request) {
        peer.answer(request.method == "POST" ? 201 : 200, request.body, "X-Method: " + request.method + "\r\n");
    });
    const auto http = client();
    HttpRequest post(server.url("/token"), HttpMethod::post);
    post.headers = {{"Authorization", "Basic c2VjcmV0"}, {"Content-Type", "text/plain"}};
    post.body = "grant";
    CHECK(http->send(post).body == "grant");
    const auto get = http->send(HttpRequest(server.url("/plain")));
    CHECK(get.status == 200);
    CHECK(get.body.empty());
    CHECK(get.body.capacity() >= 64);
    CHECK(get.header("X-Method") == "GET");
    CHECK(server.received().at(0).head.find("\r\nContent-Type: text/plain\r\n") != std::string::npos);
    CHECK(server.received().at(1).head.find("Authorization") == std::string::npos);
}

TEST_CASE("a body of gzip arrives decompressed, large ones as well")
{
    std::string text;
    for (int i = 0; text.size() < 3'000'000; ++i)
        text += "line " + std::to_string(i * 7919) + "\n";
    TestServer server([packed = http_test::gzip(text)](
                          Peer& peer, const Received&) { peer.answer(200, packed, "Content-Encoding: gzip\r\n"); });
    const auto response = client()->send(HttpRequest(server.url("/")));
    CHECK(response.body == text);
    CHECK(response.body.capacity() >= response.body.size() + 64);
}

TEST_CASE("a chunked body and an interim answer are put together")
{
    TestServer server([](Peer& peer, const Received&) {
        peer.send("HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n");
        peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        peer.send("2\r\nde\r\n0\r\n\r\n");
    });
    const auto response = client()->send(HttpRequest(server.url("/")));
    CHECK(response.status == 200);
    CHECK(response.body == "abcde");
    CHECK_FALSE(response.has_header("X-Early"));
}

TEST_CASE("304, 404 and 500 are answers, not failures")
{
    TestServer server([](Peer& peer, const Received& request) {
        peer.answer(std::stoi(request.target.substr(1)), "text", "Last-Modified: then\r\n");
    });
    const auto http = client();
    const auto unchanged = http->send(HttpRequest(server.url("/304")));
    CHECK(unchanged.status == 304);
    CHECK(unchanged.body.empty());
    CHECK(unchanged.header("last-modified") == "then");
    CHECK(unchanged.failure == HttpFailure::none);
    const auto missing = http->send(HttpRequest(server.url("/404")));
    CHECK(missing.status == 404);
    CHECK(missing.body == "text");
    const auto broken = http->send(HttpRequest(server.url("/500")));
    CHECK(broken.status == 500);
    CHECK(broken.failure == HttpFailure::none);
}

TEST_CASE("connections are kept and used again")
{
    TestServer server([](Peer& peer, const Received&) { peer.answer(200, "x"); });
    const auto http = client();
    for (int i = 0; i < 20; ++i)
        REQUIRE(http->send(HttpRequest(server.url("/"))).status == 200);
    CHECK(server.connections() == 1);
}

TEST_CASE("redirects are followed only if asked for, and the answer says where it came from")
{
    TestServer server([](Peer& peer, const Received& request) {
        if (request.target == "/old")
            peer.answer(302, "moved", "Location: /new\r\nX-Old: 1\r\n");
        else
            peer.answer(200, "here");
    });
    const auto http = client();
    HttpRequest request(server.url("/old"));
    const auto moved = http->send(request);
    CHECK(moved.status == 302);
    CHECK(moved.header("location") == "/new");
    request.follow_redirects = true;
    const auto followed = http->send(request);
    CHECK(followed.status == 200);
    CHECK(followed.body == "here");
    CHECK(followed.url == server.url("/new"));
    CHECK_FALSE(followed.has_header("X-Old"));
}
