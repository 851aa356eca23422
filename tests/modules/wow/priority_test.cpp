// Who goes first: the order of requests as Battle.net saw them. Nothing here judges by time.
#include "modules/wow_character/site.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>

using nlohmann::json;
using site_test::Site;
using wowhost::test::engines;

namespace {

bool is_catalogue(const json& path) { return path.get<std::string>().starts_with("/data/wow/title/"); }
bool is_lookup(const json& path) { return path.get<std::string>().starts_with("/profile/wow/character/"); }

} // namespace

TEST_CASE("a lookup goes ahead of a catalogue sync that uses up the rate, at each of its round trips")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_title", "wow_character", "wow_mount", "wow_achievement", "wow_pet", "wow_toy"});
    const std::vector<std::string> rate{"--set", "wow.per_second=20"};
    const auto limited = [&](std::vector<std::string> command) {
        command.insert(command.begin(), rate.begin(), rate.end());
        return command;
    };
    site.json({"wow:sync-titles"});
    site.reset_requests();
    auto sync = site.start(limited({"worker", "--until-empty"}));
    site.wait_for_requests(60);
    site.json(limited({"wow:character-lookup", "stormrage", "sheday"}));
    // The sync goes on behind it.
    const auto before = site.requests_since_reset();
    site.wait_for_requests(before + 20);
    const auto sequence = site.sandbox().statistics(true)["sequence"];
    sync->kill(SIGKILL);
    sync->wait();

    const auto first = std::find_if(sequence.begin(), sequence.end(), is_lookup);
    const auto end = std::find_if(sequence.rbegin(), sequence.rend(), is_lookup).base();
    REQUIRE(first != sequence.end());
    const auto own = std::count_if(first, end, is_lookup);
    const auto others = std::count_if(first, end, is_catalogue);
    const auto after = std::count_if(end, sequence.end(), is_catalogue);
    INFO(own << " requests of the lookup, " << others << " of the catalogue among them, " << after << " behind them");
    CHECK(own > 5);
    CHECK(after >= 20);
    // What the sync had reserved already when each of three round trips began: an eighth of a second's at most, and
    // what was on its way. As many again for a machine that takes its time between them. Without priorities it is 45.
    CHECK(others <= 2 * 3 * 4);
}
