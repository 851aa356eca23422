// Charts on the page of a character, of rows that tests have written.
#include "profile_site.hpp"

namespace {

using namespace web_test;

std::string between(const std::string& text, const std::string& begin, const std::string& end)
{
    const auto at = text.find(begin);
    return at == std::string::npos ? "" : text.substr(at, text.find(end, at) - at);
}

} // namespace

TEST_CASE("a character's page draws what was earned over time and by category, and gives it as tables")
{
    ProfileSite site(GENERATE(from_range(engines())), {"wow_achievement"});
    const auto fetched = std::time(nullptr);
    const auto id = site.save("wow_character", character());
    const auto category = [&](const std::string& vocabulary, const std::string& name, int number, const json& parent) {
        return site.save("taxonomy_term",
            {{"vid", vocabulary}, {"name", name}, {"wow_region", ""}, {"wow_blizzard_id", number}, {"parent", parent}});
    };
    const auto quests = category("wow_char_achi_category", "Quests & <more>", 1, nullptr);
    const auto northrend = category("wow_char_achi_category", "Northrend", 2, quests);
    const auto of_guilds = category("wow_guild_achi_category", "Guild things", 3, nullptr);
    int number = 0;
    const auto achievement = [&](int in, int points, std::time_t earned) {
        const auto row = site.save("wow_achievement",
            {{"blizzard_id", ++number}, {"name", "A" + std::to_string(number)}, {"points", points}, {"category", in},
                {"last_fetched", fetched}});
        if (earned > 0)
            site.save("wow_achievement_progress",
                {{"achievement", row}, {"completed_timestamp", earned}, {"is_completed", true}, {"character", id},
                    {"last_fetched", fetched}});
    };
    constexpr std::time_t first_of_2020 = 1'577'836'800;
    achievement(quests, 10, first_of_2020 + 86'400);
    achievement(northrend, 25, first_of_2020 + 40 * 86'400);
    achievement(northrend, 5, 0);
    achievement(of_guilds, 50, 0);
    auto browser = site.browser();
    const auto page = browser.get("/wow/character/eu/stormrage/sheday");
    CHECK(page.status == 200);
    const auto course = between(page.body, "<figcaption>Points of what was earned", "</figure>");
    INFO(page.body);
    CHECK(course.find("<desc id=\"chart-") != std::string::npos);
    CHECK(course.find("From 10 to 35.") != std::string::npos);
    CHECK(course.find("<path class=\"line\" d=\"M44 ") != std::string::npos);
    CHECK(course.find("<td class=\"number\">35</td>") != std::string::npos);
    const auto shares = between(page.body, "<figcaption>Earned by category", "</figure>");
    CHECK(shares.find("Quests &amp; &lt;more&gt;") != std::string::npos);
    CHECK(shares.find("2 / 3") != std::string::npos);
    CHECK(shares.find("Guild things") == std::string::npos);
    CHECK(shares.find("<td class=\"number\">2</td><td class=\"number\">3</td>") != std::string::npos);
    CHECK(page.body.find(" style=") == std::string::npos);
}

TEST_CASE("a collection is drawn by where its things come from")
{
    ProfileSite site("sqlite", {"wow_mount"});
    const auto fetched = std::time(nullptr);
    const auto id = site.save("wow_character", character());
    for (int number = 1; number <= 5; ++number) {
        const auto mount = site.save("wow_mount",
            {{"blizzard_id", number}, {"name", "M" + std::to_string(number)}, {"last_fetched", fetched},
                {"source", number <= 3 ? json("Drop") : json()}});
        if (number == 2)
            site.save("wow_mount_collection", {{"mount", mount}, {"character", id}, {"last_fetched", fetched}});
    }
    auto browser = site.browser();
    const auto chart =
        between(browser.get("/wow/character/eu/stormrage/sheday").body, "<figcaption>Mounts by source", "</figure>");
    CHECK(chart.find(">Drop</text>") != std::string::npos);
    CHECK(chart.find("1 / 3") != std::string::npos);
    CHECK(chart.find(">Not known</text>") != std::string::npos);
    CHECK(chart.find("0 / 2") != std::string::npos);
}
