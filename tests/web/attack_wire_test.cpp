// Requests that two readers of HTTP would end at different places, and what is too much: what lies in a body, a header
// or behind a refusal is never taken for a request.
#include "../host/web/site_under_test.hpp"

#include "host/web/reply_text.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

using namespace web_test;
using namespace std::chrono_literals;

namespace {

const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";

class WireSite : public TestSite {
public:
    WireSite()
    {
        add(Route("POST", "/take", [](const Request& request) {
            std::string names;
            for (const auto& [name, value] : request.headers.pairs())
                names += name + "=" + value + " ";
            return Response::json(Value::object({{"size", static_cast<std::int64_t>(request.body.size())},
                {"headers", names}, {"secure", request.secure}, {"client", request.client}}));
        }).without_csrf());
        add(Route("GET", "/take",
            [](const Request& request) { return Response::json(static_cast<std::int64_t>(request.body.size())); }));
        add(Route("GET", "/hidden", [this](const Request&) {
            ++found;
            return Response::json("found");
        }));
        start();
    }
    /// The statuses of all answers to `bytes`, sent in pieces of `piece` bytes (0: at once), up to the end.
    std::string statuses(const std::string& bytes, std::size_t piece)
    {
        auto one = client();
        if (piece == 0)
            one.send(bytes);
        for (std::size_t at = 0; piece > 0 && at < bytes.size(); at += piece) {
            one.send(std::string_view(bytes).substr(at, piece));
            if (at < 40 * piece)
                std::this_thread::sleep_for(100us); // so that they arrive one by one
        }
        one.shut_down_sending();
        std::string all;
        while (true) {
            const auto answer = one.read();
            if (answer.status == 0)
                return all;
            all += (all.empty() ? "" : " ") + std::to_string(answer.status);
        }
    }

    std::atomic<int> found{0};
};

std::string post(const std::string& headers, const std::string& body)
{
    return "POST /take HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body;
}

std::string sized(const std::string& body) { return "Content-Length: " + std::to_string(body.size()) + "\r\n"; }

constexpr const char* chunked = "Transfer-Encoding: chunked\r\n";

} // namespace

