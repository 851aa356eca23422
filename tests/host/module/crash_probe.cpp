// Dies inside a guarded call, in the way that the second argument names; the first is the folder of the crash marker.
#include "host/module/crash_marker.hpp"
#include "host/module/guard.hpp"
#include "tests/host/module/guarded.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace {

using wowhost::module::Guard;
using wowhost::test::call;

[[gnu::noinline]] int overflow(volatile char* before)
{
    volatile char block[4096];
    block[0] = *before;
    if (block[0] == 1) // never: the compiler need not know
        return 0;
    return overflow(block) + block[0];
}

void die(std::string_view how)
{
    if (how == "segv")
        *static_cast<volatile int*>(::mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) = 1;
    else if (how == "abort")
        std::abort();
    else if (how == "terminate")
        std::terminate();
    else if (how == "ill")
        __builtin_trap();
    else if (how == "fpe")
        std::raise(SIGFPE);
    else if (how == "bus")
        std::raise(SIGBUS);
    else if (how == "kill")
        std::raise(SIGKILL);
    else if (how == "overflow") {
        volatile char start = 0;
        std::printf("%d", overflow(&start));
    } else if (how == "sent") { // by another process, as a watchdog would
        const auto target = ::getpid();
        if (::fork() == 0) {
            ::kill(target, SIGABRT);
            ::_exit(0);
        }
        ::pause();
    } else if (how == "exit") {
        std::_Exit(3);
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 3)
        return 2;
    const wowhost::module::CrashMarker marker(argv[1]);
    const std::string_view how = argv[2];
    const Guard outer("outer_module");
    const Guard inner("inner_module");
    if (how.starts_with("outside-")) {
        call(outer, "before", [] {});
        die(how.substr(8));
    } else if (how.starts_with("thread-")) {
        call(outer, "main",
            [&] { std::thread([&] { call(inner, "on a thread", [&] { die(how.substr(7)); }); }).join(); });
    } else if (how.starts_with("after-nested-")) {
        call(outer, "outer call", [&] {
            call(inner, "inner call", [] {});
            die(how.substr(13));
        });
    } else if (how.starts_with("wait")) {
        std::puts("waiting");
        std::fflush(stdout);
        call(outer, "waiting", [] { ::pause(); });
    } else {
        call(outer, "outer call", [&] { call(inner, "inner call", [&] { die(how); }); });
    }
    return 0;
}
