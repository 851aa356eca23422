#include "host/module/call_marks.hpp"
#include "host/module/guard.hpp"
#include "tests/host/module/guarded.hpp"

#include <wowhost/error.hpp>

#include <catch2/catch.hpp>

#include <new>
#include <stdexcept>
#include <thread>

using namespace wowhost;
using namespace wowhost::module;
using namespace std::chrono_literals;

using wowhost::test::call;
using wowhost::test::call_until;

namespace {

template <class F>
Error error_of(F&& f)
{
    try {
        f();
    } catch (const Error& error) {
        return error;
    }
    return {ErrorCode::failed, "nothing was thrown"};
}

/// Knows how many of its kind live: an exception must be gone before the caller sees the Error.
struct Counted : std::runtime_error {
    Counted()
        : std::runtime_error("counted")
    {
        ++alive;
    }
    Counted(const Counted& other)
        : std::runtime_error(other)
    {
        ++alive;
    }
    ~Counted() override { --alive; }
    static inline int alive = 0;
};

struct Odd { };

} // namespace

TEST_CASE("a guarded call reaches the object with its context")
{
    const Guard guard("m");
    const int object = 40;
    int result = 2;
    guard.run(
        "add",
        [](const void* target, void* context) { *static_cast<int*>(context) += *static_cast<const int*>(target); },
        &object, &result);
    CHECK(result == 42);
    CHECK(guard.statistics().calls == 1);
    CHECK(guard.statistics().errors == 0);
}

TEST_CASE("I-14 whatever a module throws arrives as module_failed with the module's name")
{
    const Guard guard("wow_mount");
    const auto standard = error_of([&] { call(guard, "sync", [] { throw std::runtime_error("no mounts"); }); });
    CHECK(standard.code() == ErrorCode::module_failed);
    CHECK(standard.module() == "wow_mount");
    CHECK(std::string(standard.what()) == "module wow_mount failed in sync: no mounts");
    const auto number = error_of([&] { call(guard, "sync", [] { throw 42; }); });
    CHECK(number.module() == "wow_mount");
    CHECK_THAT(number.what(), Catch::Contains("of type int"));
    const auto odd = error_of([&] { call(guard, "sync", [] { throw Odd(); }); });
    CHECK_THAT(odd.what(), Catch::Contains("Odd"));
    const auto memory = error_of([&] { call(guard, "sync", [] { throw std::bad_alloc(); }); });
    CHECK(memory.code() == ErrorCode::module_failed);
    const auto storage = error_of([&] { call(guard, "sync", [] { throw Error(ErrorCode::storage, "disk full"); }); });
    CHECK(storage.code() == ErrorCode::module_failed);
    CHECK_THAT(storage.what(), Catch::Contains("disk full"));
    CHECK(guard.statistics().errors == 5);
    CHECK(guard.statistics().calls == 5);
    int after = 0;
    call(guard, "sync", [&] { after = 1; });
    CHECK(after == 1);
}

TEST_CASE("codes that a caller acts on are kept, with reasons, and the message names the module once")
{
    const Guard guard("wow_mount");
    for (const auto code : {ErrorCode::deadline_exceeded, ErrorCode::cancelled, ErrorCode::not_found,
             ErrorCode::refused, ErrorCode::invalid_argument, ErrorCode::conflict, ErrorCode::locked}) {
        const auto error = error_of([&] {
            call(guard, "run", [&] { throw Error(code, "no such realm", {"a", "b"}); });
        });
        CHECK(error.code() == code);
        CHECK(std::string(error.what()) == "wow_mount: no such realm");
        CHECK(error.reasons() == std::vector<std::string>{"a", "b"});
        CHECK(error.module().empty());
    }
    const auto nested = error_of(
        [&] { call(guard, "outer", [&] { call(guard, "inner", [] { throw Error(ErrorCode::refused, "no"); }); }); });
    CHECK(std::string(nested.what()) == "wow_mount: no");
}

TEST_CASE("when one module calls another, the one that failed first is named")
{
    const Guard outer("wow_character");
    const Guard inner("wow_mount");
    const auto error = error_of(
        [&] { call(outer, "lookup", [&] { call(inner, "sync", [] { throw std::runtime_error("boom"); }); }); });
    CHECK(error.module() == "wow_mount");
    CHECK(std::string(error.what()) == "module wow_character failed in lookup: module wow_mount failed in sync: boom");
}

TEST_CASE("the module's exception object is gone when the caller gets the error")
{
    const Guard guard("m");
    int alive_then = -1;
    try {
        call(guard, "x", [] { throw Counted(); });
    } catch (const Error&) {
        alive_then = Counted::alive;
    }
    CHECK(alive_then == 0);
}

