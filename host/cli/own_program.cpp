#include "host/cli/own_program.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace wowhost::cli {
namespace {

constexpr std::size_t most_output = 16 * 1024 * 1024;

class Descriptor {
public:
    explicit Descriptor(int number)
        : number_(number)
    {
    }
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const noexcept { return number_; }
    void close()
    {
        if (number_ >= 0)
            ::close(std::exchange(number_, -1));
    }

private:
    int number_;
};

/// Settings of posix_spawn: stdout into the pipe, nothing else of ours open, no signal blocked or ignored.
class Settings {
public:
    explicit Settings(int output)
    {
        posix_spawn_file_actions_init(&actions_);
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(&actions_, 3);
        posix_spawnattr_init(&attributes_);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes_, &none);
        sigset_t usual;
        sigemptyset(&usual);
        sigaddset(&usual, SIGPIPE);
        sigaddset(&usual, SIGINT);
        sigaddset(&usual, SIGTERM);
        posix_spawnattr_setsigdefault(&attributes_, &usual);
        // A group of its own: Ctrl-C at the server's terminal is not meant for it.
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    ~Settings()
    {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }
    Settings(const Settings&) = delete;
    Settings& operator=(const Settings&) = delete;
    const posix_spawn_file_actions_t* actions() const noexcept { return &actions_; }
    const posix_spawnattr_t* attributes() const noexcept { return &attributes_; }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

int wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return 1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

std::vector<std::string> own_options(const GlobalOptions& options)
{
    std::vector<std::string> words{"--format", "json", "--yes", "-q"};
    if (options.config_file)
        words.insert(words.end(), {"--config", *options.config_file});
    for (const auto& setting : options.settings)
        words.insert(words.end(), {"--set", setting});
    if (options.safe_mode)
        words.emplace_back("--safe-mode");
    return words;
}

ProgramOutput run_own_program(const std::vector<std::string>& arguments, std::chrono::milliseconds patience)
{
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + patience;
    int ends[2] = {-1, -1};
    if (pipe2(ends, O_CLOEXEC) != 0)
        throw Error(ErrorCode::failed, fmt::format("a process cannot be started: {}", std::strerror(errno)));
    const Descriptor from(ends[0]);
    Descriptor into(ends[1]);
    std::vector<std::string> words{"wowhost"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (auto& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const Settings settings(into.get());
    pid_t child = 0;
    if (const int problem =
            posix_spawn(&child, "/proc/self/exe", settings.actions(), settings.attributes(), pointers.data(), environ))
        throw Error(ErrorCode::failed, fmt::format("a process cannot be started: {}", std::strerror(problem)));
    into.close();

    ProgramOutput output;
    bool late = false;
    while (output.out.size() <= most_output) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        pollfd waited{from.get(), POLLIN, 0};
        const int ready = left > 0 ? poll(&waited, 1, static_cast<int>(left)) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0) {
            late = true;
            break;
        }
        char buffer[16 * 1024];
        const auto size = read(from.get(), buffer, sizeof buffer);
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            break;
        output.out.append(buffer, static_cast<std::size_t>(size));
    }
    const bool large = output.out.size() > most_output;
    if (late || large)
        kill(child, SIGKILL);
    output.exit_code = wait_for(child);
    if (late)
        throw Error(ErrorCode::deadline_exceeded,
            fmt::format("`wowhost {}` took longer than {} s", fmt::join(arguments, " "), patience.count() / 1000));
    if (large)
        throw Error(ErrorCode::failed, "a process said more than can be read");
    return output;
}

} // namespace wowhost::cli
