// The sections of the pages of characters and guilds: value objects, made of stored rows only, compared with the rows.
#include "modules/wow_character/site.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>

using nlohmann::json;
using site_test::Site;

namespace {

/// A site whose modules, and the probe, are installed, with what its pages show.
class Pages {
public:
    explicit Pages(const std::vector<std::string>& modules)
        : site_(GENERATE(from_range(wowhost::test::engines())))
    {
        auto line = modules;
        line.insert(line.begin(), {"install", "section_probe"});
        run(std::move(line));
    }
    /// With the probe's folder on the path, as all commands need it whose sites have it.
    json run(std::vector<std::string> line) const
    {
        line.insert(line.begin(),
            {"--set", "modules.path=[" WOWHOST_MODULE_FOLDER ", " WOWHOST_FIXTURE_FOLDER "/section_probe]"});
        return site_.json(line);
    }
    json sections(const char* type, const json& id) const { return run({"probe:sections", type, id.dump()}); }
    Site& site() { return site_; }

private:
    Site site_;
};

/// The only section of a provider, whose slot and columns are these; each row has a value per column.
json only(const json& sections, const char* provider, const char* slot, const json& columns = json::array())
{
    INFO(provider);
    REQUIRE(sections.contains(provider));
    REQUIRE(sections[provider].size() == 1);
    const auto& section = sections[provider][0];
    CHECK(section["slot"] == slot);
    CHECK_FALSE(section["title"].get<std::string>().empty());
    CHECK(section["columns"] == columns);
    for (const auto& row : section["rows"])
        REQUIRE(row.size() == columns.size());
    return section;
}

json figure(const std::string& label, const json& value, const json& of = nullptr)
{
    return {{"label", label}, {"value", value}, {"of", of}};
}

/// The values of one field of rows.
std::multiset<json> values(const json& rows, const std::string& field)
{
    std::multiset<json> found;
    for (const auto& row : rows)
        found.insert(row[field]);
    return found;
}

std::int64_t sum(const json& points, const char* member)
{
    std::int64_t total = 0;
    for (const auto& point : points)
        total += point[member].get<std::int64_t>();
    return total;
}

std::multiset<json> column(const json& section, std::size_t position)
{
    std::multiset<json> found;
    for (const auto& row : section["rows"])
        found.insert(row[position]);
    return found;
}

} // namespace

