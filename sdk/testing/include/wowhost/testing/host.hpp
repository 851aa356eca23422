// wowhost test kit: a host in the process of the test.
//
//     #include <catch2/catch.hpp>
//     #include <wowhost/testing/host.hpp>
//
//     TEST_CASE("it greets by the configured word") {
//         wowhost::testing::Host host("greeter");                  // installed, from the build's own folder
//         CHECK(host.ask({"greeter:greet", "Thrall"}).string() == "hello, Thrall");
//     }
//
// It is the real host: the modules' own files are loaded, installed by the real installer, called through the real
// guards. In place of the world stand a database of its own (in memory where the machine has /dev/shm), a clock that a
// test moves, a script that answers HTTP (wowhost/testing/http.hpp), and a log that is kept. Nothing is read from the
// machine's configuration, nothing is left behind.
//
// Nothing here needs a test framework: what goes wrong is thrown as wowhost::Error, whose text says what to do.
// Several hosts may live at once, each is used by one thread at a time. The kit is part of wowhost-dev and is not
// covered by the promise of sdk/docs/ABI.md: build tests with the kit that they run with.
#pragma once

#include <wowhost/services.hpp>
#include <wowhost/testing/export.hpp>
#include <wowhost/testing/http.hpp>
#include <wowhost/testing/web.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wowhost::testing {

class HostOptions {
public:
    HostOptions()
    {
#ifdef WOWHOST_TEST_MODULES
        add_folders(WOWHOST_TEST_MODULES, modules_path); // what wowhost_add_module_test() says
#endif
#ifdef WOWHOST_TEST_TEMPLATES
        add_folders(WOWHOST_TEST_TEMPLATES, templates);
#endif
    }
    /// YAML as in wowhost.yml: "wow: { region: us }". What names the database and folders is the kit's.
    HostOptions& configure(std::string yaml)
    {
        configuration += yaml + "\n";
        return *this;
    }
    /// Looks for modules there first.
    HostOptions& with_modules(std::string folder)
    {
        modules_path.insert(modules_path.begin(), std::move(folder));
        return *this;
    }

    std::vector<std::string> modules_path; ///< Folders with module files.
    std::vector<std::string> templates; ///< Folders with templates, besides `templates` beside the modules.
    std::string configuration;
    std::int64_t start = 1'767'323'045; ///< Unix seconds at which the clock starts: 2026-01-02T03:04:05Z.

private:
    static void add_folders(const std::string& list, std::vector<std::string>& folders)
    {
        for (std::size_t at = 0; at < list.size();) {
            const auto end = std::min(list.find(':', at), list.size());
            if (end > at)
                folders.push_back(list.substr(at, end - at));
            at = end + 1;
        }
    }
};

/// How a command ended.
class Outcome {
public:
    int exit_code = 0;
    std::string out;
    std::string err;
    /// `out` as JSON; null when there is none.
    Value value;
    /// Of a command that failed: its message; empty otherwise.
    std::string message() const
    {
        return value.is_object() && value["error"]["message"].is_text() ? value["error"]["message"].string() : "";
    }
};

class LogLine {
public:
    std::string module;
    LogLevel level = LogLevel::info;
    std::string message;
    Value context;
};

class WOWHOST_TESTING_API Host {
public:
    explicit Host(const HostOptions& options = {});
    /// With this module, and what it depends on, installed.
    explicit Host(const std::string& module, const HostOptions& options = {});
    ~Host();
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    // Commands, as `wowhost --format json --yes WORDS…` would do. After each, a request that nothing answered is thrown
    // as Error(failed).
    Outcome run(const std::vector<std::string>& words);
    /// The same; anything but exit code 0 is thrown as Error with what the command said.
    Value ask(const std::vector<std::string>& words);
    /// These and what they depend on; what was installed, in order.
    std::vector<std::string> install(const std::vector<std::string>& modules);
    /// These and what depends on them; what was uninstalled, in order.
    std::vector<std::string> uninstall(const std::vector<std::string>& modules);
    /// Runs cron: the jobs that are due, or all. One entry per job: {job, module, result, message}.
    Value cron(bool all = true);
    /// Works on all queues until they are empty; {done, failed}. Delayed jobs are waited for: see `advance`.
    Value work();
    /// Ends the host and begins anew with the same database, as the next process would.
    void restart();
    /// The same, with modules looked for in this folder first: as after newer files have been installed.
    void restart(const std::string& folder_of_modules);

    /// The answer to a visit; see Visit. A page's template is looked for as `serve` does it.
    Answer fetch(const Visit& visit);
    Answer get(const std::string& path) { return fetch(Visit(path)); }

    // The clock goes on from where it is put, unless it is frozen: then it shows what it is given.
    std::int64_t now() const;
    void advance(std::chrono::seconds time);
    void set_time(std::int64_t unix_seconds);
    /// It stands still, at a whole second, until `frozen` is false: rows have the times that the test expects.
    void freeze_time(bool frozen = true);

    HttpScript& http();
    /// What the host does for a module of this name (it need not be there): rows, state, queues, plugins of all. The
    /// reference holds until `restart`.
    const Services& services(const std::string& module = "test");
    const EntityStorage& entities() { return services().entities(); }
    /// All implementations of an interface, in order.
    template <class T>
    std::vector<PluginHandle<T>> plugins()
    {
        return services().plugins<T>();
    }
    template <class T>
    PluginHandle<T> plugin(std::string_view id)
    {
        return services().plugin<T>(id);
    }

    /// What was logged, oldest first; of one module, or of all with an empty name. Level info and above, unless the
    /// configuration has another log.level.
    std::vector<LogLine> log(const std::string& module = {}) const;
    /// Whether a message contains the text.
    bool logged(const std::string& text) const;

    /// The folder of the test, gone with the host: its database, the modules' files below `files`.
    std::string folder() const;
    /// From now on `cancelled()` is true for whatever runs and HTTP calls end; false: work goes on.
    void stop(bool stopping = true);

    class Impl; ///< The kit's own.

private:
    friend class HostAccess;
    std::unique_ptr<Impl> impl_;
};

} // namespace wowhost::testing
