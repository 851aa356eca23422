// A site for one test: a database of either engine, a configuration, and the real program in the background.
#pragma once

#include "support/program.hpp"
#include "support/test_database.hpp"

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#ifndef WOWHOST_MORE_MODULES
#define WOWHOST_MORE_MODULES "" // ",FOLDER": further folders with modules
#endif

namespace serve_test {

using nlohmann::json;
using namespace wowhost::test;

class Site {
public:
    /// `more`: further YAML lines of the configuration.
    explicit Site(const std::string& engine, const std::string& more = {})
        : database_(engine)
    {
        write_file(folder_ / "site.yml", "site: { name: test }\nlog: { level: info }\n" + more);
    }
    std::string path(const std::string& name) const { return folder_ / name; }
    std::vector<std::string> line(const std::vector<std::string>& arguments) const
    {
        std::vector<std::string> all{WOWHOST_PROGRAM, "--config", folder_ / "site.yml", "--yes", "--set",
            "database.url=" + database_.url(), "--set", "files.path=" + (folder_ / "files"), "--set",
            "modules.path=[" WOWHOST_FIXTURES "/good," WOWHOST_FIXTURES "/content," WOWHOST_FIXTURES
            "/web_probe" WOWHOST_MORE_MODULES "]"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return all;
    }
    json run(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), {"--format", "json"});
        const auto result = run_program(line(arguments));
        INFO(json(arguments).dump() << "\n" << result.out << result.err);
        REQUIRE(result.exit_code == 0);
        return json::parse(result.out);
    }
    std::unique_ptr<Process> start(const std::vector<std::string>& arguments) const
    {
        return std::make_unique<Process>(line(arguments));
    }
    json queue(const std::string& name) const
    {
        for (const auto& queue : run({"queue", "list"}))
            if (queue["name"] == name)
                return queue;
        return {};
    }

private:
    TestDatabase database_;
    TemporaryDirectory folder_;
};

/// Where a `serve` that has been started answers.
inline std::string address_of(Process& serve)
{
    const auto line = serve.wait_for_line("serving on ");
    const auto begin = line.find("serving on ") + 11;
    return line.substr(begin, line.find("/ ", begin) - begin);
}

/// Waits until `done` says so; a test that never gets there fails by its own time limit.
template <class Done>
void wait_until(Done done)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(120);
    while (!done()) {
        REQUIRE(std::chrono::steady_clock::now() < end);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

} // namespace serve_test
