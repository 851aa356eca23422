#include "host/service/work_lock.hpp"
#include "site.hpp"

#include <csignal>

using namespace wowhost;
using namespace wowhost::service;
using namespace std::chrono_literals;
using wowhost::test::Process;
using wowhost::test::Site;
using wowhost::test::worker;

namespace {

std::optional<ErrorCode> code_of(const std::function<void()>& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.code();
    }
    return std::nullopt;
}

} // namespace

TEST_CASE("units of work of several processes run together and keep a change of modules waiting")
{
    Site site(ON_BOTH_ENGINES);
    const auto other_database = site.test.open();
    WorkLock one(*site.database);
    WorkLock other(*other_database);
    auto first = one.shared("one", 5s);
    auto second = other.shared("other", 5s);
    std::thread([&] { CHECK(code_of([&] { other.exclusive("install", 50ms); }) == ErrorCode::locked); }).join();
    first.reset();
    std::thread([&] { CHECK(code_of([&] { other.exclusive("install", 50ms); }) == ErrorCode::locked); }).join();
    second.reset();
    CHECK(other.exclusive("install", 5s));
}

TEST_CASE("a change of modules keeps new units waiting and names itself")
{
    Site site(ON_BOTH_ENGINES);
    Process changer(worker({site.test.url(), "exclusive"}));
    changer.wait_for_line("exclusive");
    WorkLock work(*site.database);
    try {
        work.shared("a unit", 50ms);
        FAIL("the unit began");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::locked);
        CHECK(std::string(error.what()).find("`wowhost install wow`") != std::string::npos);
        CHECK(std::string(error.what()).find("pid " + std::to_string(changer.pid())) != std::string::npos);
    }
    changer.kill(SIGKILL);
    changer.wait();
    CHECK(work.shared("a unit", 30s));
}

TEST_CASE("a stream of units in several processes cannot starve a change of modules")
{
    Site site(ON_BOTH_ENGINES);
    Process first(worker({site.test.url(), "units", "4"}));
    Process second(worker({site.test.url(), "units", "4"}));
    first.wait_for_line("streaming");
    second.wait_for_line("streaming");
    WorkLock work(*site.database);
    for (int i = 0; i < 5; ++i)
        CHECK(work.exclusive("install", 60s));
    for (auto* process : {&first, &second}) {
        CHECK(process->running());
        process->kill(SIGTERM);
        CHECK(process->wait().exit_code == 0);
    }
}

TEST_CASE("a thread that holds a unit gets further ones while a change of modules waits")
{
    Site site(ON_BOTH_ENGINES);
    WorkLock work(*site.database, true);
    auto unit = work.shared("outer", 5s);
    std::thread changer([&] { CHECK(work.exclusive("install", 60s)); });
    wowhost::test::wait_until([&] { return site.database->holder("turnstile").has_value(); });
    const auto inner = work.shared("inner", 5s);
    CHECK(inner);
    CHECK(code_of([&] { work.exclusive("install inside", 1s); }) == ErrorCode::refused);
    unit.reset();
    changer.join();
}

TEST_CASE("a lingering lock makes way for a change of modules")
{
    Site site(ON_BOTH_ENGINES);
    const auto other_database = site.test.open();
    WorkLock server(*site.database, true);
    WorkLock installer(*other_database);
    server.shared("request", 5s).reset();
    CHECK(installer.exclusive("install", 30s));
    CHECK(server.shared("request", 5s));
}

TEST_CASE("the thread that changes modules may begin units itself")
{
    Site site(ON_BOTH_ENGINES);
    WorkLock work(*site.database);
    const auto change = work.exclusive("install", 5s);
    CHECK(work.shared("a hook", 0ms));
    std::thread([&] { CHECK(code_of([&] { work.shared("a request", 50ms); }) == ErrorCode::locked); }).join();
}

TEST_CASE("I-6 the second installer is told who holds the lock and a killed one leaves none")
{
    Site site(ON_BOTH_ENGINES);
    Process installer(worker({site.test.url(), "install"}));
    installer.wait_for_line("installing");
    try {
        take_install_lock(*site.database, "wowhost install other");
        FAIL("both install");
    } catch (const Error& error) {
        const std::string message = error.what();
        CHECK(error.code() == ErrorCode::locked);
        CHECK(message.find("another process (pid " + std::to_string(installer.pid())) != std::string::npos);
        CHECK(message.find("`wowhost install wow`, since ") != std::string::npos);
        CHECK(message.find(") is changing modules") != std::string::npos);
    }
    installer.kill(SIGKILL);
    installer.wait();
    wowhost::test::wait_until(
        [&] { return !code_of([&] { take_install_lock(*site.database, "wowhost install other"); }); });
}
