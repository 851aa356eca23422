#include "host/cli/test_process.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace wowhost::cli {
namespace {

constexpr auto pause = std::chrono::milliseconds(5);

std::string content(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

} // namespace

TestProcess::TestProcess(
    const std::vector<std::string>& words, const std::filesystem::path& folder, const std::string& name)
    : out_(folder / (name + ".out"))
    , err_(folder / (name + ".err"))
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out_.c_str(), flags, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err_.c_str(), flags, 0600);
    auto copies = words;
    std::vector<char*> pointers;
    pointers.reserve(copies.size() + 1);
    for (auto& word : copies)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const int problem = posix_spawnp(&pid_, pointers[0], &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (problem != 0) {
        pid_ = -1;
        throw Error(ErrorCode::failed, fmt::format("{} cannot be started: {}", words.front(), std::strerror(problem)));
    }
}

TestProcess::~TestProcess()
{
    if (pid_ > 0 && !reap()) {
        kill(pid_, SIGKILL);
        waitpid(pid_, &status_, 0);
    }
}

bool TestProcess::reap()
{
    if (pid_ > 0 && waitpid(pid_, &status_, WNOHANG) == pid_)
        pid_ = -1;
    return pid_ < 0;
}

int TestProcess::wait(std::chrono::milliseconds patience)
{
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!reap()) {
        if (std::chrono::steady_clock::now() > end)
            throw Error(
                ErrorCode::deadline_exceeded, fmt::format("it did not end within {} s", patience.count() / 1000));
        std::this_thread::sleep_for(pause);
    }
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
}

std::string TestProcess::out() const { return content(out_); }
std::string TestProcess::err() const { return content(err_); }

std::string TestProcess::wait_for_address(std::chrono::milliseconds patience, std::string_view after)
{
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const bool ended = reap();
        const auto said = out() + err();
        const auto marked = said.find(std::string(after) + "http://");
        const auto begin = marked == std::string::npos ? marked : marked + after.size();
        const auto stop = begin == std::string::npos ? begin : said.find_first_of(" \n", begin);
        if (stop != std::string::npos)
            return said.substr(begin, stop - begin);
        if (ended || std::chrono::steady_clock::now() > end)
            throw Error(ErrorCode::failed,
                fmt::format("a service prints the http address at which it listens, but this one said \"{}\"", said));
        std::this_thread::sleep_for(pause);
    }
}

} // namespace wowhost::cli
