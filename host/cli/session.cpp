#include "host/cli/session.hpp"

#include "host/cli/module_change.hpp"
#include "host/module/config_keys.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>

namespace wowhost::cli {

Session::Session(GlobalOptions options, std::string command_line, Console& console, const std::atomic<bool>& stopping,
    module::Runtime::Options base)
    : options_(std::move(options))
    , command_line_(std::move(command_line))
    , console_(console)
    , stopping_(stopping)
    , base_(std::move(base))
{
}

Session::~Session() = default;

bool Session::print(const std::string& data) const
{
    if (sink_) {
        sink_(data);
        return true;
    }
    return std::fwrite(data.data(), 1, data.size(), stdout) == data.size() && std::fflush(stdout) == 0;
}

service::Config& Session::config()
{
    if (!config_)
        config_ = std::make_unique<service::Config>(
            service::find_config_file(options_.config_file), options_.settings, redactor_);
    return *config_;
}

void Session::require_config_file()
{
    if (!service::find_config_file(options_.config_file))
        throw Error(ErrorCode::not_found, "there is no configuration file");
}

service::Config& Session::checked_config()
{
    if (!declared_) {
        module::Runtime files(config(), redactor_, {}, stopping_);
        module::declare_module_keys(config(), files.candidates());
        declared_ = true;
    }
    return config();
}

std::vector<std::string> Session::enabled_modules()
{
    if (!config().is_given("modules", "enabled"))
        throw Error(ErrorCode::refused,
            fmt::format("modules.enabled cannot be applied: {} has no modules.enabled; write the list of modules there "
                        "([] for none)",
                config().source()));
    return config().list("modules", "enabled");
}

module::Runtime& Session::runtime()
{
    if (!runtime_) {
        auto options = base_;
        options.purpose = command_line_;
        options.safe_mode = options_.safe_mode;
        options.serves = serves_;
        for (const auto& host : host_commands())
            options.host_commands.push_back(host.command.name);
        if (options_.verbosity == Verbosity::verbose)
            options.print_from = LogLevel::debug;
        else if (options_.verbosity == Verbosity::quiet)
            options.print_from = LogLevel::critical;
        else if (serves_)
            options.print_from = module::configured_log_level(config());
        runtime_ = std::make_unique<module::Runtime>(config(), redactor_, options, stopping_);
        module::declare_module_keys(config(), runtime_->candidates());
        config().require_valid();
        for (const auto& problem : config().check())
            console_.detail("warning: " + problem.message);
        runtime_->open();
        for (const auto& notice : runtime_->notices())
            console_.note(notice);
    }
    return *runtime_;
}

module::Runtime& Session::loaded()
{
    runtime().load_installed();
    return *runtime_;
}

std::vector<std::string> InvocationContext::values(std::string_view name) const
{
    const auto found = invocation_.values.find(name);
    return found == invocation_.values.end() ? std::vector<std::string>{} : found->second;
}

std::string InvocationContext::argument(std::string_view name) const
{
    const auto all = values(name);
    return all.empty() ? "" : all.front();
}

std::string InvocationContext::option(std::string_view name) const
{
    const auto all = values(name);
    if (!all.empty())
        return all.back();
    for (const auto& declared : invocation_.command->options)
        if (declared.name == name)
            return declared.fallback;
    return {};
}

bool InvocationContext::given(std::string_view name) const
{
    return invocation_.values.find(name) != invocation_.values.end();
}

void InvocationContext::confirm(const std::string& question)
{
    if (!session_.console().confirm(question))
        throw Error(ErrorCode::refused, question + " The answer was not yes; nothing was changed (--yes answers)");
}

std::vector<HostCommand> host_commands()
{
    std::vector<HostCommand> commands;
    add_module_commands(commands);
    add_scaffold_commands(commands);
    add_install_commands(commands);
    add_change_command(commands);
    add_entity_commands(commands);
    add_store_commands(commands);
    add_status_commands(commands);
    add_run_commands(commands);
    add_test_command(commands);
    add_completion_commands(commands);
    return commands;
}

std::int64_t parse_integer(const std::string& text, const std::string& name)
{
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size() || text.empty())
        throw Error(ErrorCode::invalid_argument, fmt::format("{} takes a whole number, not \"{}\"", name, text));
    return number;
}

} // namespace wowhost::cli
