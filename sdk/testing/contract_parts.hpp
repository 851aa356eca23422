// The parts of check_contract.
#pragma once

#include "host/module/loaded_module.hpp"
#include "sdk/testing/host_impl.hpp"

#include <wowhost/testing/contract.hpp>

#include <filesystem>
#include <functional>
#include <future>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace wowhost::testing {

using Sentences = std::vector<std::string>;

/// Loads the file and runs its setup twice, with services that refuse. `patience` bounds each.
Sentences check_setup(const std::filesystem::path& file, const std::string& module, std::chrono::milliseconds patience);

/// What of a process all modules share: its locale, folder, mask of files, environment, handlers of signals.
std::map<std::string, std::string> process_state();
Sentences process_changes(
    const std::map<std::string, std::string>& before, const std::map<std::string, std::string>& after);
/// Threads of this process.
std::set<std::string> threads();

/// All rows of all types, by table, of the host's own tables what names the module, and the files that it keeps. The
/// log is left out.
std::map<std::string, std::multiset<std::string>> traces(Host& host, const std::string& module);
/// What is there that was not, and what is not that was, in words.
Sentences trace_changes(const std::map<std::string, std::multiset<std::string>>& before,
    const std::map<std::string, std::multiset<std::string>>& after, const std::string& module);

/// Types and permissions that the installed module names and nobody has. Not `complete`: a module that its info file
/// names is not there, and so only what is like a known name is complained about.
Sentences check_names(Host& host, const std::string& module, bool complete);

/// Record and database, as one text.
std::string schema_of(Host& host);

/// A call that needs no argument.
struct Callable {
    std::string name; ///< "cron job heirloom.sweep"
    std::function<void()> call; ///< Guarded; throws Error.
};
std::vector<Callable> callables(Host& host, const std::string& module, const std::vector<std::string>& not_called);

/// Threads that have made a call. They stay until this goes, so that what a call left on its thread is still there.
class CallThreads {
public:
    ~CallThreads();
    /// Makes the call; the future is ready when it has ended.
    std::future<void> start(std::function<void()> call);
    /// The call of the last one goes on: it is left alone.
    void abandon_last();

private:
    std::promise<void> release_;
    std::shared_future<void> released_ = release_.get_future().share();
    std::vector<std::thread> threads_;
};

/// Calls each on a thread of its own. What does not end by itself soon is told to stop, and complained about when it
/// does not end then. `stuck` turns true when a call goes on.
Sentences check_calls(Host& host, const std::vector<Callable>& calls, CallThreads& threads,
    std::chrono::milliseconds patience, const std::function<void(const std::string&)>& progress, bool& stuck);

} // namespace wowhost::testing
