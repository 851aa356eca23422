// The Battle.net client with the real program: token, retries, errors, limits, over several processes.
#include "modules/wow_character/site.hpp"

#include <memory>

#include <catch2/catch.hpp>

using nlohmann::json;
using site_test::Site;
using wowhost::test::engines;

namespace {

/// The limits that sites have; those of these tests have none, to be quick.
std::vector<std::string> limited(std::vector<std::string> arguments)
{
    const std::vector<std::string> limits{
        "--set", "wow.per_second=100", "--set", "wow.per_hour=36000", "--set", "wow.cache_icons=false"};
    arguments.insert(arguments.begin(), limits.begin(), limits.end());
    return arguments;
}

std::string error_of(const json& result) { return result["error"]["message"].get<std::string>(); }

} // namespace

TEST_CASE("test-connection says whether Battle.net answers, and how long it took")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow"});
    const auto good = site.json({"wow:test-connection"});
    CHECK(good["ok"] == true);
    CHECK(good["region"] == "eu");
    CHECK(good["ms"].is_number());
    CHECK_THAT(good["message"].get<std::string>(), Catch::Contains("static-"));
    CHECK(site.json({"wtc", "us"})["region"] == "us");
    CHECK_THAT(error_of(site.json({"wtc", "mars"}, 2)), Catch::Contains("us, eu, kr, tw"));
    const auto wrong = site.json({"--set", "wow.client_secret=wrong", "wtc"}, 1);
    CHECK(wrong["ok"] == false);
    CHECK_THAT(wrong["message"].get<std::string>(), Catch::Contains("wow.client_secret"));
    const auto unset = site.json({"--set", "wow.client_id=", "wtc"}, 1);
    CHECK_THAT(unset["message"].get<std::string>(), Catch::Contains("wow.client_id is not set"));
    const auto dead = site.json({"--set", "wow.api_url=http://127.0.0.1:1", "wtc"}, 1);
    CHECK_THAT(dead["message"].get<std::string>(), Catch::Contains("127.0.0.1:1"));
    const auto proxied = site.json(
        {"--set", "wow.api_url=https://far.example", "--set", "http.proxy=http://no-proxy.invalid:3128", "wtc"}, 1);
    CHECK_THAT(proxied["message"].get<std::string>(), Catch::Contains("no-proxy.invalid"));
}

TEST_CASE("one token serves all processes, is not readable in the database, and is renewed once upon 401")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_power_type", "wow_playable_class"});
    const auto issued = [&] { return site.sandbox().statistics()["tokens_issued"].get<std::int64_t>(); };
    const auto before = issued();
    site.json({"wow:sync-power-types"});
    site.json({"wow:sync-classes"});
    CHECK(issued() == before + 1);
    CHECK_THAT(site.json({"state", "list"}).dump(), Catch::Contains("wow.token"));
    CHECK(site.sandbox().post("/_sandbox/tokens/revoke", "").status < 300);
    CHECK(site.json({"wow:sync-classes", "--force"})["failed"] == 0);
    CHECK(issued() == before + 2);
    site.advance(2 * 86400); // the token has expired meanwhile
    site.json({"wow:sync-classes", "--force"});
    CHECK(issued() == before + 3);
}

TEST_CASE("what passes is retried, what does not is an error that names the address")
{
    Site site("sqlite");
    site.install({"wow_power_type"});
    const std::string index = "@/data/wow/power-type/index";
    for (const auto* fault : {"5xx=2", "429=1", "429-noheader=1", "html#1", "reset#1", "not-json#2"}) {
        CAPTURE(fault);
        site.sandbox().set_faults({fault + index});
        CHECK(site.json({"wow:sync-power-types", "--force"})["failed"] == 0);
    }
    for (const auto* fault : {"5xx=3", "html#3", "reset#4", "not-json#3", "truncated#4", "429=3"}) {
        CAPTURE(fault);
        site.sandbox().set_faults({fault + index});
        CHECK_THAT(error_of(site.json({"wow:sync-power-types", "--force"}, 1)), Catch::Contains("/power-type/index"));
    }
    site.sandbox().set_faults({"oversize=17#1" + index});
    CHECK_THAT(error_of(site.json({"wow:sync-power-types", "--force"}, 1)), Catch::Contains("/power-type/index"));
    site.sandbox().set_faults({});
    CHECK(site.json({"wow:sync-power-types", "--force"})["failed"] == 0);
}

TEST_CASE("a host that fails again and again is left alone, and status says so")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_playable_class"});
    site.sandbox().set_faults({"5xx=1000@/data/wow/playable-class/"});
    site.json({"wow:sync-classes"}, 1);
    site.sandbox().set_faults({"5xx=1000@/data/wow/playable-class/1", "5xx=1000@/data/wow/playable-class/2",
        "5xx=1000@/data/wow/playable-class/3", "5xx=1000@/data/wow/playable-class/4",
        "5xx=1000@/data/wow/playable-class/5", "5xx=1000@/data/wow/playable-class/6",
        "5xx=1000@/data/wow/playable-class/7", "5xx=1000@/data/wow/playable-class/8",
        "5xx=1000@/data/wow/playable-class/9"});
    site.reset_requests();
    CHECK(site.json({"wow:sync-classes"}, 5)["failed"].get<int>() >= 10);
    CHECK(site.requests_since_reset() < 45);
    CHECK_THAT(site.json({"wow:status"}).dump(), Catch::Contains("Circuit breaker") && Catch::Contains("127.0.0.1"));
}

TEST_CASE("status shows credentials, use of the limit and dates, and a wrong setting as an error")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_power_type"});
    site.json(limited({"wow:sync-power-types"}));
    const auto rows = site.json(limited({"wst"}));
    std::map<std::string, std::string> values;
    for (const auto& row : rows)
        values[row["label"].get<std::string>()] = row["value"].get<std::string>();
    CHECK_THAT(values["Requests in the last hour"], Catch::Contains("of 36000"));
    CHECK(std::stoi(values["Requests in the last hour"]) > 10);
    CHECK_THAT(values["Synced power_type_index.eu"], Catch::Contains("GMT"));
    CHECK_THAT(values["Token"], Catch::Contains("valid until"));
    CHECK_THAT(site.json({"--set", "wow.locale=xx", "wst"}, 1).dump(), Catch::Contains("wow.locale"));
    CHECK_THAT(site.json({"status"}, 0).dump(), Catch::Contains("Requests in the last hour"));
}

TEST_CASE("three processes together keep to the limit")
{
    Site site(GENERATE(from_range(engines())), {"--latency", "20"});
    site.install({"wow_mount"});
    site.json(limited({"wow:sync-mounts"}));
    std::vector<std::unique_ptr<wowhost::test::Process>> workers;
    for (int i = 0; i < 2; ++i)
        workers.push_back(site.start(limited({"worker", "--until-empty", "--threads", "2"})));
    site.json(limited({"wow:sync-mounts", "--wait"}));
    for (auto& worker : workers)
        CHECK(worker->wait().exit_code == 0);
    // rate_limit_test.cpp proves the arithmetic; a machine that is held up bunches arrivals here, by a few.
    CHECK(site.sandbox().statistics()["peak_second"].get<int>() <= 125);
    CHECK(site.count("wow_mount") == 1420);
    CHECK(site.count("wow_mount", {"name notnull"}) == 1420);
}