TEST_CASE("A character's page shows what is stored of it: figures, favourites, standings, title, equipment")
{
    Pages pages({"wow_achievement", "wow_mount", "wow_pet", "wow_toy", "wow_title", "wow_reputation", "wow_equipment"});
    const auto& site = pages.site();
    const auto id = pages.run({"wow:character-lookup", "stormrage", "sheday", "--region", "eu"})["id"];
    const auto owned = "character = " + id.dump();
    const auto count = [&](const std::string& type, std::vector<std::string> more = {}) {
        more.push_back(owned);
        return site.count(type, more);
    };
    pages.site().reset_requests();
    const auto sections = pages.sections("wow_character", id);
    CHECK(pages.site().requests_since_reset() == 0);
    CHECK(sections.size() == 7);

    for (const auto& [provider, rows, catalogue, reference] :
        std::vector<std::array<const char*, 4>>{{"wow_mount", "wow_mount_collection", "wow_mount", "mount"},
            {"wow_pet", "wow_collected_pet", "wow_pet", "pet"}, {"wow_toy", "wow_toy_collection", "wow_toy", "toy"}}) {
        const auto section = only(sections, provider, "COLLECTIONS");
        const bool of_all = std::string(provider) != "wow_pet"; // pets are individuals, not a share of the catalogue
        CHECK(section["figures"]
            == json::array({figure(
                section["title"].get<std::string>(), count(rows), of_all ? json(site.count(catalogue)) : json())}));
        std::set<json> collected;
        for (const auto& row : site.list(rows, {owned}))
            collected.insert(row[reference]);
        REQUIRE(section["charts"].size() == 1);
        const auto& points = section["charts"][0]["points"];
        CHECK(sum(points, "value") == static_cast<std::int64_t>(collected.size()));
        CHECK(sum(points, "of") == site.count(catalogue));
        const auto favourites = site.list(rows, {owned, "is_favorite = true"});
        CHECK(section["tiles"].size() == std::min<std::size_t>(24, favourites.size()));
        const auto wanted = values(favourites, reference);
        for (const auto& tile : section["tiles"]) {
            CHECK(tile["note"] == "favourite");
            CHECK(tile["entity_type"] == catalogue);
            CHECK(wanted.contains(tile["entity_id"]));
            CHECK_FALSE(tile["title"].get<std::string>().empty());
        }
    }

    const auto achievements =
        only(sections, "wow_achievement", "ACHIEVEMENTS", {"achievement", "points", "completed_timestamp"});
    CHECK(achievements["figures"]
        == json::array({figure("Earned", count("wow_achievement_progress", {"is_completed = true"}),
                            site.count("wow_achievement")),
            figure("In progress", count("wow_achievement_progress", {"is_completed = false"}))}));
    auto times = site.list("wow_achievement_progress", {owned, "is_completed = true"});
    std::sort(times.begin(), times.end(),
        [](const json& left, const json& right) { return left["completed_timestamp"] > right["completed_timestamp"]; });
    REQUIRE(achievements["rows"].size() == 10);
    for (std::size_t i = 0; i < 10; ++i)
        CHECK(achievements["rows"][i][2] == times[i]["completed_timestamp"]); // the latest first

    const auto standings = only(
        sections, "wow_reputation", "GENERIC", {"faction", "standing", "value", "max", "paragon_value", "paragon_max"});
    const auto stored = site.list("wow_reputation_standing", {owned});
    CHECK(standings["figures"] == json::array({figure("Factions", stored.size())}));
    CHECK(column(standings, 2) == values(stored, "value"));
    CHECK(column(standings, 5) == values(stored, "paragon_max"));
    for (const auto& row : standings["rows"]) {
        CHECK(row[0].is_string());
        CHECK(row[1].is_string());
    }

    const auto titles = only(sections, "wow_title", "TITLE_RIBBON");
    const auto borne = site.list("wow_title_award", {owned, "is_active = true"});
    REQUIRE(borne.size() == 1);
    const auto name = site.row("wow_title", borne[0]["title"].get<std::int64_t>())["name"].get<std::string>();
    REQUIRE(titles["figures"].size() == 2);
    CHECK(titles["figures"][0]["label"] == "Title");
    CHECK(titles["figures"][0]["value"].get<std::string>().find("Sheday") != std::string::npos);
    CHECK(titles["figures"][1]
        == figure(titles["title"].get<std::string>(), count("wow_title_award"), site.count("wow_title")));

    const auto equipment = only(sections, "wow_equipment", "EQUIPMENT");
    const auto worn = site.list("wow_equipped_item", {owned});
    std::multiset<json> shown;
    for (const auto& tile : equipment["tiles"])
        shown.insert(tile["title"]);
    CHECK(shown == values(worn, "name"));
    for (const auto& item : worn) {
        const auto level = "item level " + item["item_level"].dump();
        CHECK(std::any_of(equipment["tiles"].begin(), equipment["tiles"].end(), [&](const json& tile) {
            return tile["title"] == item["name"] && tile["note"].get<std::string>().ends_with(level);
        }));
    }
    // As the game lists them.
    REQUIRE(equipment["tiles"].size() > 5);
    const auto title_in = [&](const char* slot) {
        return site.list("wow_equipped_item", {owned, std::string("slot = ") + slot})[0]["name"];
    };
    CHECK(equipment["tiles"][0]["title"] == title_in("HEAD"));
    CHECK(equipment["tiles"][1]["title"] == title_in("NECK"));
    CHECK(equipment["tiles"][0]["image"] == "");

    // An item that the catalogue has is shown with its icon, and is where its page is.
    const auto head = site.list("wow_equipped_item", {owned, "slot = HEAD"})[0]["item_blizzard_id"];
    const auto item = pages.run({"entity", "save", "wow_item",
        json({{"blizzard_id", head}, {"name", "Hat"}, {"icon", "https://render.worldofwarcraft.com/hat.jpg"}}).dump()});
    const auto with_icon = pages.sections("wow_character", id)["wow_equipment"][0]["tiles"][0];
    CHECK(with_icon["image"] == "https://render.worldofwarcraft.com/hat.jpg");
    CHECK(with_icon["entity_type"] == "wow_item");
    CHECK(with_icon["entity_id"] == item["id"]);
}

