#include "site.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace site_test {

using wowhost::test::run_program;
using wowhost::test::write_file;

namespace {

std::vector<std::string> without_rate(std::vector<std::string> options)
{
    options.emplace_back("--no-rate");
    return options;
}

} // namespace

Site::Site(const std::string& engine, const std::vector<std::string>& sandbox_options)
    : sandbox_(without_rate(sandbox_options))
    , database_(engine)
{
    write_file(folder_ / "wowhost.yml",
        "database: { url: \"" + database_.url()
            + "\" }\n"
              "modules: { path: [\"" WOWHOST_MODULE_FOLDER "\"] }\n"
              "files: { path: \""
            + (folder_ / "files")
            + "\" }\n"
              "log: { level: warning }\n"
              "wow: { client_id: test, client_secret: \"env:SITE_SECRET\", region: eu, per_second: 0, per_hour: 0, "
              "api_url: \""
            + sandbox_.url() + "\", oauth_url: \"" + sandbox_.url() + "\", media_url: \"" + sandbox_.url() + "\" }\n");
    write_file(folder_ / "clock", "0");
}

std::vector<std::string> Site::command_line(const std::vector<std::string>& arguments) const
{
    std::vector<std::string> line{WOWHOST_PROGRAM, "--config", folder_ / "wowhost.yml", "--format", "json", "--yes"};
    line.insert(line.end(), arguments.begin(), arguments.end());
    return line;
}

wowhost::test::Environment Site::environment() const
{
    return {{"SITE_SECRET", "secret"}, {"WOWHOST_CLOCK_FILE", folder_ / "clock"}};
}

wowhost::test::ProgramResult Site::run(
    const std::vector<std::string>& arguments, const wowhost::test::Environment& more) const
{
    auto variables = environment();
    variables.insert(more.begin(), more.end());
    return run_program(command_line(arguments), variables);
}

std::unique_ptr<wowhost::test::Process> Site::start(const std::vector<std::string>& arguments) const
{
    return std::make_unique<wowhost::test::Process>(command_line(arguments), environment());
}

nlohmann::json Site::json(const std::vector<std::string>& arguments, int exit_code) const
{
    const auto result = run(arguments);
    std::string line;
    for (const auto& argument : arguments)
        line += argument + " ";
    INFO("wowhost " << line << "\n" << result.out.substr(0, 2000) << "\n" << result.err);
    REQUIRE(result.exit_code == exit_code);
    auto parsed = nlohmann::json::parse(result.out, nullptr, false);
    REQUIRE_FALSE(parsed.is_discarded());
    return parsed;
}

void Site::install(std::vector<std::string> modules) const
{
    modules.insert(modules.begin(), "install");
    json(modules);
}

nlohmann::json Site::lookup(const std::string& realm, const std::string& name, int exit_code) const
{
    return json({"wow:character-lookup", realm, name, "--region", "eu"}, exit_code);
}

nlohmann::json Site::list(const std::string& type, const std::vector<std::string>& where) const
{
    std::vector<std::string> line{"entity", "list", type};
    for (const auto& condition : where) {
        line.emplace_back("--where");
        line.push_back(condition);
    }
    return json(line);
}

std::int64_t Site::count(const std::string& type, const std::vector<std::string>& where) const
{
    std::vector<std::string> line{"entity", "count", type};
    for (const auto& condition : where) {
        line.emplace_back("--where");
        line.push_back(condition);
    }
    return json(line)["count"].get<std::int64_t>();
}

nlohmann::json Site::row(const std::string& type, std::int64_t id) const
{
    return json({"entity", "get", type, std::to_string(id)});
}

void Site::advance(std::int64_t seconds)
{
    clock_offset_ += seconds;
    write_file(folder_ / "clock", std::to_string(clock_offset_));
}

void Site::reset_requests() { requests_before_ = sandbox_.statistics()["requests"].get<std::int64_t>(); }

std::int64_t Site::requests_since_reset()
{
    return sandbox_.statistics()["requests"].get<std::int64_t>() - requests_before_;
}

void Site::wait_for_requests(std::int64_t count)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(2);
    while (requests_since_reset() < count) {
        if (std::chrono::steady_clock::now() > end)
            throw std::runtime_error("the sandbox does not see " + std::to_string(count) + " requests");
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

} // namespace site_test
