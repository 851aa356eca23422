// Words of the command line → global options, a command, its values.
//
// Global options may stand before or after the command's name. The command is matched by words ("entity list",
// "wow:sync-realms", an alias); what follows is parsed against that command's own declaration.
#pragma once

#include "host/cli/console.hpp"
#include "host/cli/output.hpp"

#include <wowhost/command.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace wowhost::cli {

struct GlobalOptions {
    std::optional<std::string> config_file;
    std::vector<std::string> settings; ///< `KEY=VALUE` of each --set.
    Format format = Format::table;
    Verbosity verbosity = Verbosity::normal;
    bool yes = false;
    bool dry_run = false;
    bool safe_mode = false;
    bool help = false;
    bool version = false;
};

/// Takes the global options out of `words`; the rest stays in order. Throws Error(invalid_argument).
GlobalOptions take_global_options(std::vector<std::string>& words);

/// The values of one invocation.
struct Invocation {
    const Command* command = nullptr;
    std::map<std::string, std::vector<std::string>, std::less<>> values; ///< Arguments and options that were given.
};

/// The command that the first words name, which are removed. Throws Error(invalid_argument) with the nearest name and
/// with `elsewhere`, a sentence on where else there may be commands.
const Command& match_command(
    const std::vector<const Command*>& commands, std::vector<std::string>& words, const std::string& elsewhere = {});

/// Parses the words after the command. Throws Error(invalid_argument) that says what is wrong and shows the usage.
Invocation parse_invocation(const Command& command, const std::vector<std::string>& words);

/// Text for `COMMAND --help`: usage, arguments, options, an example.
std::string help_text(const Command& command);
/// Text for `wowhost --help`: all commands in groups.
std::string overview_text(const std::vector<const Command*>& commands);

} // namespace wowhost::cli
