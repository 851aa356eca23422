// wowhost-check-module FILE…: checks what every module promises; what CTest runs as `NAME: contract`.
#include <wowhost/testing/contract.hpp>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <fstream>
#include <sstream>

namespace {

std::string read(const std::string& file)
{
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in)
        throw wowhost::Error(wowhost::ErrorCode::not_found, "--config: " + file + " cannot be read");
    return std::move(text).str();
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app(
        "Checks what every wowhost module promises: setup without I/O, install and uninstall that may be repeated, "
        "the\n"
        "same schema in any order, no traces, calls that end when they are told to, a file that can be unmapped.\n"
        "Example: wowhost-check-module build/modules/wow_heirloom.so --modules /usr/lib/wowhost/modules");
    std::vector<std::string> files;
    std::vector<std::string> folders;
    std::vector<std::string> recorded;
    std::string config;
    wowhost::testing::ContractOptions options;
    long patience = options.patience.count();
    bool quiet = false;
    app.add_option("file", files, "Module files")->required();
    app.add_option("--modules", folders, "Folder with the modules that they depend on; repeatable")
        ->allow_extra_args(false);
    app.add_option("--config", config, "YAML with what they want of the configuration");
    app.add_option("--recorded", recorded, "Folder of recorded responses (MANIFEST.json) that the network answers with")
        ->allow_extra_args(false);
    app.add_option("--not-called", options.not_called, "Command, cron job or path that is not called; repeatable")
        ->allow_extra_args(false);
    app.add_option("--patience", patience, "Milliseconds that a call may take to end")->capture_default_str();
    app.add_flag("--quiet", quiet, "Do not tell the steps");
    CLI11_PARSE(app, argc, argv);
    int failed = 0;
    try {
        for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder)
            options.host.with_modules(*folder);
        if (!config.empty())
            options.host.configure(read(config));
        options.patience = std::chrono::milliseconds(patience);
        options.script = [&](wowhost::testing::HttpScript& http) {
            for (const auto& folder : recorded)
                http.recorded(folder);
        };
        if (!quiet)
            options.progress = [](const std::string& step) {
                std::printf("  %s\n", step.c_str());
                std::fflush(stdout); // the last line before a crash tells where
            };
        for (const auto& file : files) {
            std::printf("%s\n", file.c_str());
            const auto violations = wowhost::testing::check_contract(file, options);
            for (const auto& sentence : violations)
                std::printf("VIOLATION %s\n", sentence.c_str());
            if (!violations.empty())
                ++failed;
            else
                std::printf("keeps the contract\n");
        }
    } catch (const std::exception& error) {
        std::fflush(stdout);
        std::fprintf(stderr, "wowhost-check-module: %s\n", error.what());
        return 2;
    }
    std::fflush(stdout);
    if (failed > 0)
        std::_Exit(1); // a call that never ends may be under way
    return 0;
}
