#include "host/cli/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wowhost::cli {
namespace {

// Each script asks the program for the words that may come next; module commands are known when a configuration is
// found.
// clang-format off
constexpr const char* bash_script = R"sh(_wowhost() {
    local words current="${COMP_WORDS[COMP_CWORD]}"
    words="$("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)"
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    if declare -F __ltrim_colon_completions >/dev/null; then
        __ltrim_colon_completions "$current"
    fi
}
complete -o default -F _wowhost wowhost
)sh";
constexpr const char* zsh_script = R"sh(#compdef wowhost
_wowhost() {
    local -a words_next
    words_next=("${(@f)$(wowhost complete -- "${(@)words[2,CURRENT-1]}" 2>/dev/null)}")
    compadd -a words_next
}
compdef _wowhost wowhost
)sh";
constexpr const char* fish_script =
    R"sh(complete -c wowhost -f -a '(wowhost complete -- (commandline -opc)[2..-1] 2>/dev/null)'
)sh";
// clang-format on

CommandResult completion(Session&, CommandContext& context)
{
    const auto shell = context.argument("shell");
    if (shell == "bash")
        return Value(bash_script);
    if (shell == "zsh")
        return Value(zsh_script);
    if (shell == "fish")
        return Value(fish_script);
    throw Error(ErrorCode::invalid_argument,
        fmt::format("there is no completion for \"{}\"; there is for bash, zsh and fish", shell));
}

/// What the site has that a command's argument may name.
struct Names {
    std::vector<std::string> modules;
    std::vector<std::string> queues;
    std::vector<std::string> types;

    const std::vector<std::string>& of(const Command& command) const
    {
        static const std::vector<std::string> none;
        if (command.name == "install" || command.name == "uninstall" || command.name.starts_with("module "))
            return command.name == "module verify" || command.name == "module new" ? none : modules;
        if (command.name.starts_with("queue "))
            return queues;
        return command.name.starts_with("entity ") ? types : none;
    }
};

CommandResult complete(Session& session, CommandContext& context)
{
    std::vector<Command> known;
    Names names;
    for (auto& command : host_commands())
        if (command.command.name != "complete")
            known.push_back(command.command);
    try {
        session.require_config_file();
        for (const auto& entry : session.runtime().modules().entries())
            names.modules.push_back(entry.name);
        for (const auto& queue : session.runtime().queues().list())
            names.queues.push_back(queue.name);
        for (const auto& module : session.loaded().registry().current()->modules())
            for (const auto& command : module->registrations().commands)
                known.push_back(command);
        for (const auto& [type, table] : session.runtime().registry().current()->schema()->tables())
            names.types.push_back(type);
    } catch (const std::exception&) {
        // No configuration, no database: the host's own commands are known all the same.
    }
    const auto words = context.values("words");
    const auto typed = fmt::format("{}", fmt::join(words, " "));
    std::vector<std::string> next;
    for (const auto& command : known) {
        if (typed.empty()) {
            next.push_back(command.name.substr(0, command.name.find(' ')));
        } else if (command.name.starts_with(typed + " ")) {
            next.push_back(command.name.substr(typed.size() + 1));
        } else if (typed == command.name || typed.starts_with(command.name + " ")) {
            const auto& more = names.of(command);
            next.insert(next.end(), more.begin(), more.end());
            for (const auto& option : command.options)
                next.push_back("--" + option.name);
        }
    }
    std::sort(next.begin(), next.end());
    next.erase(std::unique(next.begin(), next.end()), next.end());
    return CommandResult(Value::Array(next.begin(), next.end()));
}

} // namespace

void add_completion_commands(std::vector<HostCommand>& commands)
{
    commands.push_back({Command("completion", "Prints the completion script for a shell", {})
                            .argument("shell", "bash, zsh or fish")
                            .example("wowhost completion bash > /etc/bash_completion.d/wowhost"),
        completion});
    commands.push_back({Command("complete", "Words that may follow, for completion scripts", {})
                            .arguments_list("words", "what stands there", false)
                            .example("wowhost complete -- entity"),
        complete});
}

} // namespace wowhost::cli
