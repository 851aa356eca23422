// One invocation of the program: what the user asked for and the host that does it.
#pragma once

#include "host/cli/command_line.hpp"
#include "host/cli/console.hpp"
#include "host/module/runtime.hpp"
#include "host/service/config.hpp"

#include <wowhost/command.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wowhost::cli {

class Session {
public:
    /// `base`: what the runtime is made with, besides what the options say.
    Session(GlobalOptions options, std::string command_line, Console& console, const std::atomic<bool>& stopping,
        module::Runtime::Options base = {});
    ~Session();

    const GlobalOptions& options() const noexcept { return options_; }
    Console& console() noexcept { return console_; }
    const std::atomic<bool>& stopping() const noexcept { return stopping_; }
    const std::string& command_line() const noexcept { return command_line_; }
    /// For another command on the same site; the files that `options` name are not read anew.
    void begin(GlobalOptions options) { options_ = std::move(options); }
    /// Where data goes; stdout unless said otherwise. False when it cannot be written.
    bool print(const std::string& data) const;
    void print_to(std::function<void(const std::string& data)> sink) { sink_ = std::move(sink); }
    /// Of a long-running command; before the runtime is first used.
    void serve() noexcept { serves_ = true; }

    /// Reads the configuration on first use; it is checked by `runtime`.
    service::Config& config();
    /// For what works without a configuration: throws Error(not_found) when there is no file, so that help and
    /// completion do not make a database wherever they are called.
    void require_config_file();
    /// The same with the keys of all modules on the path declared, and nothing else done.
    service::Config& checked_config();
    /// modules.enabled. Throws Error(refused) when the configuration does not have it: nothing is not the same as an
    /// empty list.
    std::vector<std::string> enabled_modules();
    /// The host; makes it on first use.
    module::Runtime& runtime();
    /// The host with its modules loaded.
    module::Runtime& loaded();

private:
    GlobalOptions options_;
    std::string command_line_;
    Console& console_;
    const std::atomic<bool>& stopping_;
    const module::Runtime::Options base_;
    std::function<void(const std::string&)> sink_;
    bool serves_ = false;
    service::Redactor redactor_;
    std::unique_ptr<service::Config> config_;
    std::unique_ptr<module::Runtime> runtime_;
    bool declared_ = false;
};

/// CommandContext over an invocation.
class InvocationContext final : public CommandContext {
public:
    InvocationContext(Session& session, Invocation invocation)
        : session_(session)
        , invocation_(std::move(invocation))
    {
    }
    std::string argument(std::string_view name) const override;
    std::string option(std::string_view name) const override;
    bool flag(std::string_view name) const override { return given(name); }
    std::vector<std::string> values(std::string_view name) const override;
    bool given(std::string_view name) const override;
    bool dry_run() const override { return session_.options().dry_run; }
    void confirm(const std::string& question) override;
    void note(const std::string& text) override { session_.console().note(text); }
    void progress(const std::string& label, std::int64_t done, std::int64_t total) override
    {
        session_.console().progress(label, done, total);
    }
    bool cancelled() const override { return session_.stopping(); }

private:
    Session& session_;
    Invocation invocation_;
};

/// What a command returns as its exit code when the program shall start afresh in the same process.
inline constexpr int restart_program = -1;

/// A command of the host itself.
struct HostCommand {
    Command command;
    std::function<CommandResult(Session&, CommandContext&)> run;
};

// The host's commands, by subject.
void add_module_commands(std::vector<HostCommand>& commands);
void add_scaffold_commands(std::vector<HostCommand>& commands);
void add_install_commands(std::vector<HostCommand>& commands);
void add_entity_commands(std::vector<HostCommand>& commands);
void add_store_commands(std::vector<HostCommand>& commands);
void add_status_commands(std::vector<HostCommand>& commands);
void add_run_commands(std::vector<HostCommand>& commands);
void add_test_command(std::vector<HostCommand>& commands);
void add_completion_commands(std::vector<HostCommand>& commands);

/// All of them.
std::vector<HostCommand> host_commands();

/// A whole number; throws Error(invalid_argument) naming the option.
std::int64_t parse_integer(const std::string& text, const std::string& name);

} // namespace wowhost::cli
