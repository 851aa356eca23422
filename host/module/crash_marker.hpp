// Remembers whose code ran when the process died by a fatal signal.
//
// While a CrashMarker is open, the marks of all calls (call_marks.hpp) lie in a file of this process,
// "<folder>/calls-<pid>-<time>", mapped and shared: the kernel keeps it when the process dies. On SIGSEGV, SIGBUS,
// SIGILL, SIGFPE or SIGABRT a handler writes into it which thread crashed in which call, and lets the signal go on
// (core dump, sanitizer report). SIGKILL, power loss and signals that other processes send write nothing, so they never
// count. At the next start, `take_crashes` reads what is left by processes that are gone.
//
// Any number of processes may share a folder: each holds a lock on its own file as long as it lives.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace wowhost::module {

struct CrashReport {
    std::string module; ///< Empty when no module's code was running.
    std::string what; ///< The call.
    int signal = 0;
    std::int64_t time = 0; ///< Unix seconds.
    std::uint32_t process = 0;
    std::vector<std::string> chain; ///< All calls of the thread, outermost first: "wow_character: lookup".

    /// "SIGSEGV".
    std::string signal_name() const;
};

class CrashMarker {
public:
    /// Creates the folder and the file, and installs the handlers. One at a time per process, made before threads call
    /// modules. Throws Error(failed) naming the file.
    explicit CrashMarker(const std::filesystem::path& folder);
    /// Takes the handlers away and removes the file: an orderly end.
    ~CrashMarker();
    CrashMarker(const CrashMarker&) = delete;
    CrashMarker& operator=(const CrashMarker&) = delete;

    const std::filesystem::path& file() const noexcept { return file_; }

    /// The crashes that processes which are gone left in `folder`, oldest first; each is reported once, by whichever
    /// process asks first. An absent folder has none.
    static std::vector<CrashReport> take_crashes(const std::filesystem::path& folder);

private:
    std::filesystem::path file_;
    int descriptor_ = -1;
};

} // namespace wowhost::module
