#include "host/cli/command_line.hpp"

#include "host/service/nearest.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace wowhost::cli {
namespace {

std::vector<std::string> split_words(const std::string& text)
{
    std::istringstream in(text);
    std::vector<std::string> words;
    for (std::string word; in >> word;)
        words.push_back(word);
    return words;
}

std::string option_flag(const Command::Parameter& option) { return "--" + option.name; }

/// One CLI11 app for one command, with places for its values.
class CommandApp {
public:
    explicit CommandApp(const Command& command)
        : app_(command.summary, "wowhost " + command.name)
    {
        for (const auto& argument : command.arguments) {
            auto* option = app_.add_option(argument.name, values_[argument.name], argument.description);
            option->required(argument.required);
            if (argument.repeated)
                option->expected(argument.required ? 1 : 0, CLI::detail::expected_max_vector_size);
            else
                option->expected(1)->allow_extra_args(false);
            handles_[argument.name] = option;
        }
        for (const auto& declared : command.options) {
            CLI::Option* option = nullptr;
            if (declared.is_flag) {
                option = app_.add_flag(option_flag(declared), declared.description);
            } else {
                option = app_.add_option(option_flag(declared), values_[declared.name], declared.description);
                option->expected(1)->allow_extra_args(false)->type_name(
                    declared.fallback.empty() ? "VALUE" : "VALUE=" + declared.fallback);
                if (declared.repeated)
                    option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
                else
                    option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
            }
            handles_[declared.name] = option;
        }
        if (!command.example_text.empty())
            app_.footer("Example:\n  " + command.example_text);
    }

    CLI::App& app() { return app_; }

    std::map<std::string, std::vector<std::string>, std::less<>> given() const
    {
        std::map<std::string, std::vector<std::string>, std::less<>> result;
        for (const auto& [name, option] : handles_) {
            if (option->count() == 0)
                continue;
            const auto found = values_.find(name);
            result[name] = found == values_.end() ? std::vector<std::string>{"true"} : found->second;
        }
        return result;
    }

private:
    CLI::App app_;
    std::map<std::string, std::vector<std::string>, std::less<>> values_;
    std::map<std::string, CLI::Option*, std::less<>> handles_;
};

std::string value_of(const std::string& option, std::vector<std::string>& words, std::size_t& at)
{
    const auto& word = words[at];
    if (const auto equals = word.find('='); equals != std::string::npos)
        return word.substr(equals + 1);
    if (at + 1 >= words.size())
        throw Error(ErrorCode::invalid_argument, option + " needs a value");
    return words[++at];
}

} // namespace

