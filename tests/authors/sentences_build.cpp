// What is wrong when a module is configured and built against the installed SDK.
#include "sentences_tools.hpp"

namespace sentences {

using wowhost::test::TemporaryDirectory;
using wowhost::test::write_file;

namespace {

/// The files of a module; one of them is broken.
struct Files {
    std::string lists = "cmake_minimum_required(VERSION 3.25)\nproject(mine LANGUAGES CXX)\n"
                        "find_package(wowhost 1.0 REQUIRED)\nwowhost_add_module(mine SOURCES mine.cpp)\n";
    std::string info = "name: mine\nlabel: Mine\nversion: 1.0.0\nsdk: 1.0\n";
    std::string source =
        "#include <wowhost/module.hpp>\nnamespace mine {\nclass Mine final : public wowhost::Module {\n"
        "    void setup(wowhost::Registrar&, const wowhost::Services&) override {}\n};\n}\n"
        "WOWHOST_MODULE(mine::Mine)\n";
};

std::string replaced(std::string text, const std::string& what, const std::string& by)
{
    const auto at = text.find(what);
    return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

Kind build(std::string what, std::string names, const Files& files)
{
    return {std::move(what), std::move(names), [files] {
                const TemporaryDirectory folder;
                write_file(folder / "CMakeLists.txt", files.lists);
                if (!files.info.empty())
                    write_file(folder / "mine.info.yml", files.info);
                write_file(folder / "mine.cpp", files.source);
                const Variable prefix("CMAKE_PREFIX_PATH", INSTALLED);
                return shell("cd " + folder.path().string()
                    + " && cmake -S . -B build -G Ninja && cmake --build build && " + INSTALLED
                    + "/bin/wowhost module verify build/modules/mine.so");
            }};
}

Kind lists(std::string what, std::string names, const std::string& text, const std::string& by)
{
    Files files;
    files.lists = replaced(files.lists, text, by);
    return build(std::move(what), std::move(names), files);
}

} // namespace

std::vector<Kind> build_kinds()
{
    Files no_info;
    no_info.info.clear();
    Files other_name;
    other_name.info = replaced(other_name.info, "name: mine", "name: thine");
    Files mistake;
    mistake.info += "pakcage: Mine\n";
    Files no_entry;
    no_entry.source = replaced(no_entry.source, "WOWHOST_MODULE(mine::Mine)\n", "");
    Files header;
    header.source.insert(0, "#include <wow_character/data_provider.hpp>\n");
    return {
        build("there is no info file", "mine.info.yml", no_info),
        build("the info file has another name", "mine.info.yml:1", other_name),
        build("the info file has a mistake", "mine.info.yml:5", mistake),
        build("WOWHOST_MODULE is missing", "mine.so", no_entry),
        build("a header of another module is not found", "wow_character/data_provider.hpp", header),
        lists("a component is not there", "wow_charcater", "1.0 REQUIRED", "1.0 REQUIRED COMPONENTS wow_charcater"),
        lists("the SDK has another version", "2.0", "wowhost 1.0", "wowhost 2.0"),
        lists("C++ is not enabled", "C++", "LANGUAGES CXX", "LANGUAGES NONE"),
        lists("USES names what the info file does not", "mine.info.yml:1", "SOURCES mine.cpp",
            "SOURCES mine.cpp USES wow"),
        lists("wowhost_add_module has no sources", "wowhost_add_module(mine", "SOURCES mine.cpp", "mine.cpp"),
    };
}

} // namespace sentences
