// Pages that are kept: when they are sent again, and above all when not.
#include "host/web/page_cache.hpp"
#include "site_under_test.hpp"

#include <catch2/catch.hpp>

#include <atomic>

using namespace web_test;
using wowhost::web::PageCache;
using wowhost::web::Reply;

namespace {

constexpr const char* path = "/item/{id}";

/// A page per item that counts how often it is made, and whose version a test sets.
class Counted {
public:
    explicit Counted(TestSite& site)
        : site_(site)
    {
        site.parts.identify = [](const Request& request) -> std::optional<Identity> {
            if (request.cookies.get("who").empty())
                return std::nullopt;
            Identity identity;
            identity.user = 5;
            identity.name = "somebody";
            identity.session = "a session";
            return identity;
        };
        site.parts.page_versions[path] = [this](const Request& request) -> std::optional<std::string> {
            ++asked;
            const std::lock_guard lock(mutex_);
            if (version_.empty())
                return std::nullopt;
            return request.parameters.get("id") + " " + version_;
        };
        site.add(Route("GET", path, [this](const Request& request) {
            ++made;
            if (request.parameters.get("id") == "gone")
                throw Error(ErrorCode::not_found, "there is none");
            auto response = Response::page("Item", "error",
                Value::object({{"heading", "made " + std::to_string(made.load())},
                    {"message",
                        request.parameters.get("id") == "form" ? request.csrf_token : std::string(3000, 'x')}}));
            if (request.parameters.get("id") == "cookie")
                response.cookie(Cookie("taste", "sweet"));
            return response;
        }));
        site.add(Route("GET", "/user/login", [](const Request&) { return Response::page("Log in", "error"); }));
        set("1");
    }
    void set(const std::string& version)
    {
        const std::lock_guard lock(mutex_);
        version_ = version;
    }
    /// How often the page is made for two visits.
    int made_for_two(const std::string& address, const std::string& headers = {})
    {
        const int before = made;
        site_.get(address, headers);
        site_.get(address, headers);
        return made - before;
    }

    std::atomic<int> made{0};
    std::atomic<int> asked{0};

private:
    TestSite& site_;
    std::mutex mutex_;
    std::string version_;
};

Request visit(const std::string& address)
{
    Request request;
    request.method = "GET";
    request.path = address;
    request.csrf_token = "the token";
    return request;
}

Reply reply(const std::string& body)
{
    Reply made;
    made.headers.add("Content-Type", "text/html; charset=utf-8");
    made.body = std::make_shared<const std::string>(body);
    return made;
}

} // namespace

TEST_CASE("a page is made once for all visitors without an account, while its version stays")
{
    TestSite site;
    Counted pages(site);
    site.start();
    const auto first = site.get("/item/1");
    const auto second = site.get("/item/1");
    CHECK(pages.made == 1);
    CHECK(pages.asked == 2);
    CHECK(second.status == 200);
    CHECK(second.body == first.body);
    for (const auto* header : {"etag", "content-type", "content-security-policy", "cache-control", "x-frame-options"}) {
        INFO(header);
        CHECK_FALSE(first.header(header).empty());
        CHECK(second.header(header) == first.header(header));
    }
    const auto packed = site.get("/item/1", "Accept-Encoding: gzip\r\n");
    CHECK(packed.header("content-encoding") == "gzip");
    CHECK(packed.body.size() < first.body.size());
    const auto unchanged = site.get("/item/1", "If-None-Match: " + first.header("etag") + "\r\n");
    CHECK(unchanged.status == 304);
    CHECK(unchanged.body.empty());
    CHECK(pages.made == 1);
    CHECK(site.get("/item/2").status == 200);
    CHECK(site.get("/item/1?page=2").status == 200);
    CHECK(pages.made == 3);
}

TEST_CASE("a page with another version is made anew, and one without a version each time")
{
    TestSite site;
    Counted pages(site);
    site.start();
    site.get("/item/1");
    pages.set("2");
    CHECK(pages.made_for_two("/item/1") == 1);
    pages.set("");
    CHECK(pages.made_for_two("/item/1") == 2);
    pages.set("2");
    CHECK(pages.made_for_two("/item/1") == 0);
}

