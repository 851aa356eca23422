#include "modules/recorded/endpoints.hpp"

namespace recorded_test {

namespace {

/// The segments of a path: "", "profile", "wow", "character", realm, name, …
std::vector<std::string> segments(const std::string& path)
{
    std::vector<std::string> found(1);
    for (const char c : path)
        if (c == '/')
            found.emplace_back();
        else
            found.back() += c;
    return found;
}

/// The stored character or guild that a path is about.
json owner(const Recording& recording, Stored& stored, const char* type)
{
    const auto parts = segments(recording.path);
    for (const auto& row : stored.rows(type))
        if (row["realm_slug"] == parts.at(4) && row["name_key"] == parts.at(5))
            return row;
    FAIL("no " << type << " for " << recording.path);
    return {};
}

json character(const Recording& recording, Stored& stored) { return owner(recording, stored, "wow_character"); }
json guild(const Recording& recording, Stored& stored) { return owner(recording, stored, "wow_guild"); }
json code(const json& enumeration) { return member(enumeration, "type"); }
json name_of(const json& named) { return english(member(named, "name")); }

/// All rows of `type` that belong to an owner, against the rows of the body: as many, and alike by key.
void compare_rows(const std::map<json, json>& stored, const std::map<json, json>& expected)
{
    REQUIRE(stored.size() == expected.size());
    std::size_t wrong = 0;
    for (const auto& [key, columns] : expected) {
        const auto found = stored.find(key);
        bool same = found != stored.end();
        for (const auto& [name, value] : columns.items())
            same = same && found->second.contains(name) && found->second[name] == value;
        if (!same && wrong++ == 0)
            UNSCOPED_INFO("expected " << columns << "\nstored "
                                      << (found == stored.end() ? json() : found->second).dump().substr(0, 2000));
    }
    CHECK(wrong == 0);
}

/// Rows whose key is what they refer to: by Blizzard's number.
std::map<json, json> by_reference(
    Stored& stored, const std::string& type, const char* kind, const json& id, const char* field, const char* target)
{
    return stored.owned(type, kind, id, [&](const json& row) { return stored.number(target, row[field]); });
}

void compare_summary(const Recording& recording, Stored& stored)
{
    const auto& body = recording.body;
    const auto guild = member(body, "guild");
    const auto active = member(body, "active_title");
    check_row(character(recording, stored),
        {{"blizzard_id", body["id"]}, {"name", body["name"]}, {"realm_slug", body["realm"]["slug"]}, {"region", "eu"},
            {"level", body["level"]}, {"faction", code(body["faction"])}, {"gender", code(body["gender"])},
            {"achievement_points", body["achievement_points"]}, {"average_item_level", body["average_item_level"]},
            {"equipped_item_level", body["equipped_item_level"]}, {"last_login", seconds(body["last_login_timestamp"])},
            {"guild_name", name_of(guild)}, {"guild_blizzard_id", member(guild, "id")},
            {"active_title", english(member(active, "display_string"))},
            {"playable_class", stored.reference("wow_playable_class", body["character_class"])},
            {"playable_race", stored.reference("wow_playable_race", body["race"])},
            {"active_spec", stored.reference("wow_playable_specialization", member(body, "active_spec"))},
            {"sync_status", "ok"}});
}

void compare_media(const Recording& recording, Stored& stored)
{
    const auto row = character(recording, stored);
    for (const auto& asset : recording.body["assets"])
        if (asset["key"] == "avatar" || asset["key"] == "inset")
            check_image(row[asset["key"].get<std::string>()], asset["value"]);
}

/// Of a character or a guild.
void compare_achievements(const Recording& recording, Stored& stored, const char* kind, const json& id)
{
    std::map<json, json> expected;
    for (const auto& one : recording.body["achievements"]) {
        const auto criteria = rows_test::without_hrefs(member(one, "criteria"));
        const auto completed = seconds(member(one, "completed_timestamp"));
        expected[one["achievement"]["id"]] = {{"completed_timestamp", completed}, {"criteria", criteria},
            {"criteria_amount", member(criteria, "amount")},
            {"is_completed", !completed.is_null() || member(criteria, "is_completed") == true}};
        const auto& row = stored.row("wow_achievement", one["achievement"]["id"].get<std::int64_t>());
        REQUIRE(row["name"] == name_of(one["achievement"]));
    }
    compare_rows(
        by_reference(stored, "wow_achievement_progress", kind, id, "achievement", "wow_achievement"), expected);
}

void compare_mounts(const Recording& recording, Stored& stored)
{
    std::map<json, json> expected;
    for (const auto& one : recording.body["mounts"]) {
        expected[one["mount"]["id"]] = {
            {"is_favorite", one.value("is_favorite", false)}, {"is_useable", member(one, "is_useable")}};
        const auto& row = stored.row("wow_mount", one["mount"]["id"].get<std::int64_t>());
        REQUIRE(row["name"] == name_of(one["mount"]));
    }
    compare_rows(by_reference(stored, "wow_mount_collection", "character", character(recording, stored)["id"], "mount",
                     "wow_mount"),
        expected);
}

void compare_pets(const Recording& recording, Stored& stored)
{
    std::map<json, json> expected;
    for (const auto& one : recording.body["pets"]) {
        const auto& species = stored.row("wow_pet", one["species"]["id"].get<std::int64_t>());
        expected[one["id"]] = {{"pet", species["id"]}, {"nickname", english(member(one, "name"))},
            {"level", one["level"]}, {"quality", code(one["quality"])}, {"breed", one["stats"]["breed_id"]},
            {"is_favorite", one.value("is_favorite", false)}, {"is_active", one.value("is_active", false)}};
    }
    compare_rows(stored.owned("wow_collected_pet", "character", character(recording, stored)["id"],
                     [](const json& row) { return row["blizzard_id"]; }),
        expected);
}

void compare_titles(const Recording& recording, Stored& stored)
{
    const auto active = recording.body["active_title"]["id"];
    std::map<json, json> expected{{active, {{"is_active", true}}}};
    for (const auto& one : member(recording.body, "titles"))
        expected[one["id"]] = {{"is_active", one["id"] == active}};
    compare_rows(
        by_reference(stored, "wow_title_award", "character", character(recording, stored)["id"], "title", "wow_title"),
        expected);
}

void compare_standings(const Recording& recording, Stored& stored)
{
    std::map<json, json> expected;
    for (const auto& one : recording.body["reputations"]) {
        const auto& standing = one["standing"];
        const auto paragon = member(one, "paragon");
        expected[one["faction"]["id"]] = {{"tier", member(standing, "tier")}, {"name", name_of(standing)},
            {"raw", standing["raw"]}, {"value", standing["value"]}, {"max", standing["max"]},
            {"renown_level", member(standing, "renown_level")}, {"paragon_raw", member(paragon, "raw")},
            {"paragon_value", member(paragon, "value")}, {"paragon_max", member(paragon, "max")}};
    }
    compare_rows(by_reference(stored, "wow_reputation_standing", "character", character(recording, stored)["id"],
                     "faction", "taxonomy_term"),
        expected);
}

void compare_equipment(const Recording& recording, Stored& stored)
{
    std::map<json, json> expected;
    for (const auto& one : recording.body["equipped_items"])
        expected[code(one["slot"])] = {{"item_blizzard_id", one["item"]["id"]}, {"name", name_of(one)},
            {"quality", code(one["quality"])}, {"item_level", one["level"]["value"]},
            {"details", rows_test::without_hrefs(one)}};
    compare_rows(stored.owned("wow_equipped_item", "character", character(recording, stored)["id"],
                     [](const json& row) { return row["slot"]; }),
        expected);
}

void compare_guild(const Recording& recording, Stored& stored)
{
    const auto& body = recording.body;
    const auto row = guild(recording, stored);
    check_row(row,
        {{"blizzard_id", body["id"]}, {"name", body["name"]}, {"realm_slug", body["realm"]["slug"]}, {"region", "eu"},
            {"faction", code(body["faction"])}, {"member_count", body["member_count"]},
            {"achievement_points", body["achievement_points"]}, {"created", seconds(body["created_timestamp"])},
            {"sync_status", "ok"}});
    CHECK(row["crest"]["background"] == body["crest"]["background"]);
    for (const auto* part : {"emblem", "border"})
        for (const auto* what : {"id", "color"})
            CHECK(row["crest"][part][what] == body["crest"][part][what]);
}

void compare_roster(const Recording& recording, Stored& stored)
{
    std::map<json, json> expected;
    for (const auto& one : recording.body["members"]) {
        const auto& who = one["character"];
        expected[who["id"]] = {{"name", who["name"]}, {"realm_slug", who["realm"]["slug"]}, {"level", who["level"]},
            {"rank", one["rank"]}, {"playable_class", stored.reference("wow_playable_class", who["playable_class"])},
            {"playable_race", stored.reference("wow_playable_race", who["playable_race"])}};
    }
    compare_rows(stored.owned("wow_guild_member", "guild", guild(recording, stored)["id"],
                     [](const json& row) { return row["blizzard_id"]; }),
        expected);
}

/// The one that was recorded has no events.
void compare_activity(const Recording& recording, Stored& stored)
{
    std::size_t events = 0;
    for (const auto& row : stored.rows("wow_guild_activity"))
        events += row["guild"] == guild(recording, stored)["id"] ? 1 : 0;
    CHECK(events == member(recording.body, "activities").size());
}

/// A ladder of tiers is kept as a state, from where standings without a name take theirs.
void compare_ladder(const Recording& recording, Stored& stored)
{
    auto expected = json::array();
    for (const auto& tier : recording.body["tiers"])
        expected.push_back(
            {{"id", tier["id"]}, {"name", name_of(tier)}, {"min", tier["min_value"]}, {"max", tier["max_value"]}});
    CHECK(stored.state("wow_reputation.tiers.en_GB." + std::to_string(recording.number())) == expected);
}

} // namespace

Endpoints profile_endpoints()
{
    const Compare of_character = [](const Recording& recording, Stored& stored) {
        compare_achievements(recording, stored, "character", character(recording, stored)["id"]);
    };
    const Compare of_guild = [](const Recording& recording, Stored& stored) {
        compare_achievements(recording, stored, "guild", guild(recording, stored)["id"]);
    };
    return {
        {"character", Compare(compare_summary)},
        {"character-media", Compare(compare_media)},
        {"character-achievements", of_character},
        {"character-mounts", Compare(compare_mounts)},
        {"character-pets", Compare(compare_pets)},
        {"character-titles", Compare(compare_titles)},
        {"character-reputations", Compare(compare_standings)},
        {"character-equipment", Compare(compare_equipment)},
        {"guild", Compare(compare_guild)},
        {"guild-roster", Compare(compare_roster)},
        {"guild-achievements", of_guild},
        {"guild-activity", Compare(compare_activity)},
        {"reputation-tiers", Compare(compare_ladder)},
    };
}

} // namespace recorded_test