TEST_CASE("a closed guard refuses with unavailable and does not call")
{
    const Guard guard("m");
    guard.close();
    bool called = false;
    const auto error = error_of([&] { call(guard, "x", [&] { called = true; }); });
    CHECK(error.code() == ErrorCode::unavailable);
    CHECK_THAT(error.what(), Catch::Contains("module m is not available"));
    CHECK_FALSE(called);
    CHECK(guard.statistics().refused == 1);
    CHECK(guard.statistics().calls == 0);
}

TEST_CASE("a deadline is seen inside, only shortened by nested ones, and gone afterwards")
{
    const Guard guard("m");
    const auto now = std::chrono::steady_clock::now();
    const auto near = now + 1h;
    CHECK_FALSE(current_deadline());
    call_until(guard, near, "outer", [&] {
        CHECK(current_deadline() == near);
        call(guard, "no deadline of its own", [&] { CHECK(current_deadline() == near); });
        call_until(guard, now + 2h, "longer", [&] { CHECK(current_deadline() == near); });
        call_until(guard, now + 30min, "shorter", [&] { CHECK(current_deadline() == now + 30min); });
        CHECK(current_deadline() == near);
    });
    CHECK_FALSE(current_deadline());
    error_of([&] { call_until(guard, near, "throws", [] { throw std::runtime_error("x"); }); });
    CHECK_FALSE(current_deadline());
}

TEST_CASE("a call that overran its deadline fails naming module and seconds, one without a deadline may take its time")
{
    const Guard guard("wow_mount");
    const auto overrun = [&](Deadline deadline) {
        while (std::chrono::steady_clock::now() <= deadline)
            std::this_thread::yield();
    };
    const auto soon = std::chrono::steady_clock::now() + 20ms;
    const auto late = error_of([&] { call_until(guard, soon, "sync", [&] { overrun(soon); }); });
    CHECK(late.code() == ErrorCode::deadline_exceeded);
    CHECK_THAT(
        late.what(), Catch::Matches("wow_mount: sync took [0-9.]+ s, longer than its deadline of [0-9.]+ s; .*"));
    call(guard, "sync", [&] { overrun(soon); });

    bool called = false;
    const auto passed = error_of([&] { call_until(guard, soon, "sync", [&] { called = true; }); });
    CHECK(passed.code() == ErrorCode::deadline_exceeded);
    CHECK_FALSE(called);

    const auto again = std::chrono::steady_clock::now() + 5ms;
    const auto threw = error_of([&] {
        call_until(guard, again, "sync", [&] {
            overrun(again);
            throw std::runtime_error("its own");
        });
    });
    CHECK(threw.code() == ErrorCode::module_failed);
}

TEST_CASE("time spent in a module is counted")
{
    const Guard guard("m");
    const auto end = std::chrono::steady_clock::now() + 30ms;
    call(guard, "busy", [&] {
        while (std::chrono::steady_clock::now() < end)
            std::this_thread::yield();
    });
    CHECK(guard.statistics().seconds >= 0.02);
    for (int i = 0; i < 1000; ++i)
        call(guard, "quick", [] {});
    CHECK(guard.statistics().calls == 1001);
}

TEST_CASE("the marks of a thread say which calls it is in")
{
    const Guard outer("mark_outer");
    const Guard inner("mark_inner");
    CHECK_FALSE(is_inside("mark_outer"));
    call(outer, "a", [&] {
        call(inner, "b", [&] {
            CHECK(is_inside("mark_outer"));
            CHECK(is_inside("mark_inner"));
            const auto calls = running_calls("mark_inner");
            REQUIRE(calls.size() == 1);
            CHECK(calls[0].what == "b");
        });
        CHECK_FALSE(is_inside("mark_inner"));
        std::thread([] { CHECK_FALSE(is_inside("mark_outer")); }).join();
    });
    CHECK_FALSE(is_inside("mark_outer"));
}

TEST_CASE("calls nested deeper than marks are kept, and more names than are remembered, still work")
{
    const Guard guard("deep");
    int depth = 0;
    const auto recurse = [&](auto& self, int left) -> void {
        ++depth;
        if (left > 0)
            call(guard, "again", [&] { self(self, left - 1); });
    };
    recurse(recurse, 40);
    CHECK(depth == 41);
    CHECK(call_slot().depth.load() == 0);
    std::vector<std::string> names;
    for (int i = 0; i < 200; ++i)
        names.push_back("name" + std::to_string(i));
    for (const auto& name : names)
        call(guard, name.c_str(), [&] { CHECK(running_calls("deep").back().what == name); });
}
