#include "host/cli/session.hpp"
#include "host/service/clock.hpp"
#include "host/service/log_format.hpp"
#include "host/service/nearest.hpp"

#include <wowhost/json.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace wowhost::cli {
namespace {

CommandResult state_list(Session& session, CommandContext& context)
{
    Value::Array rows;
    for (const auto& entry : session.runtime().state().list(context.argument("prefix")))
        rows.push_back(Value::object({{"key", entry.key}, {"module", entry.module}, {"value", entry.value}}));
    CommandResult result(rows);
    result.columns = {"key", "module", "value"};
    return result;
}

CommandResult state_get(Session& session, CommandContext& context)
{
    const auto key = context.argument("key");
    const auto value = session.runtime().state().get(key);
    if (!value)
        throw Error(
            ErrorCode::not_found, fmt::format("there is no state \"{}\"; `wowhost state list` shows the keys", key));
    return *value;
}

CommandResult state_set(Session& session, CommandContext& context)
{
    const auto key = context.argument("key");
    const auto text = context.argument("value");
    Value value;
    try {
        value = parse_json(text);
    } catch (const Error&) {
        value = text; // what is no JSON is a text
    }
    if (!context.dry_run())
        session.runtime().state().set("", key, value);
    return Value::object({{"key", key}, {"value", value}});
}

CommandResult state_delete(Session& session, CommandContext& context)
{
    const auto key = context.argument("key");
    const bool existed =
        context.dry_run() ? session.runtime().state().get(key).has_value() : session.runtime().state().remove(key);
    return Value::object({{"deleted", existed ? 1 : 0}});
}

CommandResult queue_list(Session& session, CommandContext&)
{
    Value::Array rows;
    for (const auto& queue : session.runtime().queues().list())
        rows.push_back(Value::object({{"name", queue.name}, {"module", queue.module}, {"pending", queue.counts.pending},
            {"claimed", queue.counts.claimed}, {"failed", queue.counts.failed}, {"done", queue.counts.done}}));
    CommandResult result(rows);
    result.columns = {"name", "module", "pending", "claimed", "failed", "done"};
    return result;
}

const service::BoundWorker& worker_of(const std::vector<service::BoundWorker>& workers, const std::string& queue)
{
    std::string known;
    for (const auto& worker : workers) {
        if (worker.worker.queue == queue)
            return worker;
        known += (known.empty() ? "" : ", ") + worker.worker.queue;
    }
    throw Error(ErrorCode::invalid_argument,
        fmt::format("no installed module works on a queue \"{}\"; there {}", queue,
            known.empty() ? "is none" : "are " + known));
}

/// Throws Error(invalid_argument) with the nearest name for a queue that nobody has declared.
void require_queue(Session& session, const std::string& name)
{
    std::vector<std::string> known;
    for (const auto& queue : session.runtime().queues().list())
        known.push_back(queue.name);
    if (std::find(known.begin(), known.end(), name) != known.end())
        return;
    const auto hint = service::nearest_hint(name, known);
    throw Error(ErrorCode::invalid_argument,
        fmt::format(
            "there is no queue \"{}\"{}", name, hint.empty() ? "; `wowhost queue list` shows those there are" : hint));
}

CommandResult queue_run(Session& session, CommandContext& context)
{
    auto& runtime = session.loaded();
    const auto name = context.argument("name");
    const auto workers = runtime.workers();
    const auto& worker = worker_of(workers, name);
    service::RunLimits limits;
    if (context.given("limit"))
        limits.jobs = parse_integer(context.option("limit"), "--limit");
    if (context.given("time"))
        limits.seconds = parse_integer(context.option("time"), "--time");
    const auto report = runtime.queue_runner().run(
        worker, limits, [&] { return context.cancelled(); },
        [&](const QueueCounts& counts) {
            context.progress(
                name, counts.done + counts.failed, counts.done + counts.failed + counts.pending + counts.claimed);
        });
    if (report.suspended)
        context.note(fmt::format("{} was suspended: {}", name, report.reason));
    return Value::object({{"name", name}, {"done", report.settled.done}, {"failed", report.settled.failed}});
}

CommandResult queue_retry(Session& session, CommandContext& context)
{
    const auto name = context.argument("name");
    require_queue(session, name);
    return Value::object({{"name", name},
        {"retried",
            context.dry_run() ? session.runtime().queues().counts(name).failed
                              : session.runtime().queues().retry(name)}});
}

CommandResult queue_failed(Session& session, CommandContext& context)
{
    Value::Array rows;
    require_queue(session, context.argument("name"));
    for (const auto& job : session.runtime().queues().failed_jobs(
             context.argument("name"), parse_integer(context.option("limit"), "--limit")))
        rows.push_back(Value::object(
            {{"id", job.id}, {"attempts", job.attempts}, {"reason", job.reason}, {"payload", job.payload}}));
    return CommandResult(rows);
}

CommandResult cron(Session& session, CommandContext& context)
{
    auto& runtime = session.loaded();
    const auto jobs = runtime.cron_jobs();
    Value::Array rows;
    if (context.flag("list") || context.dry_run()) {
        for (const auto& job : runtime.cron().list(jobs))
            rows.push_back(Value::object({{"job", job.job}, {"module", job.module},
                {"every_seconds", job.every_seconds}, {"last_run", job.last_run}, {"next_run", job.next_run},
                {"result", job.result}, {"message", job.message}}));
        return CommandResult(rows);
    }
    const auto report = runtime.cron().run(
        jobs, runtime.workers(), context.flag("force"), session.command_line(), [&] { return context.cancelled(); });
    if (report.overlapping)
        context.note(report.message);
    bool failed = false;
    for (const auto& result : report.results) {
        rows.push_back(Value::object(
            {{"job", result.job}, {"module", result.module}, {"result", result.result}, {"message", result.message}}));
        failed = failed || result.result == "failed";
    }
    CommandResult result(rows, failed ? 5 : 0);
    result.columns = {"job", "result", "message", "module"};
    return result;
}

CommandResult log_show(Session& session, CommandContext& context)
{
    const auto level = service::level_of(context.option("level"));
    if (!level)
        throw Error(ErrorCode::invalid_argument,
            fmt::format("there is no level \"{}\"; there are debug, info, notice, warning, error and critical",
                context.option("level")));
    Value::Array rows;
    for (const auto& entry : session.runtime().log().show(
             context.option("module"), *level, parse_integer(context.option("limit"), "--limit")))
        rows.push_back(
            Value::object({{"time", service::utc_text(entry.time_us)}, {"level", service::level_name(entry.level)},
                {"module", entry.module}, {"message", entry.message}, {"context", entry.context}}));
    CommandResult result(rows);
    result.columns = {"time", "level", "module", "message", "context"};
    return result;
}

} // namespace

