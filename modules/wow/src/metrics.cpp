#include "metrics.hpp"

#include "sweep.hpp"

#include <wow/schedule.hpp>
#include <wowhost/metrics.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wow {

using namespace wowhost;

namespace {

constexpr auto counter = Metric::Kind::counter;

double real(std::int64_t value) { return static_cast<double>(value); }

void add_budget(const Connection& connection, std::vector<Metric>& metrics)
{
    const Settings settings(connection.host.config());
    const auto usage = connection.limiter.usage(settings.client_id);
    Metric used("wow_budget_requests", "Requests to Battle.net within the window");
    used.add(real(usage.last_second), {{"window", "second"}}).add(real(usage.last_hour), {{"window", "hour"}});
    Metric allowed("wow_budget_limit_requests", "Requests that the window allows; 0: no limit");
    allowed.add(real(settings.limits.per_second), {{"window", "second"}})
        .add(real(settings.limits.per_hour), {{"window", "hour"}});
    Metric pause("wow_budget_pause_seconds", "How long Battle.net wants to be left alone still");
    pause.add(real(usage.paused_seconds));
    for (auto* metric : {&used, &allowed, &pause})
        metrics.push_back(std::move(*metric));
}

/// "<prefix><name>.<region>" → name and region.
std::pair<std::string, std::string> name_and_region(std::string_view key, std::string_view prefix)
{
    key.remove_prefix(prefix.size());
    const auto dot = key.rfind('.');
    return dot == std::string_view::npos ? std::pair(std::string(key), std::string())
                                         : std::pair(std::string(key.substr(0, dot)), std::string(key.substr(dot + 1)));
}

void add_syncs(const Services& host, std::vector<Metric>& metrics)
{
    Metric syncs("wow_syncs_total", "Syncs by source, region and outcome", counter);
    Metric failures("wow_sync_failures", "Syncs that failed in a row, until now");
    Metric last("wow_sync_success_timestamp_seconds", "When the source was last synced well");
    const std::string prefix = "wow.synced.";
    for (const auto& key : host.state().keys(prefix)) {
        const auto [source, region] = name_and_region(key, prefix);
        const auto record = sync_record(host, source, region);
        const auto labels = [&source = source, &region = region](const char* outcome) {
            return Metric::Labels{{"source", source}, {"region", region}, {"outcome", outcome}};
        };
        syncs.add(real(record.times_well), labels("done")).add(real(record.times_failed), labels("failed"));
        failures.add(real(record.failures), {{"source", source}, {"region", region}});
        if (record.synced > 0)
            last.add(real(record.synced), {{"source", source}, {"region", region}});
    }
    Metric items("wow_sync_items", "Items of the source's last sync by outcome");
    const std::string counts = "wow.sync_counts.";
    for (const auto& key : host.state().keys(counts)) {
        const auto [source, region] = name_and_region(key, counts);
        const auto stored = host.state().get(key);
        for (const auto* outcome : {"created", "updated", "skipped", "failed"})
            if (stored)
                items.add(
                    real((*stored)[outcome].integer()), {{"source", source}, {"region", region}, {"outcome", outcome}});
    }
    for (auto* metric : {&syncs, &failures, &last, &items})
        metrics.push_back(std::move(*metric));
}

void add_provider_errors(const Services& host, std::vector<Metric>& metrics)
{
    Metric errors("wow_provider_errors_total", "Failures of providers of characters and guilds", counter);
    const std::string prefix = "wow.provider_errors.";
    for (const auto& key : host.state().keys(prefix))
        if (const auto stored = host.state().get(key))
            for (const auto& [provider, count] : stored->members())
                errors.add(real(count.integer()), {{"owner", key.substr(prefix.size())}, {"provider", provider}});
    metrics.push_back(std::move(errors));
}

void add_sweeps(const Services& host, std::vector<Metric>& metrics)
{
    Metric last("wow_sweep_timestamp_seconds", "When the last complete sweep ended; 0: never");
    last.add(real(last_sweep(host)));
    Metric rows("wow_sweep_rows_deleted_total", "Rows that sweeps have deleted, by type", counter);
    for (const auto& [type, count] : swept_rows(host))
        rows.add(real(count), {{"type", type}});
    metrics.push_back(std::move(last));
    metrics.push_back(std::move(rows));
}

class WowMetrics final : public MetricSource {
public:
    explicit WowMetrics(std::shared_ptr<Connection> connection)
        : connection_(std::move(connection))
    {
    }
    std::vector<Metric> metrics() const override
    {
        const auto& host = connection_->host;
        std::vector<Metric> metrics;
        add_budget(*connection_, metrics);
        add_syncs(host, metrics);
        add_provider_errors(host, metrics);
        add_sweeps(host, metrics);
        return metrics;
    }

private:
    std::shared_ptr<Connection> connection_;
};

} // namespace

void register_metrics(Registrar& add, const std::shared_ptr<Connection>& connection)
{
    add.plugin<MetricSource>("wow", std::make_unique<WowMetrics>(connection));
}

} // namespace wow
