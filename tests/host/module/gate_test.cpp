#include "host/module/call_marks.hpp"
#include "host/module/gate.hpp"
#include "host/module/guard.hpp"
#include "tests/host/module/guarded.hpp"

#include <wowhost/error.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

using namespace wowhost;
using namespace wowhost::module;
using namespace std::chrono_literals;

using wowhost::test::call;

namespace {

constexpr auto patient = 60s;

} // namespace

TEST_CASE("an open gate counts calls, a closed one refuses them")
{
    Gate gate("m");
    REQUIRE(gate.enter(0));
    REQUIRE(gate.enter(40)); // shares a stripe with nobody's promise: any number will do
    CHECK(gate.inside() == 2);
    gate.close();
    CHECK_FALSE(gate.enter(0));
    CHECK(gate.inside() == 2);
    CHECK_FALSE(gate.drain(0ms));
    gate.leave(0);
    gate.leave(40);
    CHECK(gate.drain(0ms));
    CHECK(gate.statistics().calls == 2);
    CHECK(gate.statistics().refused == 1);
}

TEST_CASE("a drain ends when the last call under way leaves")
{
    const Guard guard("m");
    std::promise<void> release;
    std::latch inside(1);
    std::thread caller([&] {
        call(guard, "slow", [&] {
            inside.count_down();
            release.get_future().wait();
        });
    });
    inside.wait();
    guard.close();
    CHECK_FALSE(guard.drain(1ms));
    auto drained = std::async(std::launch::async, [&] { return guard.drain(patient).done; });
    release.set_value();
    CHECK(drained.get());
    caller.join();
    CHECK(guard.statistics().calls == 1);
}

TEST_CASE("a drain that takes too long names each stuck call and leaves it alone")
{
    const Guard guard("stuck_module");
    const Guard other("other_module");
    std::promise<void> release;
    const auto released = release.get_future().share();
    std::latch inside(3);
    const auto wait = [&] {
        inside.count_down();
        released.wait();
    };
    std::vector<std::thread> callers;
    callers.emplace_back([&] { call(guard, "sync_characters", wait); });
    callers.emplace_back([&] { call(guard, "cron", [&] { call(other, "nested", wait); }); });
    callers.emplace_back([&] { call(other, "unrelated", wait); });
    inside.wait();
    guard.close();
    const auto drained = guard.drain(1ms);
    CHECK_FALSE(drained.done);
    REQUIRE(drained.stuck.size() == 2);
    const auto all = drained.stuck[0] + drained.stuck[1];
    CHECK_THAT(all,
        Catch::Contains("module stuck_module: `sync_characters` is still running on thread ")
            && Catch::Contains("`cron`"));
    release.set_value();
    for (auto& caller : callers)
        caller.join();
    CHECK(guard.drain(patient));
}

TEST_CASE("a module that asks for its own drain is told at once")
{
    const Guard guard("m");
    Gate::Drained drained;
    call(guard, "uninstall_myself", [&] {
        guard.close();
        drained = guard.drain(patient);
    });
    CHECK_FALSE(drained.done);
    REQUIRE(drained.stuck.size() == 1);
    CHECK_THAT(drained.stuck[0], Catch::Contains("itself inside module m"));
    CHECK(guard.drain(patient));
}

TEST_CASE("I-7 unload under fire: nobody is inside after the drain, and nobody who is refused touches the object")
{
    struct Provider {
        std::uint64_t alive = 0x600dULL;
        std::uint64_t value = 0;
    };
    // What callers hold: the guard and a pointer into the module, whose payload is destroyed in place after the drain.
    struct Shell {
        std::shared_ptr<Guard> guard = std::make_shared<Guard>("fire");
        std::unique_ptr<Provider> provider = std::make_unique<Provider>();
    };
    constexpr int cycles = 300;
    std::mutex mutex;
    auto current = std::make_shared<Shell>();
    std::atomic<bool> stop{false};
    std::atomic<std::uint64_t> called{0};
    std::atomic<std::uint64_t> refused{0};
    std::atomic<std::uint64_t> broken{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < 4; ++i) {
        callers.emplace_back([&] {
            while (!stop) {
                std::shared_ptr<Shell> shell;
                {
                    const std::lock_guard lock(mutex);
                    shell = current;
                }
                try {
                    call(*shell->guard, "get", [&] {
                        if (shell->provider->alive != 0x600dULL)
                            ++broken;
                    });
                    ++called;
                } catch (const Error& error) {
                    if (error.code() != ErrorCode::unavailable)
                        ++broken;
                    ++refused;
                }
            }
        });
    }
    int undrained = 0;
    for (int cycle = 0; cycle < cycles; ++cycle) {
        std::shared_ptr<Shell> old;
        {
            const std::lock_guard lock(mutex);
            old = current;
        }
        while (called.load() < static_cast<std::uint64_t>(cycle)) // some calls happen in every cycle
            std::this_thread::yield();
        old->guard->close();
        if (!old->guard->drain(patient))
            ++undrained;
        old->provider->alive = 0xdeadULL;
        old->provider.reset(); // sanitizers see whoever comes late
        const std::lock_guard lock(mutex);
        current = std::make_shared<Shell>();
    }
    stop = true;
    for (auto& caller : callers)
        caller.join();
    CHECK(undrained == 0);
    CHECK(broken == 0);
    CHECK(called > 0);
}

TEST_CASE("more threads than stripes and slots are still counted right")
{
    const Guard guard("crowd");
    constexpr int threads = 300;
    std::latch inside(threads);
    std::promise<void> release;
    const auto released = release.get_future().share();
    std::vector<std::thread> callers;
    for (int i = 0; i < threads; ++i) {
        callers.emplace_back([&] {
            call(guard, "wait", [&] {
                inside.count_down();
                released.wait();
            });
        });
    }
    inside.wait();
    guard.close();
    const auto drained = guard.drain(1ms);
    CHECK_FALSE(drained.done);
    CHECK(drained.stuck.size() > 200);
    release.set_value();
    for (auto& caller : callers)
        caller.join();
    CHECK(guard.drain(patient));
    CHECK(guard.statistics().calls == threads);
}