TEST_CASE("nothing is kept of what is one visitor's, and nothing that is no good answer")
{
    TestSite site;
    Counted pages(site);
    site.start();
    CHECK(pages.made_for_two("/item/1", "Authorization: Basic eA==\r\n") == 2);
    CHECK(pages.made_for_two("/item/cookie") >= 2);
    CHECK(pages.made_for_two("/item/gone") == 2);
    CHECK(pages.made_for_two("/item/1?" + std::string(600, 'q')) == 2);
}

TEST_CASE("who is logged in gets the kept content in a frame of their own, which nobody else gets")
{
    TestSite site;
    Counted pages(site);
    site.start();
    for (const bool first_is_anybody : {true, false}) {
        const std::string address = first_is_anybody ? "/item/1" : "/item/2";
        const int before = pages.made;
        site.get(address, first_is_anybody ? "" : "Cookie: who=me\r\n");
        const auto own = site.get(address, "Cookie: who=me\r\n");
        const auto everybodys = site.get(address);
        CHECK(pages.made == before + 1);
        const auto made = "made " + std::to_string(pages.made.load());
        CHECK(own.body.find(made) != std::string::npos);
        CHECK(own.body.find("somebody") != std::string::npos);
        CHECK(everybodys.body.find(made) != std::string::npos);
        CHECK(everybodys.body.find("somebody") == std::string::npos);
        CHECK(own.header("etag") != everybodys.header("etag"));
    }
    pages.set("2");
    CHECK(pages.made_for_two("/item/1", "Cookie: who=me\r\n") == 1);
    pages.set("");
    CHECK(pages.made_for_two("/item/1", "Cookie: who=me\r\n") == 2);
}

TEST_CASE("what a page holds of a visitor is never kept")
{
    TestSite site;
    Counted pages(site);
    site.add(Route("GET", "/mine", [](const Request& request) {
        return Response::page("Mine", "error", Value::object({{"heading", request.user.name + request.csrf_token}}));
    }));
    site.parts.page_versions["/mine"] = [](const Request&) { return std::optional<std::string>("1"); };
    site.start();
    for (int i = 0; i < 2; ++i) {
        const auto own = site.get("/mine", "Cookie: who=me\r\n").body;
        CHECK(own.find("<h1>somebody") == std::string::npos);
        CHECK(site.get("/mine").body.find("somebody") == std::string::npos);
    }
    CHECK(site.get("/item/form").body.find("<p>0123456789abcdef") == std::string::npos);
}

TEST_CASE("a kept page is sent at once, but never when its version, the visitor or a limit asks for more")
{
    TestSite site;
    Counted pages(site);
    std::atomic<int> at_once{0};
    std::atomic<bool> may{true};
    site.parts.enter_unit_at_once = [&]() -> std::shared_ptr<void> {
        ++at_once;
        return may ? std::make_shared<int>(1) : nullptr;
    };
    site.start();
    const auto first = site.get("/item/1");
    CHECK(at_once == 0);
    const auto second = site.get("/item/1");
    CHECK(at_once == 1);
    CHECK(second.body == first.body);
    CHECK(second.header("etag") == first.header("etag"));
    CHECK(site.get("/item/1", "If-None-Match: " + first.header("etag") + "\r\n").status == 304);
    CHECK(site.get("/item/1", "Accept-Encoding: gzip\r\n").header("content-encoding") == "gzip");
    CHECK(pages.made == 1);
    CHECK(at_once == 3);
    for (const auto* header : {"Cookie: who=me\r\n", "Authorization: Basic eA==\r\n", "Accept: application/json\r\n"})
        site.get("/item/1", header);
    CHECK(at_once == 3);
    pages.set("2");
    CHECK(site.get("/item/1").body != first.body);
    pages.set("");
    CHECK(pages.made_for_two("/item/1") == 2);
    may = false;
    pages.set("3");
    CHECK(pages.made_for_two("/item/1") == 1);
    const auto metrics = site.get("/metrics").body;
    CHECK(metrics.find("wowhost_page_cache_requests_total{result=\"hit\"} ") != std::string::npos);
}

