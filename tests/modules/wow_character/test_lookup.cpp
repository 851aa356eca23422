// Looking characters up with the real program, on recorded and on simulated responses, on both engines.
#include "recorded.hpp"
#include "site.hpp"

#include <map>

using nlohmann::json;
using site_test::Site;

namespace {

const std::vector<std::string> all_modules{"wow_character", "wow_achievement", "wow_mount"};

/// Local id → Blizzard's.
std::map<std::int64_t, std::int64_t> numbers(const Site& site, const std::string& type)
{
    std::map<std::int64_t, std::int64_t> found;
    for (const auto& row : site.list(type))
        found[row["id"].get<std::int64_t>()] = row["blizzard_id"].get<std::int64_t>();
    return found;
}

std::string owned_by(std::int64_t character) { return "character = " + std::to_string(character); }

} // namespace

TEST_CASE("A recorded character is stored with all its achievements and mounts, value by value")
{
    const auto folder = recorded::folder();
    if (!folder) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return;
    }
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay", folder->string()});
    site.install(all_modules);
    const auto first = site.lookup("stormrage", "ShEdAy");
    CHECK(first["result"] == "created");
    CHECK(first["providers"] == json({{"wow_achievement", {{"rows", 3786}}}, {"wow_mount", {{"rows", 530}}}}));
    const auto id = first["id"].get<std::int64_t>();

    const auto summary = json::parse(*recorded::body("character/rbattlenet-eu-stormrage-sheday-2019.json"));
    const auto row = site.row("wow_character", id);
    CHECK(row["blizzard_id"] == summary["id"]);
    CHECK(row["name"] == summary["name"]);
    CHECK(row["realm_slug"] == "stormrage");
    CHECK(row["name_key"] == "sheday");
    CHECK(row["level"] == summary["level"]);
    CHECK(row["guild_name"] == summary["guild"]["name"]);
    CHECK(row["last_login"] == summary["last_login_timestamp"].get<std::int64_t>() / 1000);
    CHECK(row["sync_status"] == "ok");
    const auto character_class = site.row("taxonomy_term", row["playable_class"].get<std::int64_t>());
    CHECK(character_class["vid"] == "wow_playable_class");
    CHECK(character_class["wow_blizzard_id"] == summary["character_class"]["id"]);

    const auto achievement_body =
        json::parse(*recorded::body("character-achievements/rbattlenet-eu-stormrage-sheday-2019.json"));
    std::map<std::int64_t, json> achievements;
    for (const auto& one : achievement_body["achievements"])
        achievements[one["id"].get<std::int64_t>()] = one;
    const auto achievement_ids = numbers(site, "wow_achievement");
    std::size_t wrong = 0;
    const auto stored = site.list("wow_achievement_progress", {owned_by(id)});
    CHECK(stored.size() == 3786);
    for (const auto& one : stored) {
        const auto& body = achievements.at(achievement_ids.at(one["achievement"].get<std::int64_t>()));
        const auto completed = body.contains("completed_timestamp")
            ? json(body["completed_timestamp"].get<std::int64_t>() / 1000)
            : json();
        const auto criteria = body.value("criteria", json());
        wrong += one["completed_timestamp"] == completed && one["criteria"] == criteria
                && one["criteria_amount"] == (criteria.is_object() ? criteria.value("amount", json()) : json())
                && one["is_completed"] == !completed.is_null()
            ? 0
            : 1;
    }
    CHECK(wrong == 0);

    const auto mount_body = json::parse(*recorded::body("character-mounts/rbattlenet-eu-stormrage-sheday-2019.json"));
    std::map<std::int64_t, json> mounts;
    for (const auto& one : mount_body["mounts"])
        mounts[one["mount"]["id"].get<std::int64_t>()] = one;
    const auto mount_ids = numbers(site, "wow_mount");
    const auto collected = site.list("wow_mount_collection", {owned_by(id)});
    CHECK(collected.size() == 530);
    for (const auto& one : collected)
        wrong +=
            one["is_favorite"] == mounts.at(mount_ids.at(one["mount"].get<std::int64_t>())).value("is_favorite", false)
            ? 0
            : 1;
    CHECK(wrong == 0);

    site.reset_requests();
    const auto again = site.lookup("stormrage", "sheday");
    CHECK(again
        == json({{"id", id}, {"result", "unchanged"},
            {"providers", {{"wow_achievement", {{"rows", 0}}}, {"wow_mount", {{"rows", 0}}}}}}));
    CHECK(site.requests_since_reset() == 1); // the summary: 304
}

