#include "support/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <thread>

extern char** environ;

namespace wowhost::test {

namespace {

using Clock = std::chrono::steady_clock;

std::vector<std::string> merged(const Environment& environment)
{
    std::vector<std::string> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string text = *variable;
        if (environment.count(text.substr(0, text.find('='))) == 0) {
            variables.push_back(text);
        }
    }
    for (const auto& [name, value] : environment) {
        variables.push_back(name + "=" + value);
    }
    return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> result;
    for (std::string& text : texts) {
        result.push_back(text.data());
    }
    result.push_back(nullptr);
    return result;
}

/// The child's stdin, stdout and stderr are the three descriptors, which stay open here.
pid_t spawn(const std::vector<std::string>& argv, const Environment& environment, std::array<int, 3> descriptors)
{
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    for (int target = 0; target < 3; ++target) {
        posix_spawn_file_actions_adddup2(&actions, descriptors[static_cast<std::size_t>(target)], target);
    }
    auto arguments = argv;
    auto variables = merged(environment);
    pid_t pid = -1;
    const int error = ::posix_spawnp(
        &pid, argv.at(0).c_str(), &actions, nullptr, pointers(arguments).data(), pointers(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        throw std::runtime_error("cannot start " + argv.at(0) + ": " + std::strerror(error));
    }
    return pid;
}

class Pipe {
public:
    Pipe()
    {
        if (::pipe2(ends_.data(), O_CLOEXEC) != 0) {
            throw std::runtime_error("cannot make a pipe");
        }
    }
    ~Pipe()
    {
        close(0);
        close(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    int operator[](std::size_t end) const { return ends_[end]; }
    void close(std::size_t end)
    {
        if (ends_[end] >= 0) {
            ::close(ends_[end]);
            ends_[end] = -1;
        }
    }

private:
    std::array<int, 2> ends_{-1, -1};
};

void set_status(ProgramResult& result, int status)
{
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/// Reads what is there; closes the pipe at its end.
void drain(Pipe& pipe, std::string& into)
{
    std::array<char, 65536> bytes{};
    const ssize_t size = ::read(pipe[0], bytes.data(), bytes.size());
    if (size > 0) {
        into.append(bytes.data(), static_cast<std::size_t>(size));
    } else if (size == 0 || errno != EINTR) {
        pipe.close(0);
    }
}

void feed(Pipe& pipe, const std::string& input, std::size_t& sent)
{
    const ssize_t size = sent < input.size() ? ::write(pipe[1], input.data() + sent, input.size() - sent) : -1;
    sent += size > 0 ? static_cast<std::size_t>(size) : 0;
    if (sent == input.size() || (size < 0 && errno != EAGAIN && errno != EINTR)) {
        pipe.close(1);
    }
}

} // namespace

ProgramResult run_program(const std::vector<std::string>& argv, const Environment& environment,
    const std::string& input, std::chrono::milliseconds timeout)
{
    Pipe in;
    Pipe out;
    Pipe err;
    const auto previous = ::signal(SIGPIPE, SIG_IGN);
    const pid_t pid = spawn(argv, environment, {in[0], out[1], err[1]});
    in.close(0);
    out.close(1);
    err.close(1);
    ::fcntl(in[1], F_SETFL, O_NONBLOCK);
    ProgramResult result;
    std::size_t sent = 0;
    const auto deadline = Clock::now() + timeout;
    bool late = false;
    while (!late && (out[0] >= 0 || err[0] >= 0)) {
        std::array<pollfd, 3> files{pollfd{in[1], POLLOUT, 0}, pollfd{out[0], POLLIN, 0}, pollfd{err[0], POLLIN, 0}};
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        late = left <= 0 || ::poll(files.data(), files.size(), static_cast<int>(left)) == 0;
        if (files[0].revents != 0) {
            feed(in, input, sent);
        }
        if (files[1].revents != 0) {
            drain(out, result.out);
        }
        if (files[2].revents != 0) {
            drain(err, result.err);
        }
    }
    if (late) {
        ::kill(pid, SIGKILL);
    }
    int status = 0;
    rusage usage{};
    while (::wait4(pid, &status, 0, &usage) < 0 && errno == EINTR) { }
    ::signal(SIGPIPE, previous);
    result.peak_kib = usage.ru_maxrss;
    if (late) {
        throw std::runtime_error(argv.at(0) + " did not end in time; it wrote: " + result.out + result.err);
    }
    set_status(result, status);
    return result;
}

Process::Process(const std::vector<std::string>& argv, const Environment& environment)
{
    const std::string file = folder_ / "output";
    const int output = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const int input = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    try {
        pid_ = spawn(argv, environment, {input, output, output});
    } catch (...) {
        ::close(output);
        ::close(input);
        throw;
    }
    ::close(output);
    ::close(input);
}

Process::~Process()
{
    if (!reap()) {
        ::kill(pid_, SIGKILL);
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) { }
    }
}

std::string Process::output() const { return read_file(folder_ / "output"); }

std::string Process::wait_for_line(const std::string& text, std::chrono::milliseconds timeout)
{
    const auto deadline = Clock::now() + timeout;
    for (;;) {
        const bool ended = reap(); // before reading, so that nothing is written after
        const std::string written = output();
        for (std::size_t begin = 0, end = 0; (end = written.find('\n', begin)) != std::string::npos; begin = end + 1) {
            const std::string line = written.substr(begin, end - begin);
            if (line.find(text) != std::string::npos) {
                return line;
            }
        }
        if (ended || Clock::now() > deadline) {
            throw std::runtime_error("no line with '" + text + "' came"
                + (ended ? " before the program's end" : " in time") + "; it wrote: " + written);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

void Process::kill(int signal)
{
    if (!reap()) {
        ::kill(pid_, signal);
    }
}

bool Process::reap()
{
    if (ended_) {
        return true;
    }
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
        set_status(result_, status);
        ended_ = true;
    }
    return ended_;
}

bool Process::running() { return !reap(); }

ProgramResult Process::wait(std::chrono::milliseconds timeout)
{
    const auto deadline = Clock::now() + timeout;
    while (!reap()) {
        if (Clock::now() > deadline) {
            throw std::runtime_error("the program did not end in time; it wrote: " + output());
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    result_.out = output();
    return result_;
}

} // namespace wowhost::test