TEST_CASE("A page of somebody who has nothing has no sections, and markup in names stays text")
{
    Pages pages({"wow_achievement", "wow_mount", "wow_pet", "wow_toy", "wow_title", "wow_reputation", "wow_equipment"});
    const auto id = pages.run({"entity", "save", "wow_character",
        R"({"region":"eu","realm_slug":"stormrage","name":"Nobody","name_key":"nobody","blizzard_id":1})"})["id"];
    const auto all = pages.sections("wow_character", id);
    CHECK(all.size() == 7);
    for (const auto& [provider, sections] : all.items()) {
        INFO(provider);
        CHECK(sections.empty());
    }
    const auto mount = pages.run({"entity", "save", "wow_mount", R"({"blizzard_id":1,"name":"<b>Bold</b>"})"})["id"];
    pages.run({"entity", "save", "wow_mount_collection",
        json({{"mount", mount}, {"character", id}, {"is_favorite", true}}).dump()});
    const auto section = pages.sections("wow_character", id)["wow_mount"][0];
    CHECK(section["figures"] == json::array({figure("Mounts", 1, 1)}));
    CHECK(section["tiles"][0]["title"] == "<b>Bold</b>"); // the page escapes it
}

TEST_CASE("A guild's page shows its roster by rank, its achievements, and what happened last")
{
    Pages pages({"wow_achievement"});
    const auto& site = pages.site();
    const auto id = pages.run({"wow:guild-lookup", "stormrage", "Lantern Watch", "--region", "eu"})["id"];
    const auto owned = "guild = " + id.dump();
    const auto sections = pages.sections("wow_guild", id);
    CHECK(sections.size() == 3);

    const auto roster =
        only(sections, "wow_guild_roster", "GENERIC", {"name", "realm", "level", "class", "race", "rank"});
    const auto members = site.list("wow_guild_member", {owned});
    REQUIRE(members.size() > 100);
    std::int64_t highest = 0;
    for (const auto& member : members)
        highest = std::max(highest, member["level"].get<std::int64_t>());
    const auto at_highest = site.count("wow_guild_member", {owned, "level = " + std::to_string(highest)});
    CHECK(roster["figures"]
        == json::array({figure("Members", members.size()),
            figure("At level " + std::to_string(highest), at_highest, members.size())}));
    CHECK(column(roster, 0) == values(members, "name"));
    CHECK(column(roster, 1) == values(members, "realm_slug"));
    CHECK(std::is_sorted(roster["rows"].begin(), roster["rows"].end(),
        [](const json& left, const json& right) { return left[5] < right[5]; }));
    CHECK(roster["rows"][0][5] == 0); // the guild master first

    const auto activity = only(sections, "wow_guild_activity", "GENERIC", {"when_timestamp", "what", "who", "type"});
    const auto events = site.list("wow_guild_activity", {owned});
    CHECK(activity["figures"] == json::array({figure("Events", events.size())}));
    REQUIRE(activity["rows"].size() == std::min<std::size_t>(25, events.size()));
    CHECK(std::is_sorted(activity["rows"].begin(), activity["rows"].end(),
        [](const json& left, const json& right) { return left[0] > right[0]; }));
    for (const auto& row : activity["rows"])
        CHECK(row[1].is_string());

    const auto achievements =
        only(sections, "wow_achievement", "ACHIEVEMENTS", {"achievement", "points", "completed_timestamp"});
    CHECK(
        achievements["figures"][0]["value"] == site.count("wow_achievement_progress", {owned, "is_completed = true"}));
}