void add_store_commands(std::vector<HostCommand>& commands)
{
    commands.push_back({Command("state list", "State: small facts by key", {})
                            .argument("prefix", "only keys that begin so", false)
                            .example("wowhost state list wow."),
        state_list});
    commands.push_back({Command("state get", "One state value", {})
                            .argument("key", "its key")
                            .example("wowhost state get wow.ttl_sweep_last"),
        state_get});
    commands.push_back({Command("state set", "Sets a state value (JSON, or a text)", {})
                            .argument("key", "its key")
                            .argument("value", "JSON or text")
                            .example("wowhost state set my.flag true"),
        state_set});
    commands.push_back({Command("state delete", "Deletes a state value", {})
                            .argument("key", "its key")
                            .example("wowhost state delete my.flag"),
        state_delete});
    commands.push_back(
        {Command("queue list", "Queues and how full they are", {}).example("wowhost queue list"), queue_list});
    commands.push_back({Command("queue run", "Works on a queue, here and now", {})
                            .argument("name", "the queue")
                            .option("limit", "at most so many jobs")
                            .option("time", "at most so many seconds")
                            .example("wowhost queue run wow_mount_sync --limit 100"),
        queue_run});
    commands.push_back({Command("queue retry", "Lets failed jobs wait again", {})
                            .argument("name", "the queue")
                            .example("wowhost queue retry wow_mount_sync"),
        queue_retry});
    commands.push_back({Command("queue failed", "Failed jobs of a queue with their reasons", {})
                            .argument("name", "the queue")
                            .option("limit", "at most so many", "50")
                            .example("wowhost queue failed wow_mount_sync"),
        queue_failed});
    commands.push_back({Command("cron", "Runs the periodic jobs that are due", {})
                            .flag("list", "only list them")
                            .flag("force", "run all, due or not")
                            .example("wowhost cron --list"),
        cron});
    commands.push_back({Command("log show", "The site's log, newest first", {})
                            .option("module", "only of this module")
                            .option("level", "this level and above", "debug")
                            .option("limit", "at most so many", "50")
                            .example("wowhost log show --module wow --level warning"),
        log_show});
}

} // namespace wowhost::cli
