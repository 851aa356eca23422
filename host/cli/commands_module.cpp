#include "host/cli/registration_rows.hpp"
#include "host/cli/session.hpp"
#include "host/module/discovery.hpp"
#include "host/module/symbol_reader.hpp"
#include "host/service/clock.hpp"

#include <wowhost/json.hpp>
#include <wowhost/version.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace wowhost::cli {
namespace {

Value texts(const std::vector<std::string>& list) { return Value::Array(list.begin(), list.end()); }

Value entry_row(const module::ModuleEntry& entry)
{
    return Value::object({{"name", entry.name}, {"label", entry.info.label}, {"package", entry.info.package},
        {"version", entry.info.version_text}, {"status", module::to_string(entry.status)}, {"reason", entry.reason},
        {"requires", texts(entry.requires_all)}, {"required_by", texts(entry.required_by)},
        {"file", entry.candidate != nullptr ? entry.candidate->file.string() : entry.record->file}});
}

CommandResult list_modules(Session& session, CommandContext& context)
{
    const auto wanted = context.option("status");
    static constexpr const char* known[] = {
        "installed", "available", "incompatible", "broken", "failed", "missing", "quarantined"};
    if (!wanted.empty() && std::find(std::begin(known), std::end(known), wanted) == std::end(known))
        throw Error(ErrorCode::invalid_argument,
            fmt::format("there is no status \"{}\"; there are {}", wanted, fmt::join(known, ", ")));
    Value::Array rows;
    for (const auto& entry : session.runtime().modules().entries())
        if ((wanted.empty() && !(entry.info.hidden && !entry.is_installed))
            || wanted == module::to_string(entry.status))
            rows.push_back(entry_row(entry));
    if (session.runtime().modules().entries().empty())
        session.console().note(fmt::format(
            "There is no module in modules.path ({}).", fmt::join(session.config().list("modules", "path"), ", ")));
    CommandResult result(rows);
    result.columns = {"name", "status", "version", "package", "label", "reason", "requires", "required_by", "file"};
    return result;
}

CommandResult module_info(Session& session, CommandContext& context)
{
    auto& runtime = session.runtime();
    const auto& entry = runtime.modules().require(context.argument("name"));
    const auto& info = entry.info;
    const auto dependencies = [](const std::vector<module::Dependency>& list) {
        Value::Array array;
        for (const auto& one : list)
            array.push_back(one.name + (one.constraint.accepts_any() ? "" : " (" + one.constraint.text() + ")"));
        return array;
    };
    Value::Array config;
    for (const auto& key : info.config)
        config.push_back(Value::object({{"key", key.key}, {"type", module::to_string(key.type)},
            {"default", key.default_value}, {"description", key.description}}));
    Value::Array permissions;
    for (const auto& permission : info.permissions)
        permissions.push_back(Value::object({{"name", permission.name}, {"label", permission.label}}));
    auto result = entry_row(entry);
    result.set("description", info.description)
        .set("sdk", info.sdk())
        .set("dependencies", dependencies(info.dependencies))
        .set("optional", dependencies(info.optional))
        .set("lifecycle", module::to_string(info.lifecycle))
        .set("required", info.required)
        .set("hidden", info.hidden)
        .set("config", config)
        .set("permissions", permissions);

    std::shared_ptr<module::LoadedModule> loaded;
    if (entry.is_installed) {
        runtime.load_installed();
        loaded = runtime.registry().current()->find(entry.name);
    } else if (context.flag("load")) {
        if (!entry.usable)
            throw Error(ErrorCode::unavailable, entry.reason);
        loaded = runtime.load(entry);
    }
    if (loaded)
        add_registration_rows(result, loaded->registrations());
    return result;
}

CommandResult module_why(Session& session, CommandContext& context)
{
    auto& runtime = session.runtime();
    const auto& entry = runtime.modules().require(context.argument("name"));
    Value::Array steps;
    const auto step = [&](const char* name, bool passed, const std::string& sentence) {
        steps.push_back(Value::object({{"step", name}, {"passed", passed}, {"sentence", sentence}}));
        return passed;
    };
    const auto* file = entry.candidate;
    auto found = file != nullptr ? file->file.string() : entry.reason;
    for (const auto& other : entry.unused)
        found += "; " + other;
    bool going = step("found", file != nullptr, found);
    const auto reached = [&](module::Stage stage) { return file->stage >= stage; };
    going = going
        && step("readable", reached(module::Stage::readable),
            reached(module::Stage::readable) ? "its notes can be read" : file->reason);
    going = going
        && step("info ok", reached(module::Stage::info_ok),
            reached(module::Stage::info_ok)
                ? fmt::format("version {}, SDK {}", entry.info.version_text, entry.info.sdk())
                : file->reason);
    going = going
        && step("fingerprint ok", reached(module::Stage::fingerprint_ok),
            reached(module::Stage::fingerprint_ok) ? "built for this host's toolchain family" : file->reason);
    going = going && step("trusted", file->usable(), file->usable() ? "nobody else can change it" : file->reason);
    if (going) {
        auto complaints = runtime.modules().dependency_complaints(entry.name);
        if (complaints.empty() && !entry.usable && entry.status != module::Status::quarantined)
            complaints.push_back(entry.reason); // something that it depends on cannot be used
        going = step("dependencies ok", complaints.empty(),
            complaints.empty() ? "all there" : fmt::format("{}", fmt::join(complaints, "; ")));
    }
    if (going && entry.status == module::Status::quarantined)
        going = step("loaded", false, entry.reason);
    if (going && entry.is_installed) {
        runtime.load_installed();
        const auto failure = runtime.load_failures().find(entry.name);
        const bool loaded = failure == runtime.load_failures().end();
        step("loaded", loaded, loaded ? "mapped into this process" : failure->second);
        if (loaded)
            step("set up", runtime.registry().current()->find(entry.name) != nullptr,
                session.options().safe_mode ? "safe mode loads no module" : "its registrations are active");
    }
    Value result = Value::object({{"name", entry.name}, {"status", module::to_string(entry.status)},
        {"reason", entry.reason}, {"steps", steps}});
    if (const auto failure = runtime.records().failure(entry.name))
        result.set("last_failure",
            Value::object({{"step", failure->step}, {"reason", failure->reason},
                {"time", service::utc_text(failure->time * 1'000'000)}}));
    if (const auto crashes = runtime.records().crashes(entry.name))
        result.set("crashes",
            Value::object(
                {{"in_a_row", crashes->crashes}, {"quarantined", crashes->quarantined}, {"reason", crashes->reason}}));
    CommandResult answer(result);
    answer.columns = {"name", "status", "reason", "step", "passed", "sentence"};
    return answer;
}

/// Of an info file alone, before there is a module: each sentence begins with file and line.
std::vector<std::string> info_file_complaints(const std::filesystem::path& file)
{
    constexpr std::size_t largest = 64 * 1024; // as in a module's note
    std::ifstream in(file, std::ios::binary);
    std::string text(largest + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (!in.eof() && text.empty())
        return {fmt::format("{} cannot be read; check the path", file.string())};
    if (text.size() > largest)
        return {fmt::format("{} has over 64 KiB; an info file is short", file.string())};
    try {
        const auto info = module::parse_info_file(text, file.string());
        const auto stem = file.stem().stem().string();
        if (info.name != stem)
            return {fmt::format("{}:1: it describes module {}; call it {}.info.yml, or write name: {}", file.string(),
                info.name, info.name, stem)};
        if (const auto complaint = module::sdk_complaint(info, WOWHOST_SDK_MAJOR, WOWHOST_SDK_MINOR))
            return {fmt::format("{}:{}: {}", file.string(), info.sdk_line, *complaint)};
    } catch (const Error& error) {
        return error.reasons().empty() ? std::vector<std::string>{error.what()} : error.reasons();
    }
    return {};
}

CommandResult verify_module(Session&, CommandContext& context)
{
    const std::filesystem::path file = context.argument("file");
    if (file.string().ends_with(".info.yml")) {
        const auto complaints = info_file_complaints(file);
        return {Value::object({{"file", file.string()}, {"ok", complaints.empty()}, {"reasons", texts(complaints)}}),
            complaints.empty() ? 0 : 1};
    }
    auto candidate = module::examine(file);
    std::vector<std::string> reasons = candidate.reasons;
    if (reasons.empty() && !candidate.reason.empty())
        reasons.push_back(candidate.reason);
    if (candidate.stage >= module::Stage::readable) {
        const auto symbols = module::read_dynamic_symbols(file);
        if (const auto* sentence = std::get_if<std::string>(&symbols))
            reasons.push_back(*sentence);
        else
            for (auto& complaint : module::symbol_complaints(std::get<module::DynamicSymbols>(symbols)))
                reasons.push_back(std::move(complaint));
    }
    return {Value::object({{"file", file.string()}, {"ok", reasons.empty()}, {"reasons", texts(reasons)}}),
        reasons.empty() ? 0 : 1};
}

CommandResult release_module(Session& session, CommandContext& context)
{
    auto& runtime = session.runtime();
    const auto& entry = runtime.modules().require(context.argument("name"));
    const auto crashes = runtime.records().crashes(entry.name);
    runtime.records().clear_crashes(entry.name);
    runtime.generation().raise();
    return Value::object({{"name", entry.name}, {"released", crashes && crashes->quarantined}});
}

} // namespace

void add_module_commands(std::vector<HostCommand>& commands)
{
    commands.push_back({Command("module list", "Modules, with status and reason", {})
                            .option("status", "only those of this status")
                            .example("wowhost module list --status installed"),
        list_modules});
    commands.push_back({Command("module info", "What a module is, needs and provides", {})
                            .argument("name", "the module")
                            .flag("load", "load a module that is not installed, to see what it provides")
                            .example("wowhost module info wow_mount --load"),
        module_info});
    commands.push_back({Command("module why", "Why a module does or does not run, step by step", {})
                            .argument("name", "the module")
                            .example("wowhost module why wow_mount"),
        module_why});
    commands.push_back({Command("module verify", "Checks a module's file without running any code of it", {})
                            .argument("file", "a shared object, or an info file (NAME.info.yml)")
                            .example("wowhost module verify build/modules/wow_heirloom.so"),
        verify_module});
    commands.push_back({Command("module release", "Ends the quarantine of a module whose code crashed the process", {})
                            .argument("name", "the module")
                            .example("wowhost module release wow_mount"),
        release_module});
}

} // namespace wowhost::cli
