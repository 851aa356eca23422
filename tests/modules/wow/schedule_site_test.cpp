// Cron keeps reference data and catalogues up to date by itself: with the real program and a clock that is moved.
#include "modules/wow_character/site.hpp"

#include <catch2/catch.hpp>

#include <utility>

using nlohmann::json;
using site_test::Site;
using wowhost::test::engines;

namespace {

constexpr std::int64_t hour = 3600;
constexpr std::int64_t day = 24 * hour;

/// What one run of cron did with one job; null when it was not due.
json run_job(const Site& site, const std::string& job, int exit_code = 0)
{
    for (const auto& result : site.json({"cron"}, exit_code))
        if (result["job"] == job)
            return result;
    return {};
}

json listed(const Site& site, const std::string& job)
{
    for (const auto& entry : site.json({"cron", "--list"}))
        if (entry["job"] == job)
            return entry;
    return {};
}

bool has(const json& text, const std::string& part)
{
    INFO(text.dump() << " has " << part);
    return text.get<std::string>().find(part) != std::string::npos;
}

/// How often Battle.net was asked for an index, since this was asked last.
class Asked {
public:
    Asked(Site& site, const std::string& index)
        : site_(site)
        , path_("/data/wow/" + index + "/index")
    {
        again();
    }
    std::int64_t again()
    {
        const auto paths = site_.sandbox().statistics(true)["by_path"];
        const auto now = paths.contains(path_) ? paths[path_].get<std::int64_t>() : 0;
        return now - std::exchange(before_, now);
    }

private:
    Site& site_;
    std::string path_;
    std::int64_t before_ = 0;
};

std::string build(const Site& site) { return site.json({"state", "get", "wow.build.eu"}).dump(); }

void publish(Site& site) { site.sandbox().change_world({{"op", "publish"}}); }

} // namespace

TEST_CASE("cron syncs a vocabulary at once and then weekly, and once for all the time that it did not run")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_power_type"});
    CHECK(listed(site, "wow_power_type.sync")["next_run"] == 0);
    CHECK(has(run_job(site, "wow_power_type.sync")["message"], "created"));
    CHECK(site.count("taxonomy_term", {"vid = wow_power_type"}) > 0);
    CHECK(has(listed(site, "wow_power_type.sync")["message"], ", due "));

    Asked asked(site, "power-type");
    site.advance(6 * day);
    CHECK(has(run_job(site, "wow_power_type.sync")["message"], "eu: due "));
    CHECK(asked.again() == 0);
    site.advance(day);
    CHECK(has(run_job(site, "wow_power_type.sync")["message"], "not modified"));
    CHECK(asked.again() == 1);
    site.advance(100 * day);
    CHECK(has(run_job(site, "wow_power_type.sync")["message"], "not modified"));
    site.advance(hour);
    CHECK(has(run_job(site, "wow_power_type.sync")["message"], "eu: due "));
    CHECK(asked.again() == 1);
}

TEST_CASE("cron syncs a catalogue when a new build is seen, and at least every 21 days")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_title"});
    CHECK(has(run_job(site, "wow_title.sync")["message"], "593 jobs for queue wow_title_sync"));
    site.json({"worker", "--until-empty"});
    CHECK(site.count("wow_title") == 593);
    CHECK(site.json({"wow:sync-titles"})["not_modified"] == true);

    site.advance(5 * day);
    CHECK(has(run_job(site, "wow_title.sync")["message"], "eu: due "));
    publish(site);
    const auto before = build(site);
    site.advance(6 * hour); // by then somebody has looked
    CHECK(has(run_job(site, "wow_title.sync")["message"], "eu: due "));
    CHECK(build(site) != before);
    site.advance(hour);
    CHECK(has(run_job(site, "wow_title.sync")["message"], "593 jobs for queue wow_title_sync"));
    site.json({"worker", "--until-empty"});

    site.advance(20 * day);
    CHECK(has(run_job(site, "wow_title.sync")["message"], "eu: due "));
    site.advance(day);
    CHECK(has(run_job(site, "wow_title.sync")["message"], "not modified"));
}

TEST_CASE("any static answer shows a new build, and a catalogue that was synced while it went live is due again")
{
    Site site("sqlite");
    site.install({"wow_title"});
    site.json({"wow:sync-titles"});
    const auto before = build(site);
    publish(site);
    site.json({"wow:test-connection"});
    CHECK(build(site) != before);
    site.json({"wow:sync-titles"}); // perhaps by a server that still has the old one
    site.advance(hour);
    CHECK(has(run_job(site, "wow_title.sync")["message"], "for queue wow_title_sync"));
}

TEST_CASE("a source that fails stops no other, and is not tried again at once")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_power_type", "wow_playable_race"});
    site.sandbox().set_faults({"not-json@/data/wow/playable-race/index"});
    const auto report = site.json({"cron"}, 5);
    for (const auto& result : report) {
        INFO(result.dump());
        CHECK((result["result"] == "failed") == (result["job"] == "wow_playable_race.sync"));
    }
    CHECK(site.count("taxonomy_term", {"vid = wow_power_type"}) > 0);
    Asked asked(site, "playable-race");
    site.advance(11 * 60);
    CHECK(has(run_job(site, "wow_playable_race.sync")["message"], "eu: due "));
    CHECK(asked.again() == 0);
    site.advance(11 * 60);
    CHECK(run_job(site, "wow_playable_race.sync", 5)["result"] == "failed");
    site.sandbox().set_faults({});
    site.advance(11 * 60);
    CHECK(has(run_job(site, "wow_playable_race.sync")["message"], "eu: due "));
    site.advance(20 * 60);
    CHECK(has(run_job(site, "wow_playable_race.sync")["message"], "created"));
}

TEST_CASE("what a command has synced is not due, what was installed anew is")
{
    Site site("sqlite");
    site.install({"wow_power_type"});
    site.json({"wow:sync-power-types"});
    Asked asked(site, "power-type");
    CHECK(has(run_job(site, "wow_power_type.sync")["message"], "eu: due "));
    CHECK(asked.again() == 0);
    site.json({"uninstall", "wow_power_type"});
    site.install({"wow_power_type"});
    CHECK(has(run_job(site, "wow_power_type.sync")["message"], "created"));
}

TEST_CASE("every region that was synced is kept up to date")
{
    Site site("sqlite");
    site.install({"wow_realm"});
    site.json({"wow:sync-realms", "kr"});
    site.advance(8 * day);
    const auto message = run_job(site, "wow_realm.sync")["message"];
    CHECK(has(message, "eu: 250 created"));
    CHECK(has(message, "kr: not modified"));
}
