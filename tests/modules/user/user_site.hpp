// A site with users and nothing else: the real program, a fresh database of either engine.
#pragma once

#include "support/test_database.hpp"

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace user_test {

using nlohmann::json;
using wowhost::test::ProgramResult;

class Site {
public:
    explicit Site(const std::string& engine, const std::string& configuration = {})
        : database_(engine)
    {
        wowhost::test::write_file(folder_ / "wowhost.yml",
            "log: { level: warning }\nmodules: { path: [\"" WOWHOST_MODULE_FOLDER "\", \"" WOWHOST_FIXTURE_FOLDER
            "/user_probe\"] }\n"
                + configuration);
        run_json({"install", "user_probe"});
    }

    /// With `input` as stdin, which no command of a test shares with the terminal.
    ProgramResult run(const std::vector<std::string>& arguments, const std::string& input = {}) const
    {
        std::vector<std::string> line{WOWHOST_PROGRAM, "--config", folder_ / "wowhost.yml", "--format", "json", "--set",
            "database.url=" + database_.url(), "--set", "files.path=" + (folder_ / "files")};
        line.insert(line.end(), arguments.begin(), arguments.end());
        return wowhost::test::run_program(line, {}, input);
    }
    json run_json(const std::vector<std::string>& arguments, const std::string& input = {}, int exit_code = 0) const
    {
        const auto result = run(arguments, input);
        INFO(json(arguments).dump() << "\n" << result.out << result.err);
        REQUIRE(result.exit_code == exit_code);
        return json::parse(result.out);
    }
    std::string error(const std::vector<std::string>& arguments, int exit_code, const std::string& input = {}) const
    {
        return run_json(arguments, input, exit_code)["error"]["message"];
    }
    const wowhost::test::TestDatabase& database() const { return database_; }

private:
    wowhost::test::TestDatabase database_;
    wowhost::test::TemporaryDirectory folder_;
};

} // namespace user_test