GlobalOptions take_global_options(std::vector<std::string>& words)
{
    GlobalOptions options;
    std::vector<std::string> rest;
    for (std::size_t at = 0; at < words.size(); ++at) {
        const auto name = words[at].substr(0, words[at].starts_with("--") ? words[at].find('=') : std::string::npos);
        if (name == "--") {
            rest.insert(rest.end(), words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
            break;
        }
        if (name == "--config")
            options.config_file = value_of(name, words, at);
        else if (name == "--set")
            options.settings.push_back(value_of(name, words, at));
        else if (name == "--format")
            options.format = parse_format(value_of(name, words, at));
        else if (name == "--yes" || name == "-y")
            options.yes = true;
        else if (name == "--dry-run")
            options.dry_run = true;
        else if (name == "--safe-mode")
            options.safe_mode = true;
        else if (name == "-v" || name == "--verbose")
            options.verbosity = Verbosity::verbose;
        else if (name == "-q" || name == "--quiet")
            options.verbosity = Verbosity::quiet;
        else if (name == "--help" || name == "-h")
            options.help = true;
        else if (name == "--version")
            options.version = true;
        else
            rest.push_back(words[at]);
    }
    words = std::move(rest);
    return options;
}

const Command& match_command(
    const std::vector<const Command*>& commands, std::vector<std::string>& words, const std::string& elsewhere)
{
    std::vector<std::string> names;
    const Command* best = nullptr;
    std::size_t best_length = 0;
    for (const auto* command : commands) {
        auto spellings = command->aliases;
        spellings.push_back(command->name);
        for (const auto& spelling : spellings) {
            names.push_back(spelling);
            const auto parts = split_words(spelling);
            if (parts.size() > best_length && parts.size() <= words.size()
                && std::equal(parts.begin(), parts.end(), words.begin()))
                best = command, best_length = parts.size();
        }
    }
    if (best != nullptr) {
        words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(best_length));
        return *best;
    }
    if (words.empty())
        throw Error(ErrorCode::invalid_argument, "which command? `wowhost --help` lists them");
    std::vector<std::string> group;
    for (const auto& name : names)
        if (name.starts_with(words[0] + " "))
            group.push_back(name.substr(words[0].size() + 1));
    if (!group.empty()) {
        std::sort(group.begin(), group.end());
        throw Error(ErrorCode::invalid_argument,
            fmt::format("`wowhost {}` needs one of: {}{}", words[0], fmt::join(group, ", "),
                words.size() > 1 ? fmt::format(" (there is no \"{}\")", words[1]) : ""));
    }
    const auto asked = words.size() > 1 && !words[1].starts_with("-") ? words[0] + " " + words[1] : words[0];
    auto hint = service::nearest(asked, names);
    if (hint.empty())
        hint = service::nearest(words[0], names);
    throw Error(ErrorCode::invalid_argument,
        fmt::format("there is no command \"{}\"; {}{}{}", words[0],
            hint.empty() ? "`wowhost --help` lists all commands" : fmt::format("did you mean `wowhost {}`?", hint),
            elsewhere.empty()  ? ""
                : hint.empty() ? ". "
                               : " ",
            elsewhere));
}

Invocation parse_invocation(const Command& command, const std::vector<std::string>& words)
{
    CommandApp parser(command);
    parser.app().set_help_flag();
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    try {
        parser.app().parse(reversed);
    } catch (const CLI::ParseError& error) {
        std::string message = error.what();
        for (const auto& word : words) {
            if (!word.starts_with("--") || word == "--")
                continue;
            std::vector<std::string> names;
            for (const auto& option : command.options)
                names.push_back(option_flag(option));
            const auto name = word.substr(0, word.find('='));
            if (std::find(names.begin(), names.end(), name) != names.end())
                continue;
            const auto hint = service::nearest(name, names);
            message = fmt::format(
                "{} has no option {}{}", command.name, name, hint.empty() ? "" : "; did you mean " + hint + "?");
            break;
        }
        throw Error(ErrorCode::invalid_argument, fmt::format("{} (see `wowhost {} --help`)", message, command.name));
    }
    Invocation invocation;
    invocation.command = &command;
    invocation.values = parser.given();
    return invocation;
}

std::string help_text(const Command& command)
{
    CommandApp parser(command);
    auto text = parser.app().help();
    if (!command.aliases.empty())
        text += fmt::format("Also: {}\n", fmt::join(command.aliases, ", "));
    return text;
}

std::string overview_text(const std::vector<const Command*>& commands)
{
    std::string text =
        "wowhost: a host for modules that bring game data into a site's own database\n\n"
        "Usage: wowhost [--config FILE] [--set KEY=VALUE]... [--format table|json|yaml|csv] [--yes] [--dry-run]\n"
        "               [-v|-q] [--safe-mode] COMMAND ...\n\nCommands (`wowhost COMMAND --help` for each):\n";
    std::size_t width = 0;
    for (const auto* command : commands)
        width = std::max(width, command->name.size());
    std::string group;
    for (const auto* command : commands) {
        const auto colon = command->name.find(':');
        const auto of = colon == std::string::npos ? std::string() : command->name.substr(0, colon);
        if (of != group) {
            text += "\n";
            group = of;
        }
        text += fmt::format("  {:<{}}  {}\n", command->name, width, command->summary);
    }
    return text;
}

} // namespace wowhost::cli
