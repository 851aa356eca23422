// The terminal: notes and progress on stderr, questions to whoever sits there.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace wowhost::cli {

enum class Verbosity { quiet, normal, verbose };

class Console {
public:
    /// `sink`: gets the lines in place of stderr; there is no terminal then.
    Console(Verbosity verbosity, bool assume_yes, std::function<void(const std::string& line)> sink = {});
    ~Console();

    /// A line on stderr; nothing when quiet.
    void note(const std::string& text);
    void detail(const std::string& text); ///< Only with -v.
    void error(const std::string& text); ///< Always.
    /// True when the answer is yes: by --yes, or typed at a terminal. Without a terminal: false.
    bool confirm(const std::string& question);
    /// Draws or moves a progress bar; on a terminal only, at most ten times a second.
    void progress(const std::string& label, std::int64_t done, std::int64_t total);
    bool is_interactive() const noexcept { return interactive_; }

    /// For another command in the same process.
    void begin(Verbosity verbosity, bool assume_yes) noexcept;

private:
    void line(const std::string& text);
    void clear_bar();

    Verbosity verbosity_;
    bool assume_yes_;
    std::function<void(const std::string&)> sink_;
    bool interactive_;
    bool bar_shown_ = false;
    std::string bar_label_;
    std::chrono::steady_clock::time_point bar_started_;
    std::chrono::steady_clock::time_point bar_drawn_;
};

} // namespace wowhost::cli
