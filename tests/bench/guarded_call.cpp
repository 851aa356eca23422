// What the guard around a call into a module costs: nanoseconds over a plain virtual call, on one thread and on two at
// once.
//
// Prints one line per case as `name ns`: processor time, the best of many short rounds, since noise only adds.
#include "host/module/guard.hpp"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include <time.h>

namespace {

class Interface {
public:
    virtual ~Interface() = default;
    virtual std::uint64_t next(std::uint64_t value) const = 0;
};

/// Two of them, chosen at run time, so that the compiler cannot know which one is called.
template <std::uint64_t step>
class Implementation final : public Interface {
public:
    std::uint64_t next(std::uint64_t value) const override { return value + step; }
};

struct Frame {
    std::uint64_t value;
};

[[gnu::noinline]] std::uint64_t plain(const Interface& object, std::uint64_t calls)
{
    std::uint64_t value = 1;
    for (std::uint64_t i = 0; i < calls; ++i)
        value = object.next(value);
    return value;
}

[[gnu::noinline]] std::uint64_t guarded(
    const wowhost::module::Guard& guard, const Interface& object, std::uint64_t calls)
{
    Frame frame{1};
    for (std::uint64_t i = 0; i < calls; ++i)
        guard.run(
            "next",
            [](const void* target, void* context) {
                auto& in = *static_cast<Frame*>(context);
                in.value = static_cast<const Interface*>(target)->next(in.value);
            },
            &object, &frame);
    return frame.value;
}

std::atomic<std::uint64_t> results{0};

using Work = std::function<std::uint64_t(std::uint64_t calls)>;

/// Of this thread: what others on the machine take from it does not count.
double processor_nanoseconds()
{
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Nanoseconds per call of the slowest of `threads` threads that do the work at the same time.
double measure(const Work& work, int threads)
{
    constexpr std::uint64_t calls = 1'000'000;
    constexpr int rounds = 28;
    double best = 1e9;
    for (int round = 0; round < rounds; ++round) {
        std::barrier start(threads);
        std::vector<double> spent(static_cast<std::size_t>(threads));
        std::vector<std::thread> workers;
        for (auto& mine : spent) {
            workers.emplace_back([&] {
                std::uint64_t sum = work(calls / 20);
                start.arrive_and_wait();
                const auto begin = processor_nanoseconds();
                sum += work(calls);
                mine = processor_nanoseconds() - begin;
                results += sum; // so that nothing is optimised away
            });
        }
        for (auto& worker : workers)
            worker.join();
        best = std::min(best, *std::max_element(spent.begin(), spent.end()) / static_cast<double>(calls));
    }
    return best;
}

} // namespace

int main(int argc, char**)
{
    std::unique_ptr<Interface> object = std::make_unique<Implementation<1>>();
    if (argc > 1)
        object = std::make_unique<Implementation<3>>();
    const wowhost::module::Guard guard("bench");
    for (const int threads : {1, 2}) {
        const auto bare = measure([&](std::uint64_t calls) { return plain(*object, calls); }, threads);
        const auto full = measure([&](std::uint64_t calls) { return guarded(guard, *object, calls); }, threads);
        std::printf("plain_virtual_call_%d_threads %.2f\n", threads, bare);
        std::printf("guarded_call_%d_threads %.2f\n", threads, full);
        std::printf("guard_cost_%d_threads %.2f\n", threads, full - bare);
    }
    return 0;
}
