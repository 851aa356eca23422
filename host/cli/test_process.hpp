// Programs that a `.test` file runs.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace wowhost::cli {

/// A child of this process, stdout and stderr in files of `folder`; killed and reaped by the destructor.
class TestProcess {
public:
    /// `words[0]` is a path, or found in PATH. stdin is empty. Throws Error(failed) when it cannot be started.
    TestProcess(const std::vector<std::string>& words, const std::filesystem::path& folder, const std::string& name);
    ~TestProcess();
    TestProcess(const TestProcess&) = delete;
    TestProcess& operator=(const TestProcess&) = delete;

    /// Waits for its end: its exit code, 128 and the signal's number. Throws Error(deadline_exceeded).
    int wait(std::chrono::milliseconds patience);
    std::string out() const;
    std::string err() const;
    /// Waits until it names an http address, behind the text `after`, and returns that. Throws Error(failed) with what
    /// it said.
    std::string wait_for_address(std::chrono::milliseconds patience, std::string_view after = {});

private:
    bool reap();

    std::filesystem::path out_;
    std::filesystem::path err_;
    pid_t pid_ = -1;
    int status_ = 0;
};

} // namespace wowhost::cli
