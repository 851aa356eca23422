#include "password_input.hpp"

#include "password.hpp"

#include <wowhost/error.hpp>

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>

namespace user {

namespace {

constexpr std::size_t longest_line = 1025;
constexpr int patience_ms = 5000; // with a pipe that stays open and brings nothing

class EchoOff {
public:
    EchoOff()
    {
        if (::tcgetattr(STDIN_FILENO, &before_) != 0)
            return;
        auto silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    }
    ~EchoOff()
    {
        if (changed_)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    EchoOff(const EchoOff&) = delete;
    EchoOff& operator=(const EchoOff&) = delete;

private:
    termios before_{};
    bool changed_ = false;
};

/// Byte by byte, so that nothing behind the line is taken. A line that does not come in time is empty.
std::string read_line(int timeout_ms)
{
    std::string line;
    while (line.size() <= longest_line) {
        pollfd wait{STDIN_FILENO, POLLIN, 0};
        if (timeout_ms >= 0 && ::poll(&wait, 1, timeout_ms) <= 0)
            break;
        char c = 0;
        if (::read(STDIN_FILENO, &c, 1) != 1 || c == '\n')
            break;
        line += c;
    }
    if (!line.empty() && line.back() == '\r')
        line.pop_back();
    return line;
}

std::string ask(const char* prompt)
{
    std::fputs(prompt, stderr);
    std::fflush(stderr);
    auto line = read_line(-1);
    std::fputc('\n', stderr);
    return line;
}

} // namespace

GivenPassword read_password(const wowhost::CommandContext& context)
{
    GivenPassword password;
    if (!context.flag("generate") && ::isatty(STDIN_FILENO) == 1) {
        const EchoOff silence;
        password.text = ask("Password (empty: one is generated): ");
        if (!password.text.empty() && ask("The same again: ") != password.text)
            throw wowhost::Error(
                wowhost::ErrorCode::invalid_argument, "the two passwords are not the same; nothing was changed");
    } else if (!context.flag("generate")) {
        password.text = read_line(patience_ms);
    }
    if (password.text.empty()) {
        password.text = random_password();
        password.generated = true;
    }
    check_password(password.text);
    return password;
}

} // namespace user
