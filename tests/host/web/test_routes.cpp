#include "host/web/router.hpp"
#include "host/web/url.hpp"

#include <catch2/catch.hpp>

using namespace wowhost;
using namespace wowhost::web;

namespace {

Router router_of(std::initializer_list<std::pair<const char*, const char*>> routes)
{
    std::vector<BoundRoute> bound;
    for (const auto& [method, path] : routes)
        bound.push_back({"probe", Route(method, path, {}), {}, {}});
    return Router(std::move(bound));
}

/// "/path a=1 b=2" of the route found, or "405 GET, …", or "404".
std::string found(const Router& router, const std::string& method, const std::string& path)
{
    const auto match = router.find(method, parse_target(path)->segments);
    std::string text;
    if (!match.route) {
        for (const auto& allowed : match.allowed)
            text += (text.empty() ? "405 " : ", ") + allowed;
        return text.empty() ? "404" : text;
    }
    text = match.route->route.path;
    for (const auto& [name, value] : match.parameters)
        text += " " + name + "=" + value;
    return text;
}

} // namespace

TEST_CASE("a fixed segment goes before a parameter, and where it leads nowhere the parameter is tried")
{
    const auto router = router_of({{"GET", "/"}, {"GET", "/a/{x}"}, {"GET", "/a/b"}, {"GET", "/a/{x}/c"},
        {"GET", "/a/b/d"}, {"POST", "/a/b"}, {"GET", "/{x}/{y}/{z}/{w}"}});
    CHECK(found(router, "GET", "/") == "/");
    CHECK(found(router, "GET", "/a/b") == "/a/b");
    CHECK(found(router, "HEAD", "/a/b") == "/a/b");
    CHECK(found(router, "GET", "/a/z") == "/a/{x} x=z");
    CHECK(found(router, "GET", "/a/b/c") == "/a/{x}/c x=b");
    CHECK(found(router, "GET", "/a/b/d") == "/a/b/d");
    CHECK(found(router, "GET", "/a/%C3%91") == "/a/{x} x=Ñ");
    CHECK(found(router, "GET", "/1/2/3/4") == "/{x}/{y}/{z}/{w} x=1 y=2 z=3 w=4");
    CHECK(found(router, "GET", "/a/") == "404");
    CHECK(found(router, "GET", "/a//c") == "404");
    CHECK(found(router, "GET", "/nothing") == "404");
    CHECK(found(router, "DELETE", "/a/b") == "405 GET, POST, HEAD");
    CHECK(found(router, "GET", "/" + std::string(60, '/')) == "404");
    CHECK(router.has("/a/b"));
    CHECK_FALSE(router.has("/a"));
}
