// Requests by way of a proxy, and names that nobody knows.
#include "host/http/client.hpp"
#include "host/http/test_server.hpp"
#include "host/http/tls_server.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>

using namespace http_test;
using namespace wowhost;

namespace {

http::HttpOptions by_way_of(const TestServer& proxy)
{
    http::HttpOptions options;
    options.proxy = proxy.url("");
    return options;
}

} // namespace

TEST_CASE("What is far goes through the proxy's tunnel, name and all, and its certificate is still checked")
{
    if (lacks("nghttpd", "nghttp2-server"))
        return;
    const Folder folder;
    make_certificate(folder, "far");
    std::ofstream(folder / "page.json") << "{\"answer\":42}";
    const Nghttpd far(folder, "far");
    const TestServer proxy([&](Peer& peer, const Received&) {
        peer.send("HTTP/1.1 200 Connection established\r\nProxy-Agent: test\r\n\r\n");
        peer.tunnel(far.port());
    });

    auto options = by_way_of(proxy);
    options.ca_file = folder / "far.pem";
    const auto http = http::make_client(options, {});
    const auto answer = http->send(HttpRequest("https://far.example/page.json"));
    INFO(answer.failure_message);
    CHECK(answer.status == 200);
    CHECK(answer.body == "{\"answer\":42}");
    CHECK(answer.header("Proxy-Agent").empty()); // the proxy's own answer is not the server's
    REQUIRE(proxy.received().size() == 1);
    CHECK(proxy.received()[0].method == "CONNECT");
    CHECK(proxy.received()[0].target == "far.example:443");

    CHECK(http->send(HttpRequest("https://other.example/page.json")).failure == HttpFailure::tls);
}

TEST_CASE("This machine is reached without the proxy")
{
    const TestServer proxy([](Peer& peer, const Received&) { peer.answer(500, ""); });
    const TestServer near([](Peer& peer, const Received&) { peer.answer(200, "near"); });
    CHECK(http::make_client(by_way_of(proxy), {})->send(HttpRequest(near.url("/"))).body == "near");
    CHECK(proxy.received().empty());
}

TEST_CASE("A proxy that refuses, lacks or is unknown is a failure that says so")
{
    const TestServer proxy([](Peer& peer, const Received&) { peer.answer(407, "who are you?"); });
    const HttpRequest request("https://far.example/");
    const auto refused = http::make_client(by_way_of(proxy), {})->send(request);
    CHECK(refused.status == 0);
    CHECK(refused.failure != HttpFailure::none);
    CHECK(refused.failure_message.find("407") != std::string::npos);

    http::HttpOptions options;
    options.proxy = "http://127.0.0.1:" + std::to_string(free_port());
    CHECK(http::make_client(options, {})->send(request).failure == HttpFailure::connect);
    options.proxy = "http://proxy.invalid:3128";
    const auto unknown = http::make_client(options, {})->send(request);
    CHECK(unknown.failure == HttpFailure::resolve);
    CHECK(unknown.failure_message.find("proxy.invalid") != std::string::npos);
}

TEST_CASE("The environment's proxy is not asked")
{
    const TestServer proxy([](Peer& peer, const Received&) { peer.answer(500, ""); });
    ::setenv("https_proxy", proxy.url("").c_str(), 1);
    ::setenv("ALL_PROXY", proxy.url("").c_str(), 1);
    const auto answer = http::make_client({}, {})->send(HttpRequest("https://nobody.invalid/"));
    ::unsetenv("https_proxy");
    ::unsetenv("ALL_PROXY");
    CHECK(answer.failure == HttpFailure::resolve);
    CHECK(proxy.connections() == 0);
}

TEST_CASE("A name that nobody knows is named, and holds up nobody else")
{
    const TestServer server([](Peer& peer, const Received&) { peer.answer(200, "here"); });
    const auto http = http::make_client({}, {});
    const std::vector<HttpRequest> list{HttpRequest("https://nobody.invalid/"), HttpRequest(server.url("/")),
        HttpRequest("https://no-one.invalid/"), HttpRequest(server.url("/"))};
    const auto answers = http->send_all(list);
    for (const std::size_t unknown : {0u, 2u}) {
        CHECK(answers[unknown].failure == HttpFailure::resolve);
        CHECK(answers[unknown].failure_message.find(".invalid") != std::string::npos);
        CHECK(answers[unknown].failure_message.find("DNS") != std::string::npos);
    }
    CHECK(answers[1].body == "here");
    CHECK(answers[3].body == "here");
}
