// What the module wow tells to /metrics: what other processes have done, read from the database.
#include "host/web/http_client.hpp"
#include "modules/wow_character/site.hpp"

#include <catch2/catch.hpp>

#include <csignal>

namespace {

using site_test::Site;
using wowhost::test::engines;

/// The value of a line, -1 when it is not there.
double value(const std::string& metrics, const std::string& line)
{
    const auto at = metrics.find("\n" + line + " ");
    return at == std::string::npos ? -1 : std::stod(metrics.substr(at + line.size() + 2));
}

} // namespace

TEST_CASE("Metrics tell of syncs, failing providers, sweeps and the budget, whichever process had to do with them")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_mount", "wow_character"});
    const auto synced = site.json({"wow:sync-mounts", "--wait"});
    site.sandbox().set_faults({"html@/profile/wow/character/stormrage/sheday/collections/mounts"});
    for (int i = 0; i < 2; ++i)
        site.json({"wow:character-lookup", "stormrage", "sheday", "--region", "eu"}, 5);
    site.sandbox().set_faults({});
    site.advance(31 * 86400);
    const auto swept = site.json({"wow:sweep-ttl"})["deleted"];
    site.sandbox().set_faults({"5xx-rate=100"});
    const auto failed = site.run({"--format", "json", "wow:sync-mounts"});
    CHECK(failed.exit_code == 1);

    const auto serve = site.start({"serve", "--role", "web", "--listen", "127.0.0.1:0"});
    const auto line = serve->wait_for_line("serving on ");
    const auto begin = line.find("http://");
    const auto metrics = web_test::get(line.substr(begin, line.find("/ ", begin) - begin), "/metrics").body;
    INFO(metrics);
    CHECK(value(metrics, R"(wow_syncs_total{source="wow_mount",region="eu",outcome="done"})") == 1);
    CHECK(value(metrics, R"(wow_syncs_total{source="wow_mount",region="eu",outcome="failed"})") == 1);
    CHECK(value(metrics, R"(wow_sync_failures{source="wow_mount",region="eu"})") == 1);
    CHECK(value(metrics, R"(wow_sync_success_timestamp_seconds{source="wow_mount",region="eu"})") > 1.7e9);
    CHECK(metrics.find("wow_sync_items{") != std::string::npos);
    CHECK(synced["created"].get<int>() > 0);
    CHECK(value(metrics, R"(wow_provider_errors_total{owner="character",provider="wow_mount"})") == 2);
    CHECK(value(metrics, R"(wow_sweep_rows_deleted_total{type="wow_mount"})") == swept["wow_mount"].get<double>());
    CHECK(value(metrics, "wow_sweep_timestamp_seconds") > 1.7e9);
    for (const auto* window : {"second", "hour"}) {
        const auto label = std::string("{window=\"") + window + "\"}";
        CHECK(value(metrics, "wow_budget_requests" + label) >= 0);
        CHECK(value(metrics, "wow_budget_limit_requests" + label) == 0);
    }
    CHECK(value(metrics, R"(wowhost_metric_source_up{source="wow"})") == 1);
    serve->kill(SIGTERM);
    CHECK(serve->wait().exit_code == 0);
}
