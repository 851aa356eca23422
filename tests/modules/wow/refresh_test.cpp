// The refresh of stored characters within the hour's requests, by a clock that is moved.
#include "modules/wow_character/site.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <vector>

using nlohmann::json;
using site_test::Site;
using wowhost::test::engines;

namespace {

constexpr std::int64_t minute = 60;
constexpr std::int64_t day = 24 * 60 * minute;

/// A row that knows of a character no more than where it is, and was last confirmed long ago.
void remember(const Site& site, const json& person)
{
    auto key = person["name"].get<std::string>();
    std::transform(key.begin(), key.end(), key.begin(), [](char c) { return c < 'A' || c > 'Z' ? c : char(c + 32); });
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    site.json({"entity", "save", "wow_character",
        json{{"region", "eu"}, {"realm_slug", person["realm"]}, {"name", person["name"]}, {"name_key", key},
            {"last_fetched", std::chrono::duration_cast<std::chrono::seconds>(now).count() - 20 * day},
            {"sync_status", "ok"}}
            .dump()});
}

} // namespace

TEST_CASE("cron refreshes what an hour's requests allow and no more, the rest in the next hours")
{
    constexpr std::int64_t per_hour = 60;
    constexpr int people = 15;
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_character", "wow_title", "wow_equipment"});
    site.json({"wow:sync-all"}); // so that cron has only characters to fetch
    // The first hundred have those that are hidden or gone.
    for (const auto& person :
        site.sandbox().get_without_token("/_sandbox/characters?region=eu&offset=100&limit=60").json()) {
        const auto name = person["name"].get<std::string>();
        const bool is_ascii = std::all_of(name.begin(), name.end(), [](char c) { return c > 0; });
        if (is_ascii && site.count("wow_character") < people)
            remember(site, person);
    }
    REQUIRE(site.count("wow_character") == people);
    const auto start = site.list("wow_character")[0]["last_fetched"].get<std::int64_t>() + 20 * day;

    std::vector<std::int64_t> requests; // of each run, a quarter of an hour after the last
    std::int64_t left = people;
    while (left > 0) {
        REQUIRE(requests.size() < 40);
        site.advance(15 * minute + 1);
        site.reset_requests();
        for (const auto& result : site.json({"--set", "wow.per_hour=60", "cron"})) {
            INFO(result.dump());
            CHECK(result["result"] == "done");
            if (result["job"] == "wow_character.refresh")
                CHECK(result["message"].get<std::string>().find(" 0 failed") != std::string::npos);
        }
        requests.push_back(site.requests_since_reset());
        const auto still = site.count("wow_character", {"last_fetched < " + std::to_string(start)});
        INFO(still << " of " << left << " are left after " << requests.back() << " requests");
        CHECK((still < left || requests.back() <= 1)); // one: the look for a build
        left = still;
    }
    CHECK(std::accumulate(requests.begin(), requests.end(), std::int64_t{0}) > per_hour);
    for (std::size_t i = 0; i < requests.size(); ++i) {
        std::int64_t hour = 0;
        for (std::size_t j = i; j < std::min(i + 4, requests.size()); ++j)
            hour += requests[j];
        CHECK(hour <= per_hour);
    }
    CHECK(requests.front() > per_hour / 3); // the hour is used
    CHECK(site.count("wow_character", {"sync_status = ok"}) == people);
}
