#include "host/cli/application.hpp"

#include "host/cli/session.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace wowhost::cli {
namespace {

std::atomic<bool> stopping{false};

void ask_to_stop(int signal)
{
    stopping = true;
    std::signal(signal, SIG_DFL); // the second time, at once
}

/// What asks to stop waits (SIG_BLOCK), or comes now (SIG_UNBLOCK). A program started afresh inherits what waits.
void stop_signals(int how)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(how, &signals, nullptr);
}

int start_afresh(char** argv)
{
    stop_signals(SIG_BLOCK);
    if (stopping)
        return 0;
    execv("/proc/self/exe", argv);
    std::perror("wowhost: the program could not be started afresh");
    return 1;
}

int exit_code(ErrorCode code)
{
    switch (code) {
    case ErrorCode::invalid_argument: return 2;
    case ErrorCode::refused: return 3;
    case ErrorCode::locked: return 4;
    default: return 1;
    }
}

using Print = std::function<void(const std::string& data)>;

void print_to_stdout(const std::string& text)
{
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

int report(const Error& error, Format format, Console& console, const Print& print)
{
    if (format == Format::json) {
        Value::Array reasons(error.reasons().begin(), error.reasons().end());
        print(render(
            Value::object({{"error",
                Value::object({{"code", to_string(error.code())}, {"message", error.what()}, {"reasons", reasons}})}}),
            Format::json));
    } else {
        console.error(fmt::format("wowhost: {}", error.what()));
        if (error.reasons().size() > 1)
            for (const auto& reason : error.reasons())
                console.error("  - " + reason);
    }
    return exit_code(error.code());
}

void print_result(const CommandResult& result, Format format, const Print& print)
{
    if (result.columns.size() == 1 && result.columns.front() == "-")
        return; // the command has printed its rows itself
    if (format == Format::table && result.value.is_text()) {
        auto text = result.value.string();
        if (text.empty() || text.back() != '\n')
            text += '\n';
        print(text);
    } else if (format == Format::table && result.value["installed"].is_array()) {
        print(render(result.value["steps"], format, result.columns));
    } else {
        print(render(result.value, format, result.columns));
    }
}

/// All commands: the host's, and those of installed modules once they are needed.
class CommandTable {
public:
    CommandTable()
        : host_(host_commands())
    {
    }

    std::vector<const Command*> own() const
    {
        std::vector<const Command*> list;
        for (const auto& command : host_)
            list.push_back(&command.command);
        return list;
    }
    std::vector<const Command*> all(Session& session)
    {
        auto list = own();
        snapshot_ = session.loaded().registry().current();
        for (const auto& module : snapshot_->modules())
            for (const auto& command : module->registrations().commands) {
                list.push_back(&command);
                modules_[&command] = module.get();
            }
        return list;
    }
    CommandResult run(const Command& command, Session& session, CommandContext& context) const
    {
        for (const auto& host : host_)
            if (&host.command == &command)
                return host.run(session, context);
        const auto unit = session.runtime().take_work_lock_shared();
        return modules_.at(&command)->call("command", [&] { return command.run(context); });
    }

private:
    std::vector<HostCommand> host_;
    std::shared_ptr<const module::Snapshot> snapshot_;
    std::map<const Command*, const module::LoadedModule*> modules_;
};

bool names_host_command(const std::vector<const Command*>& own, const std::vector<std::string>& words)
{
    auto copy = words;
    try {
        match_command(own, copy);
        return true;
    } catch (const Error&) {
        return false;
    }
}

/// Where a command that no active module has might come from: the module that its prefix names, or any that is not
/// active.
std::string where_else(Session& session, const std::string& command)
{
    auto& runtime = session.runtime();
    if (session.options().safe_mode)
        return "Safe mode loads no module, so modules' commands are not there.";
    const auto& modules = runtime.modules();
    if (const auto* entry = modules.find(command.substr(0, command.find(':')))) {
        const auto failure = runtime.load_failures().find(entry->name);
        if (!entry->is_installed && entry->usable)
            return fmt::format("Module {0} is not installed (`wowhost install {0}`).", entry->name);
        if (!entry->usable)
            return fmt::format("Module {} is {}: {}.", entry->name, module::to_string(entry->status), entry->reason);
        if (failure != runtime.load_failures().end())
            return fmt::format("Module {} is not loaded: {}.", entry->name, failure->second);
    }
    if (command.find(':') == std::string::npos)
        return {};
    for (const auto& entry : modules.entries())
        if (!entry.is_installed && entry.usable)
            return "If it belongs to a module that is not installed: `wowhost module list --status available`.";
    return {};
}

int run_command(Session& session, std::vector<std::string> words)
{
    CommandTable table;
    const auto& options = session.options();
    const auto print = [&](const std::string& data) { session.print(data); };
    if (options.version) {
        print(fmt::format("wowhost {}\n", WOWHOST_VERSION));
        return 0;
    }
    auto commands = table.own();
    const bool overview = words.empty() || words.front() == "help";
    if (words.size() > 1 && words.front() == "help")
        words.erase(words.begin());
    if (overview && words.size() <= 1 && (words.empty() || words.front() == "help")) {
        try {
            session.require_config_file();
            commands = table.all(session);
        } catch (const Error&) {
            // Help needs no configuration: without one it shows the host's own commands.
        }
        print(overview_text(commands));
        return words.empty() && !options.help ? 2 : 0;
    }
    std::string elsewhere;
    if (!names_host_command(commands, words)) {
        commands = table.all(session);
        elsewhere = where_else(session, words.front());
    }
    const auto& command = match_command(commands, words, elsewhere);
    if (options.help || overview) {
        print(help_text(command));
        return 0;
    }
    InvocationContext context(session, parse_invocation(command, words));
    const auto result = table.run(command, session, context);
    if (result.exit_code != restart_program)
        print_result(result, options.format, print);
    return result.exit_code;
}

} // namespace

int run_command_line(Session& session, const std::vector<std::string>& words)
{
    const auto format = session.options().format;
    const auto print = [&](const std::string& data) { session.print(data); };
    try {
        return run_command(session, words);
    } catch (const Error& error) {
        return report(error, format, session.console(), print);
    } catch (const std::exception& error) {
        return report(Error(ErrorCode::failed, error.what()), format, session.console(), print);
    }
}

int run(int argc, char** argv)
{
    std::vector<std::string> words(argv + 1, argv + argc);
    std::string command_line = "wowhost";
    GlobalOptions options;
    try {
        options = take_global_options(words);
    } catch (const Error& error) {
        Console console(Verbosity::normal, false);
        return report(error, Format::table, console, print_to_stdout);
    }
    for (const auto& word : words)
        command_line += " " + word;
    std::signal(SIGINT, ask_to_stop);
    std::signal(SIGTERM, ask_to_stop);
    std::signal(SIGPIPE, SIG_IGN);
    stop_signals(SIG_UNBLOCK);
    Console console(options.verbosity, options.yes);
    int code = 0;
    {
        Session session(options, command_line, console, stopping);
        code = run_command_line(session, words);
    }
    return code == restart_program ? start_afresh(argv) : code;
}

} // namespace wowhost::cli
