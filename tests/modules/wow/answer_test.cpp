// What an answer means, and where a request goes.
#include "answer.hpp"

#include <map>

#include <catch2/catch.hpp>

using namespace wow;
using wowhost::HttpFailure;
using wowhost::HttpResponse;

namespace {

class FakeConfig final : public wowhost::Config {
public:
    wowhost::Value get(std::string_view key) const override { return values.at(std::string(key)); }
    std::map<std::string, wowhost::Value> values{{"region", "eu"}, {"locale", "en_GB"},
        {"api_url", "https://{region}.api.blizzard.com"}, {"oauth_url", "https://oauth.battle.net/"},
        {"client_id", "id"}, {"per_second", 100}, {"per_hour", 36000}, {"data_ttl_days", 30}};
};

HttpResponse answer(int status, std::string body = "{}", wowhost::HttpHeaders headers = {})
{
    HttpResponse made(status);
    made.body = std::move(body);
    made.headers = std::move(headers);
    return made;
}

} // namespace

TEST_CASE("a request's address has host, namespace and locale")
{
    FakeConfig config;
    const Settings settings(config);
    Request request("us", "/data/wow/mount/6", "static");
    CHECK(address_of(settings, request)
        == "https://us.api.blizzard.com/data/wow/mount/6?namespace=static-us&locale=en_GB");
    request.name_space = "static-classic-eu";
    request.locale = "";
    request.query = {{"name.en_US", "a b"}};
    CHECK(address_of(settings, request)
        == "https://us.api.blizzard.com/data/wow/mount/6?namespace=static-classic-eu&name.en_US=a%20b");
    CHECK(host_of("https://us.api.blizzard.com/data?x") == "https://us.api.blizzard.com");
    CHECK(host_of("http://127.0.0.1:80") == "http://127.0.0.1:80");
    CHECK(settings.oauth_url == "https://oauth.battle.net");
}

TEST_CASE("a setting that cannot be is refused, naming its key")
{
    const auto [key, value] = GENERATE(table<std::string, wowhost::Value>({{"region", "mars"}, {"locale", "xx"},
        {"api_url", "ftp://x"}, {"per_second", 100000}, {"per_hour", -1}, {"data_ttl_days", 0}}));
    FakeConfig config;
    config.values[key] = value;
    CHECK_THROWS_WITH(Settings(config), Catch::Contains("wow." + key));
}

TEST_CASE("each status has its meaning")
{
    using Next = Verdict::Next;
    const std::string url = "https://eu.x/a";
    const auto check = [&](const HttpResponse& given, Next next, Outcome outcome) {
        const auto verdict = judge(given, url);
        CAPTURE(given.status, given.body, verdict.message);
        CHECK(verdict.next == next);
        CHECK(verdict.outcome == outcome);
        if (outcome != Outcome::ok && outcome != Outcome::not_modified && given.failure == HttpFailure::none)
            CHECK_THAT(verdict.message, Catch::Contains(url));
    };
    check(answer(200, " \n{\"a\":1}"), Next::finish, Outcome::ok);
    check(answer(200, "<html>"), Next::retry, Outcome::malformed);
    check(answer(200, ""), Next::retry, Outcome::malformed);
    check(answer(304, ""), Next::finish, Outcome::not_modified);
    check(answer(401), Next::renew, Outcome::unauthorized);
    check(answer(403), Next::finish, Outcome::forbidden);
    check(answer(403, R"({"code":403,"type":"Forbidden","detail":"Account Inactive"})"), Next::finish,
        Outcome::unauthorized);
    check(answer(404), Next::finish, Outcome::not_found);
    check(answer(429), Next::rest, Outcome::throttled);
    check(answer(500), Next::retry, Outcome::unavailable);
    check(answer(503, "<html>"), Next::retry, Outcome::unavailable);
    check(answer(302), Next::finish, Outcome::unavailable);
    HttpResponse failed;
    failed.failure = HttpFailure::timeout;
    check(failed, Next::retry, Outcome::unavailable);
    failed.failure = HttpFailure::too_large;
    check(failed, Next::finish, Outcome::too_large);
    failed.failure = HttpFailure::cancelled;
    check(failed, Next::finish, Outcome::cancelled);
    failed.failure = HttpFailure::tls;
    check(failed, Next::finish, Outcome::unavailable);
}

TEST_CASE("a 429 says how long to rest, or it is a second")
{
    const auto rest = [](const std::string& value) {
        return judge(answer(429, "", {{"retry-after", value}}), "u").rest.count();
    };
    CHECK(rest("7") == 7);
    CHECK(rest(" 7 ") == 7);
    CHECK(rest("0") == 1);
    CHECK(rest("999999") == 3600);
    CHECK(rest("Sat, 7 Mar 2020 09:41:14 GMT") == 1);
    CHECK(rest("") == 1);
    CHECK(judge(answer(429), "u").rest.count() == 1);
}
