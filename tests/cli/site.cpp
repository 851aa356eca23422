#include "site.hpp"

#include "host/entity/catalogue.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

namespace cli_test {

using wowhost::test::Environment;
using wowhost::test::write_file;
namespace database = wowhost::database;

namespace {

/// What differs from run to run, or is written on purpose when something fails.
const Words volatile_tables{"wowhost_log", "wowhost_shared_state", "wowhost_lock", "wowhost_failure",
    "wowhost_quarantine", "wowhost_generation", "sqlite_sequence"};

Words tables_of(database::Connection& connection)
{
    Words tables;
    connection.run(connection.engine() == database::Engine::sqlite
            ? "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
            : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename COLLATE \"C\"",
        {}, [&](const database::Row& row) { tables.push_back(row.string(0)); });
    std::erase_if(tables, [](const std::string& table) {
        return std::find(volatile_tables.begin(), volatile_tables.end(), table) != volatile_tables.end();
    });
    return tables;
}

Answer answer_of(wowhost::test::ProgramResult result)
{
    Answer answer;
    answer.exit_code = result.exit_code;
    answer.signal = result.signal;
    answer.json = Json::parse(result.out, nullptr, false);
    answer.out = std::move(result.out);
    answer.err = std::move(result.err);
    return answer;
}

} // namespace

std::string joined(const Words& list, const std::string& separator)
{
    std::string text;
    for (const auto& item : list)
        text += (text.empty() ? "" : separator) + item;
    return text;
}

std::string fixture_file(const std::string& fixture) { return std::string(WOWHOST_FIXTURES) + "/" + fixture + ".so"; }

Answer run_wowhost(const Words& words, const Environment& environment)
{
    Words line{WOWHOST_PROGRAM};
    line.insert(line.end(), words.begin(), words.end());
    return answer_of(wowhost::test::run_program(line, environment));
}

bool contains_all(const std::string& text, const Words& parts)
{
    bool all = true;
    for (const auto& part : parts)
        if (text.find(part) == std::string::npos) {
            UNSCOPED_INFO("missing: " << part);
            all = false;
        }
    if (!all)
        UNSCOPED_INFO("in: " << text);
    return all;
}

Site::Site(const std::string& engine, const Words& fixtures)
    : engine_(engine)
    , database_(engine)
{
    std::filesystem::create_directory(folder_ / "modules");
    for (const auto& fixture : fixtures)
        add(fixture);
    configure("");
}

void Site::add(const std::string& fixture)
{
    const std::filesystem::path from = fixture_file(fixture);
    const std::filesystem::path to = folder_ / ("modules/" + from.filename().string());
    std::filesystem::remove(to); // a new file, never new bytes in one that may be mapped
    std::error_code other_filesystem;
    std::filesystem::create_hard_link(from, to, other_filesystem);
    if (other_filesystem)
        std::filesystem::copy_file(from, to);
}

void Site::remove_file(const std::string& module) { std::filesystem::remove(module_file(module)); }

void Site::configure(const std::string& yaml)
{
    write_file(folder_ / "wowhost.yml",
        "database: { url: \"" + database_.url() + "\" }\nfiles: { path: \"" + (folder_ / "files") + "\" }\n"
            + (yaml.find("modules:") == std::string::npos ? "modules: { path: [\"" + (folder_ / "modules") + "\"] }\n"
                                                          : "")
            + yaml);
}

Words Site::command_line(const Words& words, const std::string& format) const
{
    Words line{WOWHOST_PROGRAM, "--config", folder_ / "wowhost.yml", "--format", format};
    line.insert(line.end(), words.begin(), words.end());
    return line;
}

Answer Site::run(const Words& words, const Environment& environment) const
{
    return answer_of(wowhost::test::run_program(command_line(words), environment));
}

Json Site::ask(const Words& words, int exit_code) const
{
    auto answer = run(words);
    INFO("wowhost " << joined(words, " ") << "\n" << answer.out.substr(0, 3000) << "\n" << answer.err);
    REQUIRE(answer.exit_code == exit_code);
    REQUIRE((answer.out.empty() || !answer.json.is_discarded()));
    return answer.json;
}

std::string Site::print(const std::string& format, const Words& words, int exit_code) const
{
    const auto result = wowhost::test::run_program(command_line(words, format));
    INFO("wowhost " << joined(words, " ") << "\n" << result.out.substr(0, 3000) << "\n" << result.err);
    REQUIRE(result.exit_code == exit_code);
    return result.out;
}

std::unique_ptr<wowhost::test::Process> Site::start(const Words& words) const
{
    return std::make_unique<wowhost::test::Process>(command_line(words));
}

void Site::wait_until(const std::function<bool()>& condition)
{
    for (int i = 0; i < 6000 && !condition(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    REQUIRE(condition());
}

void Site::wait_until_unlocked() const
{
    const auto opened = database_.open();
    wait_until([&] { return !opened->holder("install"); });
}

Json Site::module(const std::string& name) const
{
    for (const auto& module : ask({"module", "list"}))
        if (module["name"] == name)
            return module;
    return Json::object();
}

Words Site::log(const std::string& text) const
{
    Words messages;
    for (const auto& entry : ask({"log", "show", "--limit", "1000"}))
        if (const auto message = entry["message"].get<std::string>(); message.find(text) != std::string::npos)
            messages.insert(messages.begin(), message);
    return messages;
}

std::string Site::catalogue() const
{
    const auto opened = database_.open();
    return wowhost::entity::real_catalogue(opened->main());
}

std::string Site::dump() const
{
    const auto opened = database_.open();
    auto& connection = opened->main();
    auto text = wowhost::entity::real_catalogue(connection);
    for (const auto& table : tables_of(connection)) {
        Words rows;
        connection.run("SELECT * FROM \"" + table + "\"", {}, [&](const database::Row& row) {
            std::string line = "  ";
            for (std::size_t column = 0; column < row.size(); ++column)
                line += (row.is_null(column) ? "null" : row.string(column)) + "|";
            rows.push_back(line);
        });
        std::sort(rows.begin(), rows.end());
        if (!rows.empty())
            text += "rows of " + table + "\n" + joined(rows) + "\n";
    }
    return text;
}

} // namespace cli_test
