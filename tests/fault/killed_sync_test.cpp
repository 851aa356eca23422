// A sync that is killed by SIGKILL before or after any of its commits: the next run finds a whole database and
// finishes.
#include "modules/wow_character/site.hpp"

#include <algorithm>
#include <csignal>
#include <map>
#include <sstream>

#include <catch2/catch.hpp>

using nlohmann::json;
using site_test::Site;
using wowhost::test::engines;

namespace {

using Words = std::vector<std::string>;

/// By what a row is known in every run: ids differ where a killed run had used some up.
json identity(const json& row)
{
    json known = json::array();
    for (const char* field : {"vid", "wow_blizzard_id", "blizzard_id", "name"})
        if (row.contains(field))
            known.push_back(row[field]);
    return known;
}

/// What a sync leaves behind, without what differs from run to run.
json view(const Site& site, const Words& types)
{
    std::map<std::string, std::map<std::string, std::string>> references; // type → field → target's type
    const auto known = site.json({"entity", "types"});
    for (const auto& type : known)
        for (const auto& field : type["fields"]) {
            if (!field["target"].is_string())
                continue;
            const bool is_type =
                std::any_of(known.begin(), known.end(), [&](const json& one) { return one["id"] == field["target"]; });
            references[type["id"]][field["name"]] = is_type ? field["target"].get<std::string>() : "taxonomy_term";
        }
    std::map<std::string, std::map<json, json>> targets; // type → id → row's identity
    json all = json::object();
    for (const auto& type : types) {
        auto rows = site.list(type).get<std::vector<json>>();
        for (auto& row : rows) {
            for (const auto& [field, target] : references[type]) {
                if (!targets.contains(target))
                    for (const auto& one : site.list(target))
                        targets[target][one["id"]] = identity(one);
                if (!row[field].is_null())
                    row[field] = targets[target].at(row[field]);
            }
            for (const char* own : {"id", "last_fetched", "wow_last_fetched"})
                row.erase(own);
            for (auto& value : row) // files are named by numbers that a killed run may have used up
                if (value.is_string() && value.get<std::string>().starts_with("wow/images/"))
                    value = "an image";
        }
        std::sort(
            rows.begin(), rows.end(), [](const json& left, const json& right) { return left.dump() < right.dump(); });
        all[type] = std::move(rows);
    }
    return all;
}

std::size_t count_points(const Site& site, const Words& command)
{
    const auto file = site.path("commits");
    const auto result = site.run(command, {{"WOWHOST_KILL_COMMIT_LOG", file}});
    INFO(result.out << result.err);
    REQUIRE(result.exit_code == 0);
    const auto text = wowhost::test::read_file(file);
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// All of `count` points where they are few, else the first, the last, and some between.
std::vector<std::size_t> choose(std::size_t count)
{
    constexpr std::size_t enough = 8;
    std::vector<std::size_t> points;
    const auto step = std::max<std::size_t>(1, count / enough);
    for (std::size_t n = 1; n <= count; n += n < 5 || n + 5 > count ? 1 : step)
        points.push_back(n);
    return points;
}

/// `modules` are installed anew for each point, so that each run begins with nothing.
void check_kills(Site& site, const Words& modules, const Words& command, const Words& types, std::size_t at_least)
{
    const auto renew = [&] {
        Words uninstall{"uninstall", "taxonomy"};
        site.json(uninstall);
        site.install(modules);
    };
    site.install(modules);
    const auto count = count_points(site, command);
    CHECK(count >= at_least);
    const auto whole = view(site, types);
    for (const auto n : choose(count)) {
        renew();
        INFO("killed at commit point " << n << " of " << count);
        const auto killed = site.run(command, {{"WOWHOST_KILL_COMMIT", std::to_string(n)}});
        // Threads do not always take the same number of steps: a run may end before its last points.
        if (killed.signal != SIGKILL)
            REQUIRE(killed.exit_code == 0);
        site.advance(3600); // what the dead process had claimed is free again
        const auto schema = site.run({"entity", "schema"});
        CHECK(schema.exit_code == 0);
        const auto again = site.run(command);
        INFO(again.out << again.err);
        CHECK(again.exit_code == 0);
        CHECK(view(site, types) == whole);
        for (const auto& queue : site.json({"queue", "list"})) {
            if (queue["name"] == "wow_image_fetch")
                continue; // no sync waits for images
            CHECK(queue["pending"] == 0);
            CHECK(queue["claimed"] == 0);
            CHECK(queue["failed"] == 0);
        }
    }
}

} // namespace

TEST_CASE("a vocabulary's sync that is killed at any commit is finished by the next")
{
    Site site(GENERATE(from_range(engines())));
    check_kills(site, {"wow_playable_specialization"}, {"wow:sync-specializations", "eu"}, {"taxonomy_term"}, 4);
}

TEST_CASE("a catalogue's sync that is killed at any commit is finished by the next")
{
    Site site(GENERATE(from_range(engines())));
    check_kills(site, {"wow_mount"}, {"wow:sync-mounts", "eu", "--wait"}, {"wow_mount"}, 8);
}

TEST_CASE("a lookup that is killed at any commit is finished by the next")
{
    Site site(GENERATE(from_range(engines())));
    const Words types{"wow_character", "wow_mount", "wow_mount_collection", "wow_achievement_progress"};
    check_kills(site, {"wow_character", "wow_mount", "wow_achievement"},
        {"wow:character-lookup", "stormrage", "sheday", "--region", "eu"}, types, 6);
}
