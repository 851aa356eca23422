// wowhost_add_module(), in a small project of its own (with make; the project itself is built with ninja).
#include "host/module/note_reader.hpp"
#include "host/module/symbol_reader.hpp"
#include "support/program.hpp"
#include "support/temporary_directory.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace wowhost::module;
namespace fs = std::filesystem;

namespace {

const std::string source = "#include <wowhost/module.hpp>\n"
                           "#include <vector>\n"
                           "namespace x { struct X : wowhost::Module {\n"
                           "    void setup(wowhost::Registrar&, const wowhost::Services&) override\n"
                           "    { static std::vector<int> kept = std::vector<int>(3); static_cast<void>(kept); }\n"
                           "}; }\n"
                           "WOWHOST_MODULE(x::X)\n";

class Project {
public:
    explicit Project(const std::string& modules)
    {
        wowhost::test::write_file(folder_ / "CMakeLists.txt",
            "cmake_minimum_required(VERSION 3.25)\nproject(third_party LANGUAGES CXX)\n"
            "add_library(wowhost_sdk INTERFACE)\n"
            "target_include_directories(wowhost_sdk INTERFACE " WOWHOST_SDK_FOLDER "/include)\n"
            "include(" WOWHOST_SDK_FOLDER "/cmake/wowhost_module.cmake)\n"
            "foreach(m "
                + modules + ")\nadd_subdirectory(modules/${m})\nendforeach()\n");
    }
    void add(const std::string& name, const std::string& info, const std::string& uses, const std::string& header = {})
    {
        const auto path = folder_.path() / "modules" / name;
        fs::create_directories(path / "include" / name);
        wowhost::test::write_file(
            path / "CMakeLists.txt", "wowhost_add_module(" + name + " SOURCES m.cpp USES " + uses + ")\n");
        wowhost::test::write_file(path / "m.cpp", source);
        if (!info.empty())
            wowhost::test::write_file(path / (name + ".info.yml"), info);
        if (!header.empty())
            wowhost::test::write_file(path / "include" / name / "interface.hpp", header);
    }
    wowhost::test::ProgramResult configure() const
    {
        return wowhost::test::run_program(
            {"cmake", "-G", "Unix Makefiles", "-S", folder_.path(), "-B", folder_ / "build"});
    }
    void build() const
    {
        const auto result = wowhost::test::run_program({"cmake", "--build", folder_ / "build"});
        INFO(result.out << result.err);
        REQUIRE(result.exit_code == 0);
    }
    /// What the configuration says when it fails, its line breaks undone.
    std::string refusal() const
    {
        const auto result = configure();
        CHECK(result.exit_code != 0);
        std::string text;
        for (const char c : result.err) {
            const bool space = c == ' ' || c == '\n';
            if (!space || (!text.empty() && text.back() != ' '))
                text += space ? ' ' : c;
        }
        return text;
    }
    Notes notes(const std::string& name) const
    {
        const auto result = read_notes(folder_ / ("build/modules/" + name + ".so"));
        REQUIRE(std::holds_alternative<Notes>(result));
        return std::get<Notes>(result);
    }
    std::string operator/(const std::string& name) const { return folder_ / name; }

private:
    wowhost::test::TemporaryDirectory folder_;
};

std::string info(const std::string& name, const std::string& more = {})
{
    return "name: " + name + "\nlabel: X\nversion: 1.0\nsdk: 1.0\n" + more;
}

} // namespace

TEST_CASE("wowhost_add_module embeds info file and interface ids and exports one symbol, modules added in any order")
{
    Project project("alpha beta");
    project.add("alpha", info("alpha", "dependencies:\n  - suite:beta (>=1.0)  # for its interface\n"), "beta",
        "// WOWHOST_INTERFACE(\"no.comment/1\")\n    WOWHOST_INTERFACE(\"alpha.own/1\");\n");
    project.add(
        "beta", info("beta"), "", "  WOWHOST_INTERFACE(\"beta.thing/2\");\n  WOWHOST_INTERFACE(\"beta.another/1\");\n");
    const auto configured = project.configure();
    INFO(configured.err);
    REQUIRE(configured.exit_code == 0);
    project.build();
    CHECK(project.notes("alpha").info == wowhost::test::read_file(project / "modules/alpha/alpha.info.yml"));
    CHECK(
        project.notes("alpha").interfaces == std::vector<std::string>{"alpha.own/1", "beta.another/1", "beta.thing/2"});
    CHECK(project.notes("beta").interfaces == std::vector<std::string>{"beta.another/1", "beta.thing/2"});
    for (const std::string name : {"alpha", "beta"}) {
        const auto symbols = read_dynamic_symbols(project / ("build/modules/" + name + ".so"));
        REQUIRE(std::holds_alternative<DynamicSymbols>(symbols));
        CHECK(symbol_complaints(std::get<DynamicSymbols>(symbols)).empty());
    }

    // A changed info file and a changed interface are in the next build.
    const auto later = fs::file_time_type::clock::now() + std::chrono::seconds(2);
    wowhost::test::write_file(project / "modules/beta/beta.info.yml", info("beta", "weight: 3\n"));
    fs::last_write_time(project / "modules/beta/beta.info.yml", later);
    wowhost::test::write_file(
        project / "modules/beta/include/beta/interface.hpp", "WOWHOST_INTERFACE(\"beta.thing/3\");\n");
    fs::last_write_time(project / "modules/beta/include/beta/interface.hpp", later);
    project.build();
    CHECK(project.notes("beta").info == info("beta", "weight: 3\n"));
    CHECK(project.notes("alpha").interfaces == std::vector<std::string>{"alpha.own/1", "beta.thing/3"});
}

TEST_CASE("wowhost_add_module refuses a missing or wrong info file and an undeclared use when configuring")
{
    SECTION("no info file")
    {
        Project project("alpha");
        project.add("alpha", "", "");
        CHECK_THAT(project.refusal(), Catch::Contains("there is no") && Catch::Contains("alpha.info.yml"));
    }
    SECTION("another name")
    {
        Project project("alpha");
        project.add("alpha", info("alfa"), "");
        CHECK_THAT(
            project.refusal(), Catch::Contains("needs `name: alpha`, but the file says `name: alfa`; make them equal"));
    }
    SECTION("a use that the info file does not list")
    {
        Project project("alpha beta");
        project.add(
            "alpha", info("alpha", "dependencies: [beta_more, beta:other]  # not beta\ndescription: beta\n"), "beta");
        project.add("beta", info("beta"), "");
        CHECK_THAT(project.refusal(),
            Catch::Contains("USES names beta, which")
                && Catch::Contains("lists neither under `dependencies` nor under `optional`"));
    }
    SECTION("a use of what does not exist")
    {
        Project project("alpha");
        project.add("alpha", info("alpha", "optional: [gamma]\n"), "gamma");
        CHECK_THAT(
            project.refusal(), Catch::Contains("neither a folder modules/gamma nor a target wowhost::module::gamma"));
    }
}
