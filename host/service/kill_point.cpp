#include "host/service/kill_point.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace wowhost::service {
namespace {

struct Settings {
    long fatal = 0;
    const char* log = nullptr;
    Settings()
    {
        if (const char* number = std::getenv("WOWHOST_KILL_POINT"))
            fatal = std::atol(number);
        log = std::getenv("WOWHOST_KILL_POINT_LOG");
    }
};

} // namespace

void kill_point(const char* name)
{
    static const Settings settings;
    if (settings.fatal == 0 && settings.log == nullptr)
        return;
    static std::atomic<long> reached{0};
    const auto number = ++reached;
    if (settings.log != nullptr)
        if (auto* file = std::fopen(settings.log, "a")) {
            std::fprintf(file, "%ld %s\n", number, name);
            std::fclose(file);
        }
    if (number == settings.fatal)
        std::raise(SIGKILL);
}

} // namespace wowhost::service
