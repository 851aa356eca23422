// The program started once more by itself: what could end a server, or must outlast it, is done in a process of its
// own.
#pragma once

#include "host/cli/command_line.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace wowhost::cli {

/// The global options that make another process work on the same site, with JSON on stdout and no questions asked.
std::vector<std::string> own_options(const GlobalOptions& options);

struct ProgramOutput {
    int exit_code = 0; ///< 128 and the signal's number when a signal ended it.
    std::string out;
};

/// Runs this program to its end. stderr is dropped. Throws Error: deadline_exceeded (it has been killed then), failed
/// when it cannot be started or says more than 16 MiB. Any thread.
ProgramOutput run_own_program(const std::vector<std::string>& arguments, std::chrono::milliseconds patience);

} // namespace wowhost::cli
