#include "commands.hpp"

#include "status.hpp"
#include "sweep.hpp"
#include "sync_all.hpp"

#include <wow/build.hpp>
#include <wow/names.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace wow {
namespace {

using namespace wowhost;
using Shared = std::shared_ptr<Connection>;

constexpr std::int64_t sweep_pause = 23 * 3600;

CommandResult test_connection(Connection& connection, CommandContext& context)
{
    const Settings settings(connection.host.config());
    const auto given = context.argument("region");
    const auto region = given.empty() ? settings.region : check_region(given);
    Request request(region, "/data/wow/playable-class/index", "static");
    request.priority = Priority::person;
    const auto begin = connection.host.now_ms();
    const auto answer = get(client(connection.host), request);
    auto message = answer.ok() ? "Battle.net answers in region " + region + " with build "
            + (answer.resolved_namespace.empty() ? "unknown" : answer.resolved_namespace)
                               : answer.message;
    CommandResult result(Value::object({{"ok", answer.ok()}, {"region", region}, {"message", std::move(message)},
                             {"ms", connection.host.now_ms() - begin}}),
        answer.ok() ? 0 : 1);
    result.columns = {"ok", "region", "message", "ms"};
    return result;
}

CommandResult status(const Connection& connection, CommandContext&)
{
    constexpr const char* words[] = {"ok", "warning", "error"};
    Value::Array rows;
    bool is_broken = false;
    for (const auto& row : status_rows(connection)) {
        is_broken = is_broken || row.severity == Severity::error;
        rows.push_back(Value::object(
            {{"severity", words[static_cast<int>(row.severity)]}, {"label", row.label}, {"value", row.value}}));
    }
    CommandResult result(std::move(rows), is_broken ? 1 : 0);
    result.columns = {"severity", "label", "value"};
    return result;
}

Value as_value(const std::map<std::string, std::int64_t>& counts)
{
    Value::Object deleted;
    for (const auto& [type, count] : counts)
        deleted.emplace(type, count);
    return Value::object({{"deleted", std::move(deleted)}});
}

CommandResult sweep(const Connection& connection, CommandContext& context)
{
    const Sweep sweep(connection.host, Settings(connection.host.config()).data_ttl_days);
    if (context.dry_run())
        return CommandResult(as_value(sweep.count()));
    const auto swept = sweep.run([&] { return context.cancelled(); },
        [&](const std::string& type, std::int64_t done) { context.progress("sweep " + type, done, 0); });
    for (const auto& failure : swept.failures)
        context.note(failure);
    constexpr int exit_partly = 5;
    return CommandResult(as_value(swept.deleted), swept.failures.empty() ? 0 : exit_partly);
}

std::string sweep_by_cron(const Services& host)
{
    const auto last = last_sweep(host);
    if (last <= host.now() && host.now() - last < sweep_pause)
        return "swept less than 23 hours ago";
    const Sweep sweep(host, Settings(host.config()).data_ttl_days);
    const auto swept = sweep.run([&] { return host.cancelled(); }, [](const std::string&, std::int64_t) {});
    auto message = "deleted " + std::to_string(swept.total()) + " rows";
    for (const auto& failure : swept.failures)
        message += "; " + failure;
    return message;
}

/// A new build is seen although nobody asks for anything: one small request.
std::string look_for_build(const Services& host)
{
    const auto handle = client(host);
    Request request(region(handle), "/data/wow/playable-class/index", "static");
    request.priority = Priority::catalogue;
    const auto answer = get(handle, request);
    if (!answer.ok())
        throw to_error(answer);
    const auto build = current_build(host, request.region).name;
    return build.empty() ? "Battle.net names no build" : build;
}

} // namespace

void register_commands(Registrar& add, const Shared& connection)
{
    add.command(Command("wow:test-connection", "Ask Battle.net for something small and say how it went",
        [connection](CommandContext& context) { return test_connection(*connection, context); })
                    .alias("wtc")
                    .argument("region", "us, eu, kr or tw (default: wow.region)", false)
                    .example("wowhost wow:test-connection us"));
    add.command(Command("wow:status", "Show the state of the Battle.net client: credentials, rate limit, syncs",
        [connection](CommandContext& context) { return status(*connection, context); })
                    .alias("wst")
                    .example("wowhost wow:status"));
    add.command(Command("wow:sweep-ttl", "Delete what Battle.net has not confirmed for wow.data_ttl_days",
        [connection](CommandContext& context) { return sweep(*connection, context); })
                    .alias("wsttl")
                    .example("wowhost --dry-run wow:sweep-ttl"));
    register_sync_all(add, connection->host);
    constexpr std::int64_t six_hours = 6 * 3600;
    add.cron(CronJob("wow.build", six_hours, [connection] { return look_for_build(connection->host); }));
    add.cron(CronJob("wow.ttl_sweep", 3600, [connection] { return sweep_by_cron(connection->host); }));
    add.status([connection] { return status_rows(*connection); });
}

} // namespace wow
