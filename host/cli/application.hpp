// The program: from words to a command, from a result or an error to output and exit code.
#pragma once

#include <string>
#include <vector>

namespace wowhost::cli {

class Session;

int run(int argc, char** argv);

/// Runs one command in this process, its output and errors as the session's print and console say. Returns the exit
/// code.
int run_command_line(Session& session, const std::vector<std::string>& words);

} // namespace wowhost::cli
