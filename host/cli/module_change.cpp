#include "host/cli/module_change.hpp"

#include "host/module/installer.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace wowhost::cli {
namespace {

constexpr const char* state_key = "wowhost.module_change";
constexpr std::int64_t to_begin_seconds = 60; ///< Within which a process that was started says so.

Value texts(const std::vector<std::string>& list) { return Value::Array(list.begin(), list.end()); }

std::vector<std::string> strings(const Value& list)
{
    std::vector<std::string> found;
    for (const auto& item : list.items())
        found.push_back(item.string());
    return found;
}

bool is_alive(std::int64_t process)
{
    return process > 0 && (kill(static_cast<pid_t>(process), 0) == 0 || errno == EPERM);
}

/// Leaves terminal, session and parent behind. Returns true in the process that goes on.
bool detach()
{
    const auto child = fork();
    if (child < 0)
        throw Error(
            ErrorCode::failed, fmt::format("a process for the change cannot be started: {}", std::strerror(errno)));
    if (child > 0)
        return false;
    setsid();
    const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (nothing >= 0)
            dup2(nothing, descriptor);
    return true;
}

CommandResult change_modules(Session& session, CommandContext& context)
{
    const auto action = context.argument("action");
    if (action != "install" && action != "uninstall")
        throw Error(ErrorCode::invalid_argument,
            fmt::format("\"{}\" is no change of modules; it may be install or uninstall", action));
    // Before anything is opened: no thread runs yet, no connection is shared.
    if (context.flag("detach") && !detach())
        return Value::object({{"detached", true}});
    auto& runtime = session.runtime();
    const auto& state = runtime.state();
    auto change = last_change(state, runtime.clock().now());
    if (change.id != context.option("id"))
        change = ModuleChange();
    change.action = action;
    change.names = context.values("name");
    change.state = "running";
    change.process = getpid();
    note_change(state, change);
    const auto end = [&](const char* how) {
        change.state = how;
        change.ended = runtime.clock().now();
        note_change(state, change);
    };
    module::InstallRequest request;
    (action == "install" ? request.install : request.uninstall) = change.names;
    request.purpose = session.command_line();
    request.confirm = [](const std::string&) { return true; };
    request.check = [&](const module::Plan& plan) {
        const auto wanted = context.option("plan");
        if (!wanted.empty() && wanted != plan_fingerprint(plan.to_value()))
            throw Error(ErrorCode::refused,
                "the plan is another one than that which was confirmed: look at it again. Nothing was changed");
    };
    try {
        module::Installer installer(runtime);
        const auto plan = installer.run(request);
        change.installed = plan.installed;
        change.uninstalled = plan.uninstalled;
        end("done");
        return plan.to_value();
    } catch (const Error& error) {
        change.message = error.what();
        change.reasons = error.reasons();
        end("failed");
        throw;
    } catch (const std::exception& error) {
        change.message = error.what();
        end("failed");
        throw;
    }
}

} // namespace

std::string plan_fingerprint(const Value& plan)
{
    // FNV-1a: it tells plans apart, it keeps no secret.
    std::uint64_t hash = 14695981039346656037ULL;
    const auto mix = [&](std::string_view text) {
        for (const char c : text)
            hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        hash = (hash ^ 0x1fU) * 1099511628211ULL;
    };
    for (const auto& step : plan["steps"].items())
        for (const auto* part : {"action", "module", "target"})
            mix(step[part].text());
    for (const auto* list : {"installed", "uninstalled"})
        for (const auto& name : plan[list].items())
            mix(name.text());
    return fmt::format("{:016x}", hash);
}

Value ModuleChange::to_value() const
{
    return Value::object({{"id", id}, {"action", action}, {"names", texts(names)}, {"by", by}, {"state", state},
        {"message", message}, {"reasons", texts(reasons)}, {"installed", texts(installed)},
        {"uninstalled", texts(uninstalled)}, {"asked", asked}, {"ended", ended}, {"process", process}});
}

ModuleChange ModuleChange::from_value(const Value& value)
{
    ModuleChange change;
    change.id = value["id"].string();
    change.action = value["action"].string();
    change.names = strings(value["names"]);
    change.by = value["by"].string();
    change.state = value["state"].string();
    change.message = value["message"].string();
    change.reasons = strings(value["reasons"]);
    change.installed = strings(value["installed"]);
    change.uninstalled = strings(value["uninstalled"]);
    change.asked = value["asked"].integer();
    change.ended = value["ended"].integer();
    change.process = value["process"].integer();
    return change;
}

ModuleChange last_change(const service::StateStore& state, std::int64_t now)
{
    const auto stored = state.get(state_key);
    auto change = stored ? ModuleChange::from_value(*stored) : ModuleChange();
    const bool silent = change.state == "asked" && now - change.asked > to_begin_seconds;
    if (silent || (change.state == "running" && !is_alive(change.process))) {
        change.state = "failed";
        change.message = "its process ended without a word; `wowhost module why` and the log say more. The database is "
                         "as before or as after";
    }
    return change;
}

bool begin_change(const service::StateStore& state, const ModuleChange& change, std::int64_t now)
{
    const auto before = state.get(state_key);
    if (last_change(state, now).is_open())
        return false;
    return state.compare_and_set("wowhost", state_key, before, change.to_value());
}

void note_change(const service::StateStore& state, const ModuleChange& change)
{
    const auto before = state.get(state_key);
    if (!change.id.empty() && before && (*before)["id"].text() == change.id)
        state.compare_and_set("wowhost", state_key, before, change.to_value());
}

void add_change_command(std::vector<HostCommand>& commands)
{
    commands.push_back({Command("module change",
                            "Carries out what was confirmed on the modules page, and notes there what came of it", {})
                            .argument("action", "install or uninstall")
                            .arguments_list("name", "modules")
                            .option("plan", "refuse unless the plan is the one of this fingerprint")
                            .option("id", "of the change on the page")
                            .flag("detach", "go on in a process of its own")
                            .example("wowhost module change uninstall wow_mount"),
        change_modules});
}

} // namespace wowhost::cli
