// What visitors send as text, and what is made of it.
#include "host/web/access_log.hpp"
#include "host/web/csrf.hpp"
#include "host/web/listener.hpp"
#include "host/web/negotiation.hpp"
#include "host/web/rate_limiter.hpp"
#include "host/web/reply_text.hpp"
#include "host/web/url.hpp"
#include "host/web/worker_pool.hpp"

#include <wowhost/error.hpp>

#include <atomic>
#include <catch2/catch.hpp>
#include <set>

using namespace wowhost;
using namespace wowhost::web;

TEST_CASE("addresses that lead elsewhere or hold what is no text are refused")
{
    for (const auto* bad : {"", "x", "http://a/b", "*", "/a/../b", "/a/%2e%2E/b", "/a/.", "/a%2fb", "/a%5Cb", "/a%00",
             "/a%zz", "/a%", "/a%4", "/a b", "/a#b", "/%ff", "/%c3%28", "/%ed%a0%80", "/a%0d%0ab", "/a\"b", "/a<b"}) {
        INFO(bad);
        CHECK_FALSE(parse_target(bad));
    }
    CHECK_FALSE(parse_target("/" + std::string(longest_target, 'a')));
}

TEST_CASE("an address is cut into decoded segments")
{
    const auto target = parse_target("/wow/%C3%91and%C3%BA//x?q=1&r=%20");
    REQUIRE(target);
    CHECK(target->segments == std::vector<std::string>{"wow", "Ñandú", "", "x"});
    CHECK(target->query == "q=1&r=%20");
    CHECK(parse_target("/")->segments.empty());
    CHECK(parse_target("/a/")->segments == std::vector<std::string>{"a", ""});
}

TEST_CASE("forms keep order, repeated names and lines, and are bounded")
{
    const auto form = parse_form("a=1&b=x+y%2B&a=2&&c&d=%0A", true);
    REQUIRE(form);
    CHECK(form->all("a") == std::vector<std::string>{"1", "2"});
    CHECK(form->get("b") == "x y+");
    CHECK(form->has("c"));
    CHECK(form->get("d") == "\n");
    CHECK_FALSE(parse_form("d=%0A", false));
    CHECK_FALSE(parse_form("a=%00", true));
    std::string many;
    for (std::size_t i = 0; i <= most_fields; ++i)
        many += "a=1&";
    CHECK_FALSE(parse_form(many, false));
}

TEST_CASE("malformed cookies are left out")
{
    const auto cookies = parse_cookies("a=1; b=\"2\"; c; d=x y; =4;e=5; f=a,b");
    CHECK(cookies.get("a") == "1");
    CHECK(cookies.get("b") == "2");
    CHECK(cookies.get("e") == "5");
    CHECK(cookies.pairs().size() == 3);
}

TEST_CASE("gzip is given to who takes it")
{
    CHECK(accepts_gzip("gzip"));
    CHECK(accepts_gzip("br, gzip;q=0.5"));
    CHECK(accepts_gzip("*"));
    CHECK_FALSE(accepts_gzip(""));
    CHECK_FALSE(accepts_gzip("gzip;q=0"));
    CHECK_FALSE(accepts_gzip("gzip; q=0.000, *"));
    CHECK_FALSE(accepts_gzip("br"));
    CHECK_FALSE(gzip("a"));
    CHECK(gzip(std::string(5000, 'a'))->size() < 100);
}

TEST_CASE("an ETag is recognised among several, weak or strong")
{
    const auto etag = etag_of("content");
    CHECK(etag != etag_of("Content"));
    CHECK(etag_matches(etag, etag));
    CHECK(etag_matches("\"other\", " + etag.substr(2), etag));
    CHECK(etag_matches("*", etag));
    CHECK_FALSE(etag_matches("", etag));
    CHECK_FALSE(etag_matches("\"other\"", etag));
}

TEST_CASE("only trusted proxies tell who the visitor is")
{
    const TrustedProxies proxies({"127.0.0.1", "10.0.0.0/8", "::1"});
    CHECK(proxies.client("192.0.2.1", "198.51.100.7") == "192.0.2.1");
    CHECK(proxies.client("127.0.0.1", "198.51.100.7") == "198.51.100.7");
    CHECK(proxies.client("::ffff:127.0.0.1", "198.51.100.7") == "198.51.100.7");
    CHECK(proxies.client("127.0.0.1", "6.6.6.6, 198.51.100.7, 10.1.2.3") == "198.51.100.7");
    CHECK(proxies.client("", "2001:db8::1") == "2001:db8::1");
    CHECK(proxies.client("127.0.0.1", "junk") == "127.0.0.1");
    CHECK(proxies.client("127.0.0.1", "") == "127.0.0.1");
    CHECK(TrustedProxies({"10.128.0.0/9"}).trusts("10.200.0.1"));
    CHECK_FALSE(TrustedProxies({"10.128.0.0/9"}).trusts("10.100.0.1"));
    for (const auto* bad : {"x", "10.0.0.0/33", "10.0.0.0/", "::1/129", ""})
        CHECK_THROWS_AS(TrustedProxies({bad}), Error);
}

