#include "host/database/kill_point.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace wowhost::database {
namespace {

struct Counter {
    Counter(const char* fatal_variable, const char* log_variable)
        : log(std::getenv(log_variable))
    {
        if (const char* number = std::getenv(fatal_variable))
            fatal = std::atol(number);
    }
    long fatal = 0;
    const char* log;
    std::atomic<long> reached = 0;
};

void reach(Counter& counter, const char* name)
{
    if (counter.fatal == 0 && counter.log == nullptr)
        return;
    const auto number = ++counter.reached;
    if (counter.log != nullptr)
        if (auto* file = std::fopen(counter.log, "a")) {
            std::fprintf(file, "%ld %s\n", number, name);
            std::fclose(file);
        }
    if (number == counter.fatal)
        std::raise(SIGKILL);
}

} // namespace

void kill_point(KillPoint kind, const char* name)
{
    static Counter steps("WOWHOST_KILL_POINT", "WOWHOST_KILL_POINT_LOG");
    static Counter commits("WOWHOST_KILL_COMMIT", "WOWHOST_KILL_COMMIT_LOG");
    reach(kind == KillPoint::step ? steps : commits, name);
}

} // namespace wowhost::database
