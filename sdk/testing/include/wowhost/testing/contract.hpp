// wowhost test kit: what every module promises, checked against one.
//
//     TEST_CASE("heirloom keeps the contract") {
//         CHECK(wowhost::testing::check_contract(HEIRLOOM_FILE) == std::vector<std::string>{});
//     }
//
// wowhost_add_module() registers the same as the test `NAME: contract`, by the program wowhost-check-module.
//
//  * file: what `wowhost module verify` checks
//  * setup: declares and does nothing: no service is called, no file read, no thread started; twice gives the same
//  * install: twice changes nothing the second time; uninstall likewise; install after uninstall is complete again
//  * schema: the same in whatever order the module and its optional ones are installed, in record and in the database
//  * isolation: rows of other modules, the process's locale, signals, environment and folder are left as they were
//  * stop: calls end when the host is told to stop, and the module can be taken out then
//  * ledger: nothing of what it registered is left after uninstall
//  * unmap: its file can be unmapped
//  * traces: no row, state, job, file or lock is left in a site that it has left
//
// Called are the cron jobs, the lines for `wowhost status`, the commands and GET routes that need no argument, and what
// `exercise` adds. The network answers nothing unless `script` says what. A module that crashes takes the process
// along; `progress` has heard then what was called last.
#pragma once

#include <wowhost/testing/export.hpp>
#include <wowhost/testing/host.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace wowhost::testing {

class ContractOptions {
public:
    HostOptions host; ///< Where the modules are that it depends on, and its configuration.
    std::function<void(HttpScript&)> script; ///< Answers for what it asks of the network.
    std::function<void(Host&)> exercise; ///< Work for it, while it is installed.
    std::function<void(const std::string& step)> progress; ///< Hears each step before it is taken.
    std::vector<std::string> not_called; ///< Names of commands and cron jobs, and paths, that are left alone.
    std::chrono::milliseconds patience{5000}; ///< How long a call may take to end once the host stops.
};

/// What the module does not keep, one sentence each that says what to change; nothing when it keeps all.
WOWHOST_TESTING_API std::vector<std::string> check_contract(
    const std::filesystem::path& module_file, const ContractOptions& options = {});

} // namespace wowhost::testing