TEST_CASE("a request hidden in another is never answered, however the bytes arrive")
{
    WireSite site;
    const std::string length = sized(hidden);
    const std::pair<std::string, std::string> cases[] = {
        // Lengths that contradict each other, or are none.
        {post(length + chunked, "0\r\n\r\n" + hidden), "400"},
        {post(chunked + length, "0\r\n\r\n" + hidden), "400"},
        {post("Content-Length: 0\r\n" + length, hidden), "400"},
        {post(length + "Content-Length: 0\r\n", hidden), "400"},
        {post("Content-Length: 0, 36\r\n", hidden), "400"},
        {post("Content-Length: +0\r\n", hidden), "400"},
        {post("Content-Length: -1\r\n", hidden), "400"},
        {post("Content-Length: 0x0\r\n", hidden), "400"},
        {post("Content-Length: 0;\r\n", hidden), "400"},
        {post("Content-Length:\r\n", hidden), "400"},
        {post("Content-Length: 18446744073709551616\r\n", hidden), "400"},
        {post("Content-Length: 18446744073709551615\r\n", hidden), "413"},
        {post("Content-Length : 0\r\n", hidden), "400"},
        {post(" Content-Length: 0\r\n", hidden), "400"},
        {post("Content-Length\x01: 0\r\n", hidden), "400"},
        // Encodings that some readers know and others do not.
        {post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n" + hidden), "501"},
        {post("Transfer-Encoding: identity, chunked\r\n", "0\r\n\r\n" + hidden), "501"},
        {post("Transfer-Encoding: chunked, identity\r\n", hidden), "501"},
        {post("Transfer-Encoding: identity\r\n", hidden), "501"},
        {post("Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + hidden), "501"},
        {post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n" + hidden), "501"},
        {post("Transfer-Encoding: chunked;a=b\r\n", "0\r\n\r\n" + hidden), "501"},
        {post("Transfer-Encoding:\x0b"
              "chunked\r\n",
             "0\r\n\r\n" + hidden),
            "400"},
        {post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n" + hidden), "400"},
        {"POST /take HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden, "501"},
        // Lines that end where only some see an end.
        {post("X: y\nContent-Length: 0\r\n", hidden), "400"},
        {post("X: y\rContent-Length: 0\r\n", hidden), "400"},
        {post("X: y\n", hidden), "400"},
        {post(std::string("X: \0y\r\n", 7), hidden), "400"},
        {"GET /take HTTP/1.1\nHost: x\n\n" + hidden, "400"},
        {"GET /take HTTP/1.1\r\nHost: x\n\r\n" + hidden, "400"},
        {"GET /take\rX: y HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        {"GET /take HTTP/1.1 HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        {"GET /take%0d%0aHost:x HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        {"GET\t/take\tHTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        {" GET /take HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        {"GET /take HTTP/1.1 \r\nHost: x\r\n\r\n", "400"},
        {"GET /take HTTP/11\r\nHost: x\r\n\r\n", "400"},
        {"GET /take\r\n\r\n" + hidden, "400"},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + hidden, "400"},
        // Chunks that are none.
        {post(chunked, "0\n\n" + hidden), "400"},
        {post(chunked, "5\nabcde\r\n0\r\n\r\n"), "400"},
        {post(chunked, "5\r\nabcdeXX0\r\n\r\n" + hidden), "400"},
        {post(chunked, "5\r\nabcde\n0\r\n\r\n" + hidden), "400"},
        {post(chunked, "-0\r\n\r\n" + hidden), "400"},
        {post(chunked, "0x0\r\n\r\n" + hidden), "400"},
        {post(chunked, "g\r\n\r\n" + hidden), "400"},
        {post(chunked, "\r\n\r\n" + hidden), "400"},
        {post(chunked, "5;a\nb\r\nabcde\r\n0\r\n\r\n" + hidden), "400"},
        {post(chunked, "10000000000000000\r\n" + hidden), "400"},
        {post(chunked, "ffffffffffffffff\r\n" + hidden), "413"},
        {post(chunked, "fffffffffffffffe\r\n" + hidden), "413"},
        {post(chunked, "7fffffffffffffff\r\n" + hidden), "413"},
        // Bodies where nobody expects one, and what is said right: taken as bodies.
        {"GET /take HTTP/1.1\r\nHost: x\r\n" + length + "\r\n" + hidden, "200"},
        {post(length + "Connection: close\r\n", hidden), "200"},
        {post(length + "Upgrade: h2c\r\nConnection: Upgrade\r\n", hidden), "200"},
        {post(chunked, "22\r\n" + hidden + "\r\n0\r\n\r\n"), "400"}, // one too many
        {post("Transfer-Encoding: CHUNKED\r\n", "0\r\n\r\n"), "200"},
        {post(chunked, "00000005;a=\"b\"\r\nabcde\r\n0\r\n\r\n"), "200"},
        {post("Connection: close\r\n" + length, hidden + hidden), "200"},
        {"GET /nothing HTTP/1.1\r\nHost: x\r\n" + length + "\r\n" + hidden, "404"},
        {"POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n" + hidden + hidden, "413"},
        {"DELETE /take HTTP/1.1\r\nHost: x\r\n" + length + "\r\n" + hidden, "405"},
        {post(length + "Expect: 100-continue\r\n", hidden), "100 200"},
        {post(length + "Expect: 200-ok\r\n", hidden), "417"},
    };
    for (const auto& [bytes, wanted] : cases)
        for (const std::size_t piece : {0, 1, 7}) {
            INFO(bytes << "\nin pieces of " << piece);
            site.found = 0;
            CHECK(site.statuses(bytes, piece) == wanted);
            CHECK(site.found == 0);
        }
    site.found = 0;
    // That they would be found where they are requests.
    CHECK(site.statuses(post(sized("a"), "a") + hidden, 0) == "200 200");
    CHECK(site.found == 1);
}

TEST_CASE("the request after a body begins where the body ends")
{
    WireSite site;
    const std::string after = "POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab";
    for (const auto& first : {post(sized(hidden), hidden), post(chunked, "3\r\nabc\r\n0\r\n\r\n"),
             post(chunked, "1;ext\r\na\r\n0\r\nTrailer: 1\r\n\r\n"), post("", ""), post("Content-Length: 0\r\n", "")})
        for (const std::size_t piece : {0, 1, 3}) {
            INFO(first);
            CHECK(site.statuses(first + after + "\r\n" + after, piece) == "200 200 200");
        }
    CHECK(site.found == 0);
}

TEST_CASE("what follows a body as its trailer is no header")
{
    WireSite site;
    auto client = site.client();
    client.send(post(chunked,
        "3\r\nabc\r\n0\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 9.9.9.9\r\nCookie: a=b\r\n"
        "Authorization: me\r\nHost: other\r\n\r\n"));
    const auto answer = client.read();
    CHECK(answer.status == 200);
    CHECK(answer.body.find("\"size\":3") != std::string::npos);
    CHECK(answer.body.find("\"secure\":false") != std::string::npos);
    for (const auto* word : {"9.9.9.9", "a=b", "authorization", "other"})
        CHECK(answer.body.find(word) == std::string::npos);
    CHECK(site.statuses(post(chunked, "0\r\nContent-Length: 33\r\n\r\n" + hidden), 0) == "400");
    CHECK(site.statuses(post(chunked, "0\r\nTransfer-Encoding: identity\r\n\r\n" + hidden), 0).starts_with("4"));
    CHECK(site.statuses(post(chunked, "0\r\nConnection: close\r\n\r\n" + post("", "")), 0) == "200 200");
    CHECK(site.found == 0);
}

TEST_CASE("a header that goes over several lines is refused, as others would read two in it")
{
    WireSite site;
    for (const auto& headers : {"X-Folded: a\r\n\tContent-Length: 5\r\n", "X-Folded: a\r\n b\r\n",
             "Content-Length: 0\r\n 33\r\n", "X:\r\n \r\n", "Transfer-Encoding:\r\n chunked\r\n"}) {
        INFO(headers);
        CHECK(site.statuses(post(headers, "") + hidden, 0) == "400");
    }
    CHECK(site.statuses("POST /take HTTP/1.1\r\n Host: x\r\n\r\n" + hidden, 0) == "400");
    CHECK(site.found == 0);
}

TEST_CASE("an address is of this server alone, whatever form it has")
{
    WireSite site;
    for (const auto* line : {"GET http://other.example/take", "GET //other.example/take", "CONNECT other.example:443",
             "OPTIONS *", "GET take", "GET ?", "GET /take#x", "GET \\take"}) {
        INFO(line);
        const auto statuses = site.statuses(std::string(line) + " HTTP/1.1\r\nHost: x\r\n\r\n", 0);
        CHECK((statuses == "400" || statuses == "404"));
    }
    CHECK(site.statuses("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 0) == "400");
    CHECK(site.statuses("GET / HTTP/1.1\r\n\r\n", 0) == "400");
}

TEST_CASE("what an untrusted peer says of visitors changes neither who it is nor how often it may ask")
{
    TestSite site;
    site.settings.trusted_proxies = {"10.0.0.0/8"};
    site.settings.rates = Value::object({{"login", "0.001/3"}});
    site.add(Route("GET", "/login", [](const Request& request) {
        auto response = Response::json(request.client + (request.secure ? " secure" : ""));
        response.cookie(Cookie("mine", "1"));
        return response;
    }).rate(RateClass::login));
    site.start();
    int allowed = 0;
    for (int i = 0; i < 10; ++i) {
        const auto n = std::to_string(i);
        const auto answer = site.get("/login",
            "X-Forwarded-For: 6.6.6." + n + "\r\nX-Forwarded-For: 10.0.0." + n + "\r\nForwarded: for=5.5.5." + n
                + ";proto=https\r\nX-Real-IP: 4.4.4." + n
                + "\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example\r\n");
        if (answer.status != 200)
            continue;
        ++allowed;
        CHECK(answer.body == "\"127.0.0.1\"\n");
        CHECK(answer.head.find("Secure") == std::string::npos);
        CHECK(answer.head.find("evil.example") == std::string::npos);
    }
    CHECK(allowed == 3);
    CHECK(site.get("/metrics", "X-Forwarded-For: 10.0.0.1\r\n").status == 403);
}

TEST_CASE("many small, long and odd headers are bounded together, and cost no others their answer")
{
    WireSite site;
    const auto get = [&](const std::string& headers) {
        return site.statuses("GET /take HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n", 0);
    };
    std::string many;
    for (int i = 0; i < 2700; ++i)
        many += "a:\r\n";
    CHECK(get(many) == "200");
    CHECK(get(many + many) == "431");
    CHECK(get("X: " + std::string(17'000, 'x') + "\r\n") == "431");
    CHECK(get(std::string(17'000, 'x') + ": x\r\n") == "431");
    CHECK(site.statuses(std::string(17'000, 'G'), 0) == "431");
    CHECK(site.statuses("GET /" + std::string(8'000, 'x') + " HTTP/1.1\r\nHost: x\r\n\r\n", 0) == "404");
    CHECK(site.statuses("GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: x\r\n\r\n", 0) == "400");
    CHECK(site.statuses("GET /take?" + std::string(8'000, '&') + " HTTP/1.1\r\nHost: x\r\n\r\n", 0) == "200");
    std::string fields;
    for (int i = 0; i < 600; ++i)
        fields += "a=b&";
    CHECK(site.statuses("GET /take?" + fields + " HTTP/1.1\r\nHost: x\r\n\r\n", 0) == "400");
    std::string cookies = "Cookie: ";
    for (int i = 0; i < 3000; ++i)
        cookies += "a=b;";
    CHECK(get(cookies + "\r\n") == "200");
    CHECK(site.statuses(std::string(20'000, '\n'), 0) == "431");
    CHECK(site.statuses("\r\n\r\n\r\nGET /take HTTP/1.1\r\nHost: x\r\n\r\n", 0) == "200");
}

TEST_CASE("slow clients of every kind are dropped, while others are answered as ever")
{
    TestSite site;
    site.options.head = site.options.body = site.options.write = site.options.idle = 400ms;
    site.options.slowest = 100'000'000;
    site.json("/hello", "hi");
    site.add(Route("POST", "/take", [](const Request&) { return Response::json(true); }).without_csrf());
    site.add(Route(
        "GET", "/large", [](const Request&) { return Response::bytes(std::string(20'000'000, 'x'), "image/png"); }));
    site.start();
    std::vector<Client> slow;
    for (const auto& beginning : {std::string("G"), std::string("GET /hello HTTP/1.1\r\n"),
             std::string("POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab"), post(chunked, "5\r\nab"),
             post(chunked, "5"), std::string("\r\n\r\n"), std::string("GET /large HTTP/1.1\r\nHost: x\r\n\r\n"),
             std::string()})
        for (int i = 0; i < 20; ++i) {
            slow.push_back(site.client());
            slow.back().send(beginning);
        }
    for (int i = 0; i < 50; ++i)
        CHECK(site.get("/hello").body == "\"hi\"\n");
    while (site.server->statistics().open > 0)
        std::this_thread::sleep_for(5ms); // none goes by itself: the test's own time would end
    CHECK(site.get("/hello").status == 200);
}

TEST_CASE("a request of an old client that waits for the next program can be read by it")
{
    web::Incoming request;
    request.method = "GET";
    request.target = "/hello";
    request.headers.add("x-forwarded-for", "1.2.3.4");
    for (const auto* host : {"", "site.example"}) {
        if (*host != '\0')
            request.headers.add("host", host);
        const auto text = web::request_text(request, true);
        TestSite site;
        site.json("/hello", "hi").start();
        auto client = site.client();
        client.send(text);
        CHECK(client.read().body == "\"hi\"\n");
    }
}
