#include "host/cli/session.hpp"
#include "host/module/installer.hpp"

#include <fmt/format.h>

namespace wowhost::cli {
namespace {

module::InstallRequest prepared(Session& session, CommandContext& context, module::InstallRequest request)
{
    request.dry_run = context.dry_run();
    request.purpose = session.command_line();
    request.confirm = [&session](const std::string& question) { return session.console().confirm(question); };
    request.note = [&session](const std::string& note) { session.console().note(note); };
    return request;
}

CommandResult carry_out(Session& session, CommandContext& context, module::InstallRequest request)
{
    module::Installer installer(session.runtime());
    const auto plan = installer.run(prepared(session, context, std::move(request)));
    if (plan.empty())
        session.console().note("Nothing to do.");
    CommandResult result(plan.to_value());
    result.columns = {"action", "module", "target", "rows"};
    return result;
}

CommandResult install(Session& session, CommandContext& context)
{
    module::InstallRequest request;
    request.install = context.values("name");
    return carry_out(session, context, std::move(request));
}

CommandResult uninstall(Session& session, CommandContext& context)
{
    module::InstallRequest request;
    request.uninstall = context.values("name");
    return carry_out(session, context, std::move(request));
}

CommandResult apply(Session& session, CommandContext& context)
{
    const module::Installer installer(session.runtime());
    return carry_out(session, context, installer.request_to_apply(session.enabled_modules()));
}

CommandResult update(Session& session, CommandContext& context)
{
    Value::Array rows;
    const auto add = [&](const module::Installer::PendingUpdate& update) {
        rows.push_back(Value::object({{"module", update.module}, {"number", update.number}, {"label", update.label}}));
    };
    module::Installer installer(session.runtime());
    if (context.flag("status") || context.dry_run()) {
        session.loaded();
        for (const auto& pending : installer.pending_updates())
            add(pending);
    } else {
        installer.run_updates(session.command_line(), [&](const auto& done) {
            add(done);
            session.console().note(fmt::format("{}: {} {}", done.module, done.number, done.label));
        });
    }
    if (rows.empty())
        session.console().note("No update is pending.");
    CommandResult result(rows);
    result.columns = {"module", "number", "label"};
    return result;
}

} // namespace

void add_install_commands(std::vector<HostCommand>& commands)
{
    commands.push_back({Command("install", "Installs modules and what they depend on", {})
                            .arguments_list("name", "modules")
                            .example("wowhost install wow_mount"),
        install});
    commands.push_back({Command("uninstall", "Uninstalls modules and what depends on them", {})
                            .arguments_list("name", "modules")
                            .example("wowhost --dry-run uninstall wow_character"),
        uninstall});
    commands.push_back({Command("apply", "Makes the installed set equal to modules.enabled of the configuration", {})
                            .example("wowhost --dry-run apply"),
        apply});
    commands.push_back({Command("update", "Runs pending updates of modules, one transaction each", {})
                            .flag("status", "only list what is pending")
                            .example("wowhost update --status"),
        update});
}

} // namespace wowhost::cli
