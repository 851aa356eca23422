// With real processes that really crash.
#include "host/module/crash_marker.hpp"
#include "support/program.hpp"
#include "support/temporary_directory.hpp"

#include <wowhost/error.hpp>

#include <catch2/catch.hpp>

#include <csignal>
#include <unistd.h>

using namespace wowhost::module;
using wowhost::test::TemporaryDirectory;

namespace {

std::vector<CrashReport> crashes_after(const std::string& how)
{
    const TemporaryDirectory folder;
    wowhost::test::run_program({WOWHOST_CRASH_PROBE, folder / "crash", how});
    auto reports = CrashMarker::take_crashes(folder / "crash");
    CHECK(CrashMarker::take_crashes(folder / "crash").empty()); // reported once
    CHECK(std::filesystem::is_empty(folder / "crash"));
    return reports;
}

} // namespace

TEST_CASE("a fatal signal inside a call is remembered with module, call and signal")
{
    struct Case {
        const char* how;
        int signal;
    };
    for (const auto& one : {Case{"segv", SIGSEGV}, Case{"abort", SIGABRT}, Case{"terminate", SIGABRT},
             Case{"fpe", SIGFPE}, Case{"bus", SIGBUS}, Case{"ill", SIGILL}, Case{"overflow", SIGSEGV}}) {
        INFO(one.how);
        const auto reports = crashes_after(one.how);
        REQUIRE(reports.size() == 1);
        CHECK(reports[0].module == "inner_module");
        CHECK(reports[0].what == "inner call");
        CHECK(reports[0].signal == one.signal);
        CHECK(reports[0].chain == std::vector<std::string>{"outer_module: outer call", "inner_module: inner call"});
        CHECK(reports[0].time > 1'700'000'000);
    }
    CHECK(crashes_after("segv").at(0).signal_name() == "SIGSEGV");
}

TEST_CASE("after a nested call the mark before it is back")
{
    const auto reports = crashes_after("after-nested-segv");
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].module == "outer_module");
    CHECK(reports[0].what == "outer call");
}

TEST_CASE("the crashing thread counts, not the others")
{
    for (const char* how : {"thread-segv", "thread-abort"}) {
        const auto reports = crashes_after(how);
        REQUIRE(reports.size() == 1);
        CHECK(reports[0].module == "inner_module");
        CHECK(reports[0].chain.size() == 1);
    }
}

TEST_CASE("a crash outside of any module names none")
{
    const auto reports = crashes_after("outside-segv");
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].module.empty());
    CHECK(reports[0].signal == SIGSEGV);
}

TEST_CASE("SIGKILL, an exit and a signal from another process never count")
{
    CHECK(crashes_after("kill").empty());
    CHECK(crashes_after("exit").empty());
    CHECK(crashes_after("sent").empty());
    CHECK(crashes_after("nothing").empty());
}

TEST_CASE("the signal still ends the process as it would have")
{
    const TemporaryDirectory folder;
    const auto result = wowhost::test::run_program({WOWHOST_CRASH_PROBE, folder / "crash", "abort"});
    CHECK(result.signal == SIGABRT);
}

TEST_CASE("the file of a living process is left alone")
{
    const TemporaryDirectory folder;
    wowhost::test::Process probe({WOWHOST_CRASH_PROBE, folder / "crash", "wait"});
    probe.wait_for_line("waiting");
    CHECK(CrashMarker::take_crashes(folder / "crash").empty());
    CHECK_FALSE(std::filesystem::is_empty(folder / "crash"));
    probe.kill(SIGKILL);
    probe.wait();
    CHECK(CrashMarker::take_crashes(folder / "crash").empty());
    CHECK(std::filesystem::is_empty(folder / "crash"));
}

TEST_CASE("several crashes in one folder are told in order, and other files are left alone")
{
    const TemporaryDirectory folder;
    for (const char* how : {"segv", "kill", "abort"})
        wowhost::test::run_program({WOWHOST_CRASH_PROBE, folder / "crash", how});
    wowhost::test::write_file(folder / "crash/notes.txt", "mine");
    wowhost::test::write_file(folder / "crash/calls-damaged", "rubbish");
    CHECK(CrashMarker::take_crashes(folder / "crash").size() == 2);
    CHECK(std::filesystem::exists(folder / "crash/notes.txt"));
    CHECK_FALSE(std::filesystem::exists(folder / "crash/calls-damaged"));
    CHECK(CrashMarker::take_crashes(folder / "absent").empty());
}

TEST_CASE("a crash marker that cannot be made says where and why, a second one is refused")
{
    const TemporaryDirectory folder;
    wowhost::test::write_file(folder / "file", "in the way");
    CHECK_THROWS_WITH(CrashMarker(folder / "file"), Catch::Contains(folder / "file"));
    {
        const CrashMarker marker(folder / "crash");
        CHECK(std::filesystem::exists(marker.file()));
        CHECK_THROWS_WITH(CrashMarker(folder / "crash"), Catch::Contains("open already"));
    }
    CHECK(std::filesystem::is_empty(folder / "crash"));
    const CrashMarker again(folder / "crash");
    CHECK(std::filesystem::exists(again.file()));
}
