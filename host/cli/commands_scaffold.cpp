#include "host/cli/scaffold.hpp"
#include "host/cli/session.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <unistd.h>

namespace wowhost::cli {
namespace {

namespace fs = std::filesystem;

/// The folder that the program's own is in, as it is built and as it is installed: bin, share and modules are below it.
fs::path own_prefix()
{
    std::error_code error;
    return fs::read_symlink("/proc/self/exe", error).parent_path().parent_path();
}

/// Two modules of one name can't be on one path.
void refuse_names_of_the_host(const std::string& name)
{
    for (const auto* folder : {"modules", "lib/wowhost/modules"})
        if (fs::exists(own_prefix() / folder / (name + ".so")))
            throw Error(ErrorCode::refused,
                fmt::format(
                    "{0} is the name of a module that comes with the host; take another, such as my_{0}", name));
}

void write_files(const fs::path& folder, const std::map<std::string, std::string>& files)
{
    for (const auto& [name, text] : files) {
        const auto file = folder / name;
        fs::create_directories(file.parent_path());
        std::ofstream out(file, std::ios::binary);
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
        if (!out.flush())
            throw Error(ErrorCode::failed, fmt::format("{} can't be written: {}", file.string(), std::strerror(errno)));
        if (text.starts_with("#!"))
            fs::permissions(
                file, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec, fs::perm_options::add);
    }
}

/// All files or none: they are written beside `folder`, which appears when they are complete.
void create_folder(const fs::path& folder, const std::map<std::string, std::string>& files)
{
    auto unfinished = folder;
    unfinished += fmt::format(".{}", ::getpid());
    try {
        write_files(unfinished, files);
        fs::rename(unfinished, folder);
    } catch (const std::exception& error) {
        std::error_code ignored;
        fs::remove_all(unfinished, ignored);
        if (dynamic_cast<const Error*>(&error) != nullptr)
            throw;
        throw Error(ErrorCode::failed,
            fmt::format("{} can't be made: {}; name another place with --into", folder.string(), error.what()));
    }
}

CommandResult new_module(Session&, CommandContext& context)
{
    const ModuleNames names(context.argument("name"));
    check_module_name(names.name);
    refuse_names_of_the_host(names.name);
    const auto features = parse_features(context.option("with"));
    const auto chosen = context.option("template");
    const auto files =
        make_module(chosen.empty() ? own_prefix() / "share/wowhost/template" : fs::path(chosen), names, features);

    const auto into = context.option("into");
    const auto folder = into.empty() ? fs::path(names.name) : fs::path(into) / names.name;
    if (fs::exists(fs::symlink_status(folder)))
        throw Error(ErrorCode::refused,
            fmt::format("{0} is there already; move it away, take another name, or make the module elsewhere with "
                        "--into FOLDER",
                folder.string()));
    if (!into.empty() && !fs::is_directory(into))
        throw Error(ErrorCode::not_found, fmt::format("there is no folder {}; make it first", into));

    Value::Array list, paths;
    for (const auto& [name, adds] : scaffold_features())
        if (features.contains(name))
            list.push_back(name);
    for (const auto& [path, text] : files)
        paths.push_back(path);
    if (!context.dry_run()) {
        create_folder(folder, files);
        context.note(
            fmt::format("{} is a finished module. Build and test it:\n  cd {}\n  cmake --workflow --preset default",
                names.name, folder.string()));
    }
    return Value::object({{"name", names.name}, {"folder", folder.string()}, {"features", list}, {"files", paths}});
}

} // namespace

void add_scaffold_commands(std::vector<HostCommand>& commands)
{
    std::vector<std::string> features;
    for (const auto& [name, adds] : scaffold_features())
        features.push_back(fmt::format("{}: {}", name, adds));
    commands.push_back(
        {Command("module new", "Makes a finished small module, ready to be built and tested", {})
                .argument("name", "its name, and that of its folder")
                .option("with", fmt::format("what it has, separated by commas. {}", fmt::join(features, "; ")),
                    "entity,command")
                .option("into", "the folder in which its folder is made (default: here)")
                .option("template", "another template than that of wowhost-dev")
                .example("wowhost module new wow_heirloom --with provider,queue,dashboard"),
            new_module});
}

} // namespace wowhost::cli