TEST_CASE("A recorded Cyrillic name is found typed in any case, by the realm's slug and name")
{
    const auto folder = recorded::folder();
    if (!folder) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return;
    }
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay", folder->string(), "--replay-only"});
    site.install(all_modules);
    const auto first = site.lookup("howling-fjord", "Альвеоняша");
    CHECK(first["result"] == "created");
    CHECK(first["providers"] == json({{"wow_achievement", {{"rows", 0}}}, {"wow_mount", {{"rows", 0}}}})); // 404 there
    site.json({"wow:sync-realms", "eu"});
    for (const auto& [realm, name] : {std::pair("howling-fjord", "АЛЬВЕОНЯША"),
             std::pair("Howling-Fjord", "альвеоняша"), std::pair("Howling Fjord", "аЛЬВЕОНЯШа")}) {
        const auto again = site.lookup(realm, name);
        CHECK(again["id"] == first["id"]);
        CHECK(again["result"] == "unchanged");
    }
    CHECK(site.count("wow_character") == 1);
    CHECK(site.row("wow_character", first["id"].get<std::int64_t>())["name"] == "Альвеоняша");
}

TEST_CASE("What an unchanged answer confirms gets young, and no row else")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install(all_modules);
    const auto id = site.lookup("stormrage", "sheday")["id"].get<std::int64_t>();
    const auto before = site.row("wow_character", id);
    const auto mounts = site.list("wow_mount_collection", {owned_by(id)});
    const auto orphaned = mounts.front()["id"].get<std::int64_t>();
    const auto fetched = mounts.front()["last_fetched"].get<std::int64_t>();
    for (const auto& row : mounts)
        REQUIRE(row["last_fetched"] == fetched);

    site.advance(7 * 24 * 3600);
    CHECK(site.lookup("stormrage", "sheday")["result"] == "unchanged");
    CHECK(site.row("wow_character", id)["last_fetched"].get<std::int64_t>()
        >= before["last_fetched"].get<std::int64_t>() + 7 * 24 * 3600);
    for (const auto* type : {"wow_mount_collection", "wow_achievement_progress"})
        CHECK(site.count(type, {owned_by(id), "last_fetched >= " + std::to_string(fetched + 7 * 24 * 3600)})
            == site.count(type, {owned_by(id)}));

    // A row that is gone from the database is noticed, and comes back although Battle.net says that nothing has
    // changed.
    site.json({"entity", "delete", "wow_mount_collection", std::to_string(orphaned)});
    const auto healed = site.lookup("stormrage", "sheday");
    CHECK(healed["result"] == "updated");
    CHECK(healed["providers"]["wow_mount"]["rows"] == 1);
    CHECK(site.count("wow_mount_collection", {owned_by(id)}) == static_cast<std::int64_t>(mounts.size()));
}

TEST_CASE("Rows that Battle.net no longer lists keep their age, whatever is confirmed around them")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install(all_modules);
    const auto id = site.lookup("stormrage", "sheday")["id"].get<std::int64_t>();
    // A row of an earlier answer: same owner, older date, a mount that the answer does not hold.
    site.json({"entity", "save", "wow_mount", R"({"blizzard_id":999999,"name":"Gone"})"});
    const auto mount = site.list("wow_mount", {"blizzard_id = 999999"}).front()["id"].get<std::int64_t>();
    const auto saved = site.json({"entity", "save", "wow_mount_collection",
        json({{"mount", mount}, {"character", id}, {"last_fetched", 1'600'000'000}}).dump()});
    site.advance(3600);
    CHECK(site.lookup("stormrage", "sheday")["result"] == "unchanged");
    CHECK(site.row("wow_mount_collection", saved["id"].get<std::int64_t>())["last_fetched"] == 1'600'000'000);
}

TEST_CASE("A level 1 character without specialization, guild and title is stored")
{
    Site site(GENERATE(from_range(wowhost::test::engines())));
    site.install(all_modules);
    const auto result = site.lookup("argent-dawn", "fresh");
    CHECK(result["result"] == "created");
    const auto row = site.row("wow_character", result["id"].get<std::int64_t>());
    CHECK(row["level"] == 1);
    for (const auto* field : {"active_spec", "guild_name", "active_title"})
        CHECK(row[field].is_null());
    CHECK_FALSE(row["avatar"].is_null());
}

TEST_CASE("Realm and name that cannot be are refused before anything is asked")
{
    Site site("sqlite");
    site.install({"wow_character"});
    site.reset_requests();
    CHECK(site.run({"wow:character-lookup", "stormrage", " "}).exit_code == 2);
    CHECK(site.run({"wow:character-lookup", "stormrage", std::string(200, 'x')}).exit_code == 2);
    CHECK(site.run({"wow:character-lookup", "stormrage", "sheday", "--region", "mars"}).exit_code == 2);
    CHECK(site.run({"wow:character-refresh", "--limit", "many"}).exit_code == 2);
    CHECK(site.requests_since_reset() == 0);
}
