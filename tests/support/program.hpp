// Running other programs from tests.
#pragma once

#include "support/temporary_directory.hpp"

#include <chrono>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace wowhost::test {

/// How a program ended and what it wrote.
struct ProgramResult {
    int exit_code = -1; ///< -1 when a signal ended it.
    int signal = 0; ///< The signal that ended it, or 0.
    std::string out;
    std::string err;
    long peak_kib = 0; ///< Of run_program: the most memory that it had at a time.
};

/// Variables added to, or replacing those of, this process's environment.
using Environment = std::map<std::string, std::string>;

/// Runs `argv` (looked up in PATH) with `input` as its stdin to its end. Throws std::runtime_error when it cannot be
/// started, or does not end in time; it is killed then.
ProgramResult run_program(const std::vector<std::string>& argv, const Environment& environment = {},
    const std::string& input = {}, std::chrono::milliseconds timeout = std::chrono::seconds(120));

/// A program in the background; killed (SIGKILL) and reaped by the destructor. Its stdout and stderr go into one file.
class Process {
public:
    explicit Process(const std::vector<std::string>& argv, const Environment& environment = {});
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    pid_t pid() const { return pid_; }
    /// What it has written so far.
    std::string output() const;
    /// Waits until a whole line that contains `text` has been written, and returns it. Throws std::runtime_error with
    /// the output when the program ends, or the time passes, without one.
    std::string wait_for_line(const std::string& text, std::chrono::milliseconds timeout = std::chrono::seconds(60));
    /// Sends a signal; nothing when it has ended.
    void kill(int signal);
    /// Waits for its end; `out` holds stdout and stderr. Throws std::runtime_error when it does not end in time.
    ProgramResult wait(std::chrono::milliseconds timeout = std::chrono::seconds(120));
    bool running();

private:
    bool reap();

    TemporaryDirectory folder_;
    pid_t pid_ = -1;
    bool ended_ = false;
    ProgramResult result_;
};

} // namespace wowhost::test
