// Runs commands in turn, several times, and prints for each its medians: wall time and processor time in milliseconds,
// and the peak of its resident memory in KiB.
//
//     bench_measure [--before SHELL] RUNS COMMAND [ARGUMENT…] [-- COMMAND [ARGUMENT…]]…
//
// Turn about, so that whatever else the machine does falls on all of them alike. Their standard output is dropped.
// `--before` runs ahead of each, outside the measure. A command that fails ends the bench.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

struct Run {
    double wall_ms = 0;
    double cpu_ms = 0;
    double peak_kib = 0;
};

struct Command {
    std::vector<char*> line; // with the null at its end
    std::vector<Run> runs;
};

double milliseconds(const timeval& time)
{
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

Run measure(const Command& command, const posix_spawn_file_actions_t& actions)
{
    const auto begin = std::chrono::steady_clock::now();
    pid_t child = 0;
    if (posix_spawnp(&child, command.line[0], &actions, nullptr, command.line.data(), environ) != 0) {
        std::fprintf(stderr, "bench_measure: %s cannot be started\n", command.line[0]);
        std::exit(1);
    }
    int status = 0;
    rusage used{};
    ::wait4(child, &status, 0, &used);
    const auto wall = std::chrono::steady_clock::now() - begin;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        std::fprintf(stderr, "bench_measure: %s ended with status %d\n", command.line[0],
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
        std::exit(1);
    }
    return {std::chrono::duration<double, std::milli>(wall).count(),
        milliseconds(used.ru_utime) + milliseconds(used.ru_stime), static_cast<double>(used.ru_maxrss)};
}

double median(const std::vector<Run>& runs, double Run::*member)
{
    std::vector<double> values;
    for (const auto& run : runs)
        values.push_back(run.*member);
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> arguments(argv, argv + argc);
    std::size_t at = 1;
    std::string before;
    if (at + 1 < arguments.size() && arguments[at] == "--before") {
        before = arguments[at + 1];
        at += 2;
    }
    const int rounds = at < arguments.size() ? std::atoi(arguments[at++].c_str()) : 0;
    std::vector<Command> commands(1);
    for (; at < arguments.size(); ++at) {
        if (arguments[at] == "--")
            commands.emplace_back();
        else
            commands.back().line.push_back(argv[at]);
    }
    for (auto& command : commands) {
        if (command.line.empty() || rounds < 1) {
            std::fprintf(stderr, "bench_measure [--before SHELL] RUNS COMMAND… [-- COMMAND…]…\n");
            return 2;
        }
        command.line.push_back(nullptr);
    }
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    for (int round = 0; round < rounds; ++round)
        for (auto& command : commands) {
            if (!before.empty() && std::system(before.c_str()) != 0) {
                std::fprintf(stderr, "bench_measure: failed: %s\n", before.c_str());
                return 1;
            }
            command.runs.push_back(measure(command, actions));
        }
    ::posix_spawn_file_actions_destroy(&actions);
    for (const auto& command : commands)
        std::printf("%.2f %.2f %.0f\n", median(command.runs, &Run::wall_ms), median(command.runs, &Run::cpu_ms),
            median(command.runs, &Run::peak_kib));
    return 0;
}
