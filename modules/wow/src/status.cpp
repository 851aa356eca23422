#include "status.hpp"

#include "sweep.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <string>

namespace wow {
namespace {

using wowhost::Severity;
using wowhost::StatusRow;

std::string moment(std::int64_t seconds)
{
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 32> text{};
    const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts);
    return std::string(text.data(), length);
}

std::string of(std::int64_t used, std::int64_t allowed)
{
    return std::to_string(used) + (allowed > 0 ? " of " + std::to_string(allowed) : ", no limit is set");
}

void add_limits(const Connection& connection, const Settings& settings, std::vector<StatusRow>& rows)
{
    const auto usage = connection.limiter.usage(settings.client_id);
    rows.emplace_back(Severity::ok, "Requests in the last second", of(usage.last_second, settings.limits.per_second));
    const bool is_near = settings.limits.per_hour > 0 && usage.last_hour * 10 > settings.limits.per_hour * 9;
    rows.emplace_back(is_near ? Severity::warning : Severity::ok, "Requests in the last hour",
        of(usage.last_hour, settings.limits.per_hour));
    if (usage.paused_seconds > 0)
        rows.emplace_back(Severity::warning, "Rate limit",
            "Battle.net asked for a rest; " + std::to_string(usage.paused_seconds) + " seconds are left");
}

void add_breakers(const Connection& connection, std::vector<StatusRow>& rows)
{
    const auto stored = connection.host.state().get("wow.breaker");
    if (!stored)
        return;
    // One that nobody has closed for ten minutes belongs to a process that is gone.
    for (const auto& [name, entry] : stored->members())
        if (entry["until"].integer() + 600 > connection.host.now())
            rows.emplace_back(Severity::warning, "Circuit breaker",
                name + " is not asked until " + moment(entry["until"].integer()) + ": " + entry["reason"].string());
}

} // namespace

std::vector<StatusRow> status_rows(const Connection& connection)
{
    std::vector<StatusRow> rows;
    const auto& host = connection.host;
    try {
        const Settings settings(host.config());
        rows.emplace_back(Severity::ok, "Region and locale",
            settings.region + ", " + (settings.locale.empty() ? "all languages" : settings.locale));
        const bool has_client = !settings.client_id.empty() && !host.config().text("client_secret").empty();
        rows.emplace_back(has_client ? Severity::ok : Severity::warning, "API client",
            has_client ? settings.client_id : "wow.client_id or wow.client_secret is not set; nothing can be fetched");
        const auto expires = connection.token.expires();
        if (has_client)
            rows.emplace_back(Severity::ok, "Token",
                expires && *expires > host.now() ? "valid until " + moment(*expires) : "fetched when it is needed");
        add_limits(connection, settings, rows);
        const auto swept = last_sweep(host);
        const bool is_late = swept != 0 && swept + 3 * 86400 < host.now();
        rows.emplace_back(is_late ? Severity::warning : Severity::ok, "Last sweep",
            swept == 0 ? "never" : moment(swept) + (is_late ? "; see that cron runs" : ""));
    } catch (const wowhost::Error& error) {
        rows.emplace_back(Severity::error, "Configuration", error.what());
    }
    add_breakers(connection, rows);
    for (const auto& key : host.state().keys("wow.last_modified.")) {
        const auto date = host.state().get(key);
        rows.emplace_back(Severity::ok, "Synced " + key.substr(std::string_view("wow.last_modified.").size()),
            date ? date->string() : std::string());
    }
    return rows;
}

} // namespace wow
