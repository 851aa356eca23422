// check_contract: modules that keep it, and one that breaks each promise in turn and is told so.
#include <wowhost/testing/contract.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace wowhost;
using namespace wowhost::testing;

namespace {

std::string fixture(const std::string& name) { return std::string(KIT_FIXTURES) + "/" + name + ".so"; }

ContractOptions quick()
{
    ContractOptions options;
    options.patience = std::chrono::milliseconds(700);
    return options;
}

std::vector<std::string> broken(const std::string& promise)
{
    setenv("WOWHOST_BROKEN_PROMISE", promise.c_str(), 1);
    auto found = check_contract(fixture("promise_breaker/promise_breaker"), quick());
    unsetenv("WOWHOST_BROKEN_PROMISE");
    unsetenv("PROMISE_BREAKER");
    return found;
}

std::string joined(const std::vector<std::string>& sentences)
{
    std::string text;
    for (const auto& sentence : sentences)
        text += sentence + "\n";
    return text;
}

} // namespace

TEST_CASE("a good module keeps the contract and every step is told")
{
    std::vector<std::string> steps;
    auto options = quick();
    bool exercised = false;
    options.progress = [&](const std::string& step) { steps.push_back(step); };
    options.exercise = [&](Host& host) {
        exercised = host.ask({"good:greet", "you"}) == Value("hello, you");
        host.ask({"good:fill", "3"});
    };
    CHECK(joined(check_contract(fixture("good/good"), options)).empty());
    CHECK(exercised);
    CHECK(steps.front() == "examining the file");
    CHECK(steps.back() == "unmapping it");
    CHECK(std::find(steps.begin(), steps.end(), "calling cron job good.tick") != steps.end());
}

TEST_CASE("a module that breaks no promise is told nothing, also when it has others to depend on")
{
    CHECK(joined(broken("")).empty());
}

TEST_CASE("each broken promise is found and said in a sentence that says what to change")
{
    struct Case {
        const char* promise;
        const char* what;
        const char* advice;
    };
    const Case one = GENERATE(values<Case>({
        {"setup asks the host", "setup: it calls state().get", "call that in install"},
        {"setup reads a file", "setup: it reads or writes files or sockets itself", "do that in install"},
        {"setup throws", "setup: it throws \"not today\"", "may only refuse"},
        {"setup starts a thread", "setup: it starts a thread", "register a cron job or a queue worker"},
        {"setup changes the environment", "setup: it changes the environment", "leave it as it is"},
        {"setup differs", "setup: the second time in a process it declares something else", "declare the same always"},
        {"setup hangs", "setup: it did not return within 700 ms", "does no work"},
        {"install fails", "install: it fails: ", "there is no room"},
        {"install works once", "install: after an uninstall it fails: ", "there is no room"},
        {"uninstall fails", "uninstall: it fails: ", "I will not go"},
        {"schema differs", "schema: installed again, its schema is another", "declare the same always"},
        {"changes the locale", "isolation: it changes the locale of the process", "leave it as it is"},
        {"changes rows of others", "isolation: install and uninstall have changed rows of good_note", "touch only"},
        {"leaves rows", "traces: after uninstall it has left rows of good_note", "remove in uninstall"},
        {"leaves state", "traces: after uninstall it has left state", "do not write after uninstall"},
        {"leaves jobs", "traces: after uninstall it has left jobs in a queue", "uninstall"},
        {"leaves data of users", "traces: after uninstall it has left data of users", "do not write after uninstall"},
        {"leaves a lock", "traces: after uninstall it has left a lock", "release it before the call ends"},
        {"keeps a thread_local", "unmap: its file stays mapped", "put it into the module's own objects"},
    }));
    INFO(one.promise);
    const auto found = joined(broken(one.promise));
    INFO(found);
    CHECK(found.find(one.what) != std::string::npos);
    CHECK(found.find(one.advice) != std::string::npos);
}

TEST_CASE("calls that do not end when they are told to are named")
{
    const auto* promise = GENERATE("a call never ends", "a call ignores that the network was cancelled");
    const auto found = joined(broken(promise));
    CHECK(found.find("stop: cron job promise_breaker.tick did not end within 700 ms after the host was told to stop")
        != std::string::npos);
    CHECK(found.find("host.cancelled()") != std::string::npos);
}

TEST_CASE("a module that cannot be taken out leaves its ledger and is told so")
{
    const auto found = joined(broken("a thread of its own stays"));
    CHECK(found.find("ledger: after uninstall") != std::string::npos);
    CHECK(found.find("end your own threads before uninstall returns") != std::string::npos);
}

TEST_CASE("files that are not as they should be are told before anything of them runs")
{
    CHECK(joined(check_contract(fixture("gnu_unique/gnu_unique"))).find("-fno-gnu-unique") != std::string::npos);
    CHECK(joined(check_contract(fixture("missing_entry/missing_entry"))).find("WOWHOST_MODULE") != std::string::npos);
    CHECK(joined(check_contract(fixture("bad_info/bad_info"))).find("missing required keys") != std::string::npos);
    CHECK(joined(check_contract("nowhere.so")) == "file: there is no nowhere.so\n");
}