TEST_CASE("a CSRF token is right for its visitor alone, and looks different each time")
{
    const Csrf csrf("key");
    const auto token = csrf.token("one");
    CHECK(csrf.is_right(token, "one"));
    CHECK(csrf.token("one") != token);
    CHECK_FALSE(csrf.is_right(token, "two"));
    CHECK_FALSE(Csrf("other key").is_right(token, "one"));
    CHECK_FALSE(csrf.is_right("", "one"));
    CHECK_FALSE(csrf.is_right(std::string(64, '0'), "one"));
    CHECK_FALSE(csrf.is_right(token.substr(1) + "X", "one"));
    auto changed = token;
    changed[10] = changed[10] == 'a' ? 'b' : 'a';
    CHECK_FALSE(csrf.is_right(changed, "one"));
}

TEST_CASE("who asks too often is told when to come back, and nobody else is")
{
    RateLimiter limiter(Value::object({{"login", "0.5/2"}}));
    const auto now = RateLimiter::Time();
    CHECK(limiter.ask("1.1.1.1", RateClass::login, now) == 0);
    CHECK(limiter.ask("1.1.1.1", RateClass::login, now) == 0);
    CHECK(limiter.ask("1.1.1.1", RateClass::login, now) == 2);
    CHECK(limiter.ask("2.2.2.2", RateClass::login, now) == 0);
    CHECK(limiter.ask("1.1.1.1", RateClass::page, now) == 0);
    CHECK(limiter.ask("1.1.1.1", RateClass::login, now + std::chrono::seconds(2)) == 0);
    // One customer of a provider has a whole IPv6 network.
    limiter.ask("2001:db8:1:2::1", RateClass::login, now);
    limiter.ask("2001:db8:1:2::2", RateClass::login, now);
    CHECK(limiter.ask("2001:db8:1:2:3::3", RateClass::login, now) > 0);
    CHECK(limiter.ask("2001:db8:1:3::1", RateClass::login, now) == 0);
    for (const auto* bad : {"x", "1", "0/1", "1/0", "1/x", "-1/5"})
        CHECK_THROWS_AS(RateLimiter(Value::object({{"login", bad}})), Error);
    CHECK_THROWS_AS(RateLimiter(Value::object({{"logins", "1/1"}})), Error);
}

TEST_CASE("the rate limiter's memory is bounded")
{
    RateLimiter limiter(Value::object({{"page", "0.001/1"}}));
    const auto now = RateLimiter::Time();
    for (std::size_t i = 0; i < RateLimiter::most_clients + 100; ++i)
        limiter.ask(std::to_string(i), RateClass::page, now);
    std::size_t remembered = 0;
    for (std::size_t i = 0; i < RateLimiter::most_clients + 100; ++i)
        remembered += limiter.ask(std::to_string(i), RateClass::page, now) > 0 ? 1 : 0;
    CHECK(remembered <= RateLimiter::most_clients);
}

TEST_CASE("a line of the access log can't be forged, and has no query")
{
    Incoming request;
    request.method = "GET";
    request.target = "/a\"b\\c?token=secret";
    request.headers.add("user-agent", "x\" 200 1\n127.0.0.1");
    request.headers.add("referer", "https://a.example/?token=secret");
    Reply reply;
    reply.client = "1.2.3.4";
    reply.status = 404;
    const auto line = AccessLog::line(request, reply, 12, 1.25, 0);
    CHECK(line
        == "1.2.3.4 - - [01/Jan/1970:00:00:00 +0000] \"GET /a\\x22b\\x5cc\" 404 12 \"https://a.example/\" "
           "\"x\\x22 200 1\\x0a127.0.0.1\" 1.2 -\n");
}

TEST_CASE("an address to listen on that is none is refused in words")
{
    for (const auto* bad : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "a.example:80", "unix:"})
        CHECK_THROWS_AS(Listener(bad), Error);
    CHECK_THROWS_AS(Listener("unix:/" + std::string(200, 'a')), Error);
}

TEST_CASE("events are text that browsers read, whatever their names hold")
{
    Events events;
    events.events.emplace_back("tick", Value::object({{"a", "x\ny"}}), "5");
    events.events.emplace_back("a\nb", Value(1), "7\n8");
    CHECK(event_text(events) == "event: tick\nid: 5\ndata: {\"a\":\"x\\ny\"}\n\ndata: 1\n\n");
}

TEST_CASE("a request that is handed on reads the same")
{
    Incoming request;
    request.method = "POST";
    request.target = "/a?b";
    request.headers.add("host", "x");
    request.headers.add("transfer-encoding", "chunked");
    request.body = "12345";
    CHECK(request_text(request, true) == "POST /a?b HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n12345");
    CHECK(request_text(request, false).find("connection: close\r\n") != std::string::npos);
}

TEST_CASE("the worker pool runs all it has taken, with no more threads than it may, and refuses what is too much")
{
    std::atomic<int> done{0};
    std::atomic<bool> go{false};
    {
        WorkerPool pool(2, 3);
        const auto task = [&] {
            go.wait(false);
            ++done;
        };
        int taken = 0;
        for (int i = 0; i < 20; ++i)
            taken += pool.submit(task) ? 1 : 0;
        CHECK(taken >= 3);
        CHECK(taken <= 5);
        CHECK(pool.threads() <= 2);
        done = -taken;
        go = true;
        go.notify_all();
    }
    CHECK(done == 0);
}
