// The script of HTTP: what it answers, and how it fails a test that asks for something else.
#include <wowhost/testing/host.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace wowhost;
using wowhost::testing::Host;

namespace {

HttpResponse ask(Host& host, const std::string& url) { return host.services().http().send(HttpRequest(url)); }

} // namespace

TEST_CASE("the closest line of the script answers")
{
    Host host;
    host.http()
        .answer("https://a.example/", "beginning")
        .answer("https://a.example/x", "any query")
        .answer("https://a.example/x?b=2&a=1", "this query", 201, {{"X-A", "1"}});
    CHECK(ask(host, "https://a.example/y/z").body == "beginning");
    CHECK(ask(host, "https://a.example/x?c=3").body == "any query");
    const auto exact = ask(host, "https://a.example/x?a=1&b=2");
    CHECK(exact.body == "this query");
    CHECK(exact.status == 201);
    CHECK(exact.header("x-a") == "1");
    host.http().answer("https://a.example/x", "newer");
    CHECK(ask(host, "https://a.example/x").body == "newer");
    CHECK(host.http().requested("https://a.example/x").size() == 3);
    host.http().forget_requests();
    CHECK(host.http().requests().empty());
}

TEST_CASE("an unexpected request throws with its address and the nearest of the script and fails the command")
{
    Host host("good");
    host.http()
        .answer("https://eu.api.example/data/heirloom/index", "{}")
        .answer("https://eu.api.example/data/pet/1", "{}");
    CHECK_THROWS_WITH(ask(host, "https://eu.api.example/data/heirlom/index?namespace=static-eu"),
        Catch::Contains("unexpected request: GET https://eu.api.example/data/heirlom/index?namespace=static-eu")
            && Catch::Contains("the nearest of the script: GET https://eu.api.example/data/heirloom/index, GET"));
    CHECK_THROWS_WITH(host.ask({"good:greet", "you"}), // the next command tells, even if the module swallowed it
        Catch::Contains("1 request(s) that the script does not answer") && Catch::Contains("heirlom"));
    CHECK(host.ask({"good:greet", "you"}) == Value("hello, you"));
    Host empty;
    CHECK_THROWS_WITH(
        ask(empty, "https://a.example/b?c=1"), Catch::Contains("host.http().answer(\"https://a.example/b\""));
    empty.http().take_unexpected();
    empty.http().otherwise(HttpFailure::resolve);
    CHECK(ask(empty, "https://a.example/").failure == HttpFailure::resolve);
}

TEST_CASE("failures, posts, functions and limits")
{
    Host host;
    host.http()
        .fail("https://a.example/slow", HttpFailure::timeout)
        .answer_post("https://a.example/token", "posted")
        .on(HttpMethod::get, "https://a.example/echo", [](const HttpRequest& request) {
            HttpResponse response(200);
            response.body = request.headers.empty() ? "none" : request.headers[0].second;
            return response;
        });
    const auto slow = ask(host, "https://a.example/slow");
    CHECK(slow.status == 0);
    CHECK(slow.failure == HttpFailure::timeout);
    CHECK(slow.failure_message.find("https://a.example/slow") != std::string::npos);
    CHECK(host.services().http().send(HttpRequest("https://a.example/token", HttpMethod::post)).body == "posted");
    HttpRequest echo("https://a.example/echo");
    echo.headers.emplace_back("X-Word", "bird");
    CHECK(host.services().http().send(echo).body == "bird");
    echo.max_body = 2;
    CHECK(host.services().http().send(echo).failure == HttpFailure::too_large);
    CHECK_THROWS_WITH(ask(host, "ftp://a.example/"), Catch::Contains("ftp"));
    CHECK_THROWS_WITH(
        host.entities().transaction([&] { ask(host, "https://a.example/slow"); }), Catch::Contains("transaction"));
    const std::vector<HttpRequest> list{HttpRequest("http://b.example/"), echo};
    const auto answers = host.services().http().send_all(list);
    CHECK(answers[0].failure == HttpFailure::blocked);
    int pauses = 1;
    int results = 0;
    int left = 3;
    host.services().http().run(
        [&]() -> std::optional<HttpRequest> {
            if (pauses-- > 0)
                return HttpRequest::pause_until(HttpRequest::Clock::now() + std::chrono::milliseconds(5));
            return left-- > 0 ? std::optional(HttpRequest("https://a.example/echo")) : std::nullopt;
        },
        [&](const HttpRequest&, HttpResponse response) { results += response.status == 200 ? 1 : 0; }, 2);
    CHECK(results == 3);
    host.http().fail("https://a.example/hang", HttpFailure::cancelled);
    host.stop();
    CHECK(ask(host, "https://a.example/hang").failure == HttpFailure::cancelled);
}

TEST_CASE("recorded responses answer, and a folder without them says what it wants")
{
    Host host;
    const std::filesystem::path folder = host.folder() + "/recorded";
    std::filesystem::create_directory(folder);
    CHECK_THROWS_WITH(host.http().recorded(folder), Catch::Contains("MANIFEST.json"));
    std::ofstream(folder / "one.json") << R"({"id": 6})";
    std::ofstream(folder / "MANIFEST.json") << R"([{"file": "one.json", "method": "GET", "host": "eu.api.example",
        "url": "/data/thing/6?namespace=static-eu", "status": 200, "headers": {"Last-Modified": "yesterday"}}])";
    host.http().recorded(folder);
    const auto answer = ask(host, "https://eu.api.example/data/thing/6?namespace=static-eu");
    CHECK(answer.body == R"({"id": 6})");
    CHECK(answer.header("last-modified") == "yesterday");
    std::ofstream(folder / "MANIFEST.json") << "{";
    CHECK_THROWS_WITH(host.http().recorded(folder), Catch::Contains("MANIFEST.json"));
}
