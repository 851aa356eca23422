// What the client does not send.
#include "host/http/client.hpp"
#include "host/http/request_check.hpp"
#include "host/http/test_server.hpp"

#include <catch2/catch.hpp>

using namespace wowhost;
using http_test::Peer;
using http_test::Received;
using http_test::TestServer;

namespace {

std::string refusal(const HttpRequest& request)
{
    try {
        http::make_client({}, {})->send(request);
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::invalid_argument);
        return error.what();
    }
    return "sent";
}

} // namespace

TEST_CASE("http goes to loopback addresses only")
{
    for (const auto* url : {"http://example.org/", "http://10.0.0.1/", "http://127.0.0.1.example.org/",
             "http://localhost.example.org/", "http://[2001:db8::1]/", "HTTP://128.0.0.1/"})
        CHECK(refusal(HttpRequest(url)).find("loopback addresses only") != std::string::npos);
    for (const auto* url : {"http://127.0.0.1/", "http://127.9.9.9:81/x", "http://localhost/", "http://[::1]:8080/",
             "https://example.org/", "https://10.0.0.1/"})
        CHECK(http::check(HttpRequest(url)).refusal.empty());
}

TEST_CASE("only http and https, absolute, without credentials or control characters")
{
    for (const auto* url : {"ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "/path", "", "127.0.0.1",
             "https://", "nonsense://x"})
        CHECK(refusal(HttpRequest(url)).find("is not an http or https URL") != std::string::npos);
    CHECK(refusal(HttpRequest("https://example.org/a b")).find("spaces or control characters") != std::string::npos);
    CHECK(refusal(HttpRequest("https://example.org/\r\nX: y")).find("control characters") != std::string::npos);
    const auto credentials = refusal(HttpRequest("https://user:hunter2@example.org/"));
    CHECK(credentials.find("Authorization header") != std::string::npos);
    CHECK(credentials.find("hunter2") == std::string::npos);
}

TEST_CASE("headers cannot smuggle lines or framing")
{
    HttpRequest request("https://example.org/");
    request.headers = {{"X-Value", "a\r\nX-Other: b"}};
    CHECK(refusal(request).find("X-Value") != std::string::npos);
    request.headers = {{"X Name:", "a"}};
    CHECK(refusal(request).find("not a token") != std::string::npos);
    request.headers = {{"transfer-encoding", "chunked"}};
    CHECK(refusal(request).find("the client's own") != std::string::npos);
    request.headers = {{"X-Utf8", "Альвеоняша"}, {"X-Tab", "a\tb"}};
    CHECK(http::check(request).refusal.empty());
}

TEST_CASE("HTTP inside a transaction is refused, in every way of asking")
{
    TestServer server([](Peer& peer, const Received&) { peer.answer(200, "x"); });
    bool inside = true;
    const auto http = http::make_client({}, [&inside] { return inside; });
    const HttpRequest request(server.url("/"));
    const auto next = [&] { return std::optional<HttpRequest>(request); };
    const auto words = Catch::Matchers::Contains("HTTP inside a transaction");
    CHECK_THROWS_WITH(http->send(request), words);
    CHECK_THROWS_WITH(http->send_all({}), words);
    CHECK_THROWS_WITH(http->run(
                          next, [](const HttpRequest&, const HttpResponse&) {}, 1),
        words);
    CHECK(server.received().empty());

    inside = false;
    CHECK(http->send(request).status == 200);
    // A result's handler that leaves its transaction open is found out before the next request goes.
    CHECK_THROWS_WITH(http->run(
                          next, [&](const HttpRequest&, const HttpResponse&) { inside = true; }, 1),
        words);
    CHECK(server.received().size() == 2);
}

TEST_CASE("in a list, a refused request is blocked and the others go out")
{
    TestServer server([](Peer& peer, const Received&) { peer.answer(200, "x"); });
    const std::vector<HttpRequest> list{
        HttpRequest(server.url("/1")), HttpRequest("http://example.org/"), HttpRequest(server.url("/2"))};
    const auto responses = http::make_client({}, {})->send_all(list);
    REQUIRE(responses.size() == 3);
    CHECK(responses[0].status == 200);
    CHECK(responses[1].failure == HttpFailure::blocked);
    CHECK(responses[1].failure_message.find("loopback addresses only") != std::string::npos);
    CHECK(responses[2].status == 200);
}

TEST_CASE("a redirect leads neither out of http nor, unencrypted, off the machine")
{
    std::string location;
    TestServer server([&](Peer& peer, const Received&) { peer.answer(302, "", "Location: " + location + "\r\n"); });
    HttpRequest request(server.url("/"));
    request.follow_redirects = true;
    for (const auto* where : {"ftp://127.0.0.1/", "file:///etc/hostname", "http://192.0.2.1/"}) {
        location = where;
        const auto response = http::make_client({}, {})->send(request);
        INFO(response.failure_message);
        CHECK(response.failure == HttpFailure::blocked);
        CHECK(response.status == 0);
    }
    location = server.url("/again");
    const auto circle = http::make_client({}, {})->send(request);
    CHECK(circle.failure == HttpFailure::network);
    CHECK(circle.failure_message.find("redirects") != std::string::npos);
}
