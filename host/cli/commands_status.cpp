#include "host/cli/session.hpp"
#include "host/module/installer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace wowhost::cli {
namespace {

constexpr const char* severity_names[] = {"ok", "warning", "error"};

class Report {
public:
    void add(const std::string& section, Severity severity, const std::string& label, const std::string& value)
    {
        rows_.push_back(Value::object({{"section", section}, {"severity", severity_names[static_cast<int>(severity)]},
            {"label", label}, {"value", value}}));
        failed_ = failed_ || severity == Severity::error;
    }
    CommandResult result() const
    {
        CommandResult result(rows_, failed_ ? 1 : 0);
        result.columns = {"section", "severity", "label", "value"};
        return result;
    }

private:
    Value::Array rows_;
    bool failed_ = false;
};

void report_modules(Session& session, Report& report)
{
    auto& runtime = session.loaded();
    std::set<std::string> installed;
    for (const auto& entry : runtime.modules().entries()) {
        if (!entry.is_installed)
            continue;
        installed.insert(entry.name);
        const auto failure = runtime.load_failures().find(entry.name);
        if (entry.status != module::Status::installed)
            report.add("modules", Severity::error, entry.name,
                fmt::format("{}: {}", module::to_string(entry.status), entry.reason));
        else if (failure != runtime.load_failures().end())
            report.add("modules", Severity::error, entry.name, failure->second);
    }
    report.add("modules", Severity::ok, "installed", std::to_string(installed.size()));
    for (const auto& folder : session.config().list("modules", "path"))
        if (std::error_code unreadable; !std::filesystem::is_directory(folder, unreadable))
            report.add("modules", Severity::warning, "modules.path",
                fmt::format("{} is no folder; make it, or take it out of modules.path", folder));
    const auto enabled = session.config().list("modules", "enabled");
    const std::set<std::string> wanted(enabled.begin(), enabled.end());
    if (!wanted.empty() && wanted != installed)
        report.add("modules", Severity::warning, "modules.enabled",
            "differs from what is installed; `wowhost --dry-run apply` shows how");
    const module::Installer installer(runtime);
    const auto pending = installer.pending_updates();
    for (const auto& update : pending)
        report.add("modules", Severity::warning, update.module,
            fmt::format("update {} ({}) is pending; run `wowhost update`", update.number, update.label));
    for (const auto& module : runtime.registry().current()->modules())
        for (const auto& rows : module->registrations().status) {
            try {
                for (const auto& row : module->call("status", [&] { return rows(); }))
                    report.add(module->name(), row.severity, row.label, row.value);
            } catch (const Error& error) {
                report.add(module->name(), Severity::error, "status", error.what());
            }
        }
}

CommandResult status(Session& session, CommandContext&)
{
    Report report;
    auto& runtime = session.runtime();
    report.add("host", Severity::ok, "version", WOWHOST_VERSION);
    report.add("host", Severity::ok, "configuration", session.config().source());
    for (const auto& problem : session.config().check())
        report.add("host", problem.is_error ? Severity::error : Severity::warning, "configuration", problem.message);
    report.add("database", Severity::ok, "url", runtime.database().display_url());
    report.add("database", Severity::ok, "generation", std::to_string(runtime.generation().current()));
    for (const auto& queue : runtime.queues().list()) {
        const auto text = fmt::format(
            "{} pending, {} claimed, {} failed", queue.counts.pending, queue.counts.claimed, queue.counts.failed);
        report.add("queues", queue.counts.failed > 0 ? Severity::warning : Severity::ok, queue.name, text);
    }
    report_modules(session, report);
    return report.result();
}

CommandResult config_get(Session& session, CommandContext& context)
{
    const auto key = context.argument("key");
    return key.empty() ? session.checked_config().dump() : session.checked_config().shown(key);
}

CommandResult config_check(Session& session, CommandContext&)
{
    Value::Array rows;
    bool failed = false;
    for (const auto& problem : session.checked_config().check()) {
        rows.push_back(
            Value::object({{"severity", problem.is_error ? "error" : "warning"}, {"message", problem.message}}));
        failed = failed || problem.is_error;
    }
    return {rows, failed ? 1 : 0};
}

} // namespace

void add_status_commands(std::vector<HostCommand>& commands)
{
    commands.push_back(
        {Command("status", "Health of host, database, modules and queues", {}).example("wowhost status"), status});
    commands.push_back({Command("config get", "The configuration in force, secrets masked", {})
                            .argument("key", "section.key; without: all", false)
                            .example("wowhost config get wow.region"),
        config_get});
    commands.push_back(
        {Command("config check", "What is wrong or unwise in the configuration", {}).example("wowhost config check"),
            config_check});
}

} // namespace wowhost::cli
