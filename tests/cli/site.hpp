// A site for one test: a database of either engine, a folder of modules, a configuration, and the real program.
#pragma once

#include "support/program.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_database.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

/// `Site site(ON_BOTH_ENGINES);` runs the test case once with SQLite and once with PostgreSQL.
#define ON_BOTH_ENGINES GENERATE(from_range(wowhost::test::engines()))

namespace cli_test {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

/// How a run of the program ended.
struct Answer {
    int exit_code = -1; ///< -1 when a signal ended it.
    int signal = 0;
    std::string out;
    std::string err;
    Json json; ///< stdout; "discarded" when that is no JSON.

    /// The message of a refusal; empty without one.
    std::string message() const { return error("message").is_string() ? error("message").get<std::string>() : ""; }
    std::string code() const { return error("code").is_string() ? error("code").get<std::string>() : ""; }
    Words reasons() const { return error("reasons").is_array() ? error("reasons").get<Words>() : Words(); }

private:
    Json error(const char* member) const
    {
        return json.is_object() && json.contains("error") ? json["error"][member] : Json();
    }
};

class Site {
public:
    /// `fixtures`: modules to put on modules.path, as "folder/name".
    explicit Site(const std::string& engine = "sqlite", const Words& fixtures = {});

    /// Puts a fixture module on the path, in place of one with its name; "evolving_2/evolving".
    void add(const std::string& fixture);
    void remove_file(const std::string& module);
    std::string module_file(const std::string& module) const { return folder_ / ("modules/" + module + ".so"); }
    /// Further YAML lines of the configuration.
    void configure(const std::string& yaml);
    std::string path(const std::string& name) const { return folder_ / name; }

    Words command_line(const Words& words, const std::string& format = "json") const;
    /// Runs `wowhost --config … --format json words…` without a terminal.
    Answer run(const Words& words, const wowhost::test::Environment& environment = {}) const;
    /// The same, and requires this exit code and JSON (if any output).
    Json ask(const Words& words, int exit_code = 0) const;
    /// The same in another format; returns stdout.
    std::string print(const std::string& format, const Words& words, int exit_code = 0) const;
    std::unique_ptr<wowhost::test::Process> start(const Words& words) const;

    /// One module of `module list`.
    Json module(const std::string& name) const;
    std::string status(const std::string& name) const { return module(name).value("status", ""); }
    /// Messages in the log that contain `text`, oldest first.
    Words log(const std::string& text = {}) const;
    std::string schema() const { return ask({"entity", "schema"}).get<std::string>(); }
    /// The tables that the engine itself knows, as text.
    std::string catalogue() const;
    /// The catalogue and every row of every table that a change of modules may touch: what must not differ after a
    /// failure.
    std::string dump() const;
    /// Waits for the condition; fails the test when it does not come true.
    static void wait_until(const std::function<bool()>& condition);
    /// After an installer has been killed: PostgreSQL takes a moment to notice that its client is gone.
    void wait_until_unlocked() const;
    std::string engine() const { return engine_; }
    wowhost::test::TestDatabase& database() { return database_; }

private:
    std::string engine_;
    wowhost::test::TemporaryDirectory folder_;
    mutable wowhost::test::TestDatabase database_;
};

Answer run_wowhost(const Words& words, const wowhost::test::Environment& environment = {});
std::string fixture_file(const std::string& fixture);
/// Matches texts that contain all of `parts`; prints what is missing.
bool contains_all(const std::string& text, const Words& parts);
/// `list` as one text.
std::string joined(const Words& list, const std::string& separator = "\n");

} // namespace cli_test