TEST_CASE("the version of a kept page is asked again only when the database may have changed")
{
    TestSite site;
    Counted pages(site);
    site.parts.enter_unit_at_once = [] { return std::make_shared<int>(1); };
    std::atomic<std::uint64_t> changes{1}; // 0: nobody can tell
    site.parts.change_stamp = [&]() -> std::optional<PageCache::Stamp> {
        const auto now = changes.load();
        return now == 0 ? std::nullopt : std::optional(PageCache::Stamp{1, now, 0});
    };
    site.start();
    const auto asked_for = [&](const std::string& address) {
        const int before = pages.asked;
        site.get(address);
        return pages.asked - before;
    };
    CHECK(asked_for("/item/1") == 1);
    CHECK(asked_for("/item/1") == 1); // the page was made by a worker, with a connection of its own
    CHECK(asked_for("/item/1") == 0);
    CHECK(asked_for("/item/2") == 1);
    changes = 2;
    CHECK(asked_for("/item/1") == 1);
    CHECK(asked_for("/item/1") == 0);
    CHECK(pages.made == 2);
    changes = 0;
    CHECK(asked_for("/item/1") == 1);
    CHECK(asked_for("/item/1") == 1);
    changes = 3;
    pages.set("2");
    CHECK(asked_for("/item/1") == 2); // at once in vain, then by a worker
    CHECK(pages.made == 3);
    changes = 4;
    pages.set("");
    CHECK(pages.made_for_two("/item/1") == 2);
}

TEST_CASE("a version that cannot be told costs no visitor the page")
{
    TestSite site;
    Counted pages(site);
    site.parts.page_versions[path] = [](const Request&) -> std::optional<std::string> {
        throw Error(ErrorCode::failed, "no such column");
    };
    site.start();
    CHECK(site.get("/item/1").status == 200);
    CHECK(pages.made_for_two("/item/1") == 2);
    CHECK(site.log().find("no such column") != std::string::npos);
}

TEST_CASE("a site may do without kept pages")
{
    TestSite site;
    Counted pages(site);
    site.settings.page_cache_bytes = 0;
    site.start();
    CHECK(pages.made_for_two("/item/1") == 2);
    CHECK(pages.asked == 0);
}

TEST_CASE("kept pages are bounded: those that were used longest ago go first")
{
    PageCache cache(20'000);
    const auto now = PageCache::Time();
    const auto has = [&](const std::string& key) { return cache.find(key, "1", visit("/"), now).has_value(); };
    for (const auto* key : {"a", "b"}) {
        std::string body; // that gzip can do nothing for
        for (unsigned i = 0, x = 12345; i < 3000; ++i, x = x * 1664525U + 1013904223U)
            body += static_cast<char>('!' + (x >> 16U) % 90U);
        cache.keep(key, "1", reply(body), visit("/"), nullptr, now);
    }
    CHECK(has("b"));
    CHECK(has("a"));
    cache.keep("c", "1", reply(std::string(900, 'c')), visit("/"), nullptr, now);
    CHECK(has("c"));
    CHECK(cache.bytes() <= 20'000);
    for (int i = 0; i < 100; ++i)
        cache.keep("n" + std::to_string(i), "1", reply(std::string(800, 'n')), visit("/"), nullptr, now);
    CHECK(cache.bytes() <= 20'000);
    CHECK_FALSE(has("a"));
    CHECK(has("n99"));
    cache.keep("huge", "1", reply(std::string(40'000, 'h')), visit("/"), nullptr, now);
    CHECK_FALSE(has("huge"));
    CHECK(has("n99"));
}

TEST_CASE("a kept page grows old, and is dropped when it does not fit its version")
{
    PageCache cache(100'000);
    const auto now = PageCache::Time() + std::chrono::hours(1);
    cache.keep("a", "1", reply("x"), visit("/"), nullptr, now);
    CHECK(cache.find("a", "1", visit("/"), now + PageCache::lifetime - std::chrono::milliseconds(1)));
    CHECK_FALSE(cache.find("a", "1", visit("/"), now + PageCache::lifetime));
    CHECK(cache.bytes() == 0);
    cache.keep("a", "1", reply("x"), visit("/"), nullptr, now);
    CHECK_FALSE(cache.find("a", "2", visit("/"), now));
    CHECK(cache.bytes() == 0);
    auto missing = reply("x");
    missing.status = 404;
    cache.keep("a", "1", missing, visit("/"), nullptr, now);
    cache.keep("b", "1", reply("holds the token"), visit("/"), nullptr, now);
    CHECK(cache.bytes() == 0);
}
