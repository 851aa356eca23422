// A site of its own for one test: the real program, a fresh database of either engine, a simulated Battle.net.
#pragma once

#include "sdk/sandbox/sandbox_program.hpp"
#include "support/test_database.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace site_test {

class Site {
public:
    /// Starts a sandbox with `sandbox_options`; nothing is installed yet. Neither side limits the rate.
    explicit Site(const std::string& engine, const std::vector<std::string>& sandbox_options = {});

    /// Runs `wowhost --format json --yes …` to its end.
    wowhost::test::ProgramResult run(
        const std::vector<std::string>& arguments, const wowhost::test::Environment& more = {}) const;
    /// The same, with stdout as JSON; the exit code must be the one named.
    nlohmann::json json(const std::vector<std::string>& arguments, int exit_code = 0) const;

    /// Starts the program with these arguments in the background.
    std::unique_ptr<wowhost::test::Process> start(const std::vector<std::string>& arguments) const;

    /// Installs modules (and what they depend on).
    void install(std::vector<std::string> modules) const;
    nlohmann::json lookup(const std::string& realm, const std::string& name, int exit_code = 0) const;
    /// Rows of `type` that meet the conditions.
    nlohmann::json list(const std::string& type, const std::vector<std::string>& where = {}) const;
    std::int64_t count(const std::string& type, const std::vector<std::string>& where = {}) const;
    nlohmann::json row(const std::string& type, std::int64_t id) const;

    /// Moves the clock of all further commands.
    void advance(std::int64_t seconds);
    /// API requests that the sandbox has answered since.
    std::int64_t requests_since_reset();
    void reset_requests();
    /// Waits until there are so many. Throws std::runtime_error when they don't come.
    void wait_for_requests(std::int64_t count);

    /// A file of this site's own.
    std::string path(const std::string& name) const { return folder_ / name; }
    sandbox_test::Sandbox& sandbox() { return sandbox_; }
    const wowhost::test::TestDatabase& database() const { return database_; }

private:
    std::vector<std::string> command_line(const std::vector<std::string>& arguments) const;
    wowhost::test::Environment environment() const;

    sandbox_test::Sandbox sandbox_;
    wowhost::test::TestDatabase database_;
    wowhost::test::TemporaryDirectory folder_;
    std::int64_t clock_offset_ = 0;
    std::int64_t requests_before_ = 0;
};

} // namespace site_test
