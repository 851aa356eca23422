#include "host/cli/console.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <unistd.h>

namespace wowhost::cli {

Console::Console(Verbosity verbosity, bool assume_yes, std::function<void(const std::string& line)> sink)
    : verbosity_(verbosity)
    , assume_yes_(assume_yes)
    , sink_(std::move(sink))
    , interactive_(!sink_ && isatty(STDERR_FILENO) == 1)
{
}

Console::~Console() { clear_bar(); }

void Console::begin(Verbosity verbosity, bool assume_yes) noexcept
{
    verbosity_ = verbosity;
    assume_yes_ = assume_yes;
}

void Console::line(const std::string& text)
{
    clear_bar();
    if (sink_)
        sink_(text);
    else
        fmt::print(stderr, "{}\n", text);
}

void Console::note(const std::string& text)
{
    if (verbosity_ == Verbosity::quiet)
        return;
    line(text);
}

void Console::detail(const std::string& text)
{
    if (verbosity_ == Verbosity::verbose)
        note(text);
}

void Console::error(const std::string& text) { line(text); }

bool Console::confirm(const std::string& question)
{
    clear_bar();
    if (assume_yes_)
        return true;
    if (isatty(STDIN_FILENO) != 1 || !interactive_)
        return false;
    fmt::print(stderr, "{} [y/N] ", question);
    std::string answer;
    if (!std::getline(std::cin, answer))
        return false;
    return answer == "y" || answer == "Y" || answer == "yes";
}

void Console::progress(const std::string& label, std::int64_t done, std::int64_t total)
{
    using namespace std::chrono;
    if (!interactive_ || verbosity_ == Verbosity::quiet)
        return;
    const auto now = steady_clock::now();
    if (label != bar_label_) {
        clear_bar();
        bar_label_ = label;
        bar_started_ = now;
    } else if (done != total && now - bar_drawn_ < milliseconds(100)) {
        return;
    }
    bar_drawn_ = now;
    bar_shown_ = true;
    const double seconds = duration<double>(now - bar_started_).count();
    const double rate = seconds > 0.2 ? static_cast<double>(done) / seconds : 0;
    if (total <= 0) {
        fmt::print(stderr, "\r\033[K{}: {} ({:.0f}/s)", label, done, rate);
    } else {
        constexpr int width = 30;
        const auto filled = static_cast<int>(std::clamp<std::int64_t>(done * width / total, 0, width));
        const auto left = rate > 0 ? static_cast<std::int64_t>(static_cast<double>(total - done) / rate) : 0;
        fmt::print(stderr, "\r\033[K{} [{:=<{}}{:<{}}] {}/{} {:.0f}/s, {}:{:02} left", label, "", filled, "",
            width - filled, done, total, rate, left / 60, left % 60);
    }
    std::fflush(stderr);
}

void Console::clear_bar()
{
    if (!bar_shown_)
        return;
    fmt::print(stderr, "\r\033[K");
    bar_shown_ = false;
}

} // namespace wowhost::cli
