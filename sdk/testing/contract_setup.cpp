// The promise of setup: it declares and does nothing else. Checked with services whose functions all say no.
#include "host/entity/definitions.hpp"
#include "host/module/registrations.hpp"
#include "sdk/testing/contract_parts.hpp"
#include "sdk/testing/refusing_services.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <clocale>
#include <csignal>
#include <dlfcn.h>
#include <fstream>
#include <future>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace wowhost::testing {
namespace {

/// Reads and writes of this thread so far, as the kernel counts them; -1 where it does not.
std::int64_t reads_and_writes()
{
    std::ifstream file("/proc/thread-self/io");
    std::int64_t total = -1;
    std::string name;
    for (std::int64_t count = 0; file >> name >> count;)
        if (name == "syscr:" || name == "syscw:")
            total = std::max<std::int64_t>(total, 0) + count;
    return total;
}

/// What a setup declared, in words.
std::string declared(const module::Registrations& all)
{
    auto text = entity::to_text(all.definitions);
    for (const auto& command : all.commands)
        text += "command " + command.name + "\n";
    for (const auto& route : all.routes)
        text += "route " + module::route_key(route) + "\n";
    for (const auto& worker : all.queue_workers)
        text += "queue " + worker.queue + "\n";
    for (const auto& job : all.cron_jobs)
        text += "cron job " + job.name + "\n";
    for (const auto& plugin : all.plugins)
        text += "plugin " + plugin.interface_id() + " " + plugin.id() + "\n";
    for (const auto& update : all.updates)
        text += fmt::format("update {}\n", update.number);
    return text
        + fmt::format("hooks {} {} {}, status {}, requirements {}\n", all.hooks.size(), all.removal_hooks.size(),
            all.module_hooks.size(), all.status.size(), all.requirements.size());
}

/// One setup, and everything of it taken down again. Shared with the thread, which may outlive the check.
struct Setup {
    explicit Setup(const std::string& module)
        : services(module)
        , collector(module)
    {
    }
    RefusingServices services;
    module::Collector collector;
    const abi::ModuleEntryV1* entry = nullptr;
    std::int64_t reads = 0;
    std::string failure;
    std::string text;
    Sentences changes;
    std::promise<void> done;

    void run()
    {
        try {
            const auto process = process_state();
            auto* object = static_cast<Module*>(entry->create());
            const auto first = reads_and_writes();
            const auto second = reads_and_writes();
            try {
                object->setup(collector, services);
            } catch (const std::exception& error) {
                failure = error.what();
            } catch (...) {
                failure = "something that is no std::exception";
            }
            if (first >= 0)
                reads = (reads_and_writes() - second) - (second - first);
            changes = process_changes(process, process_state());
            auto registrations = collector.take();
            text = declared(registrations);
            registrations.clear();
            entry->destroy(object);
        } catch (const std::exception& error) {
            failure = error.what();
        }
        done.set_value();
    }
};

} // namespace

std::map<std::string, std::string> process_state()
{
    std::map<std::string, std::string> state;
    state["locale"] = std::setlocale(LC_ALL, nullptr);
    std::error_code gone;
    state["working folder"] = std::filesystem::current_path(gone).string();
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("Umask:"))
            state["umask"] = line;
        else if (line.starts_with("SigCgt:") || line.starts_with("SigIgn:"))
            state["signal handlers"] += line;
    }
    for (char** variable = environ; variable && *variable; ++variable)
        state["environment"] += std::string(*variable) + "\n";
    return state;
}

Sentences process_changes(
    const std::map<std::string, std::string>& before, const std::map<std::string, std::string>& after)
{
    Sentences changed;
    for (const auto& [what, value] : before)
        if (const auto found = after.find(what); found == after.end() || found->second != value)
            changed.push_back(fmt::format("it changes the {} of the process, which all modules share", what));
    return changed;
}

std::set<std::string> threads()
{
    std::set<std::string> numbers;
    std::error_code gone;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task", gone))
        numbers.insert(entry.path().filename().string());
    return numbers;
}

Sentences check_setup(const std::filesystem::path& file, const std::string& module, std::chrono::milliseconds patience)
{
    Sentences complaints;
    void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr)
        return {fmt::format("setup: the file cannot be loaded: {}", dlerror())};
    const auto* entry = static_cast<const abi::ModuleEntryV1*>(dlsym(library, abi::entry_symbol_v1));
    if (entry == nullptr)
        return {fmt::format(
            "setup: the file does not export {}; put WOWHOST_MODULE(…) into one of its sources", abi::entry_symbol_v1)};
    std::set<std::string> calls;
    std::string texts[2];
    for (auto& text : texts) {
        auto setup = std::make_shared<Setup>(module);
        setup->entry = entry;
        auto ended = setup->done.get_future();
        const auto before = threads();
        std::thread worker([setup] { setup->run(); });
        if (ended.wait_for(patience) != std::future_status::ready) {
            worker.detach();
            return {fmt::format("setup: it did not return within {} ms; setup declares what there is and does no work",
                patience.count())};
        }
        worker.join();
        if (threads().size() > before.size())
            complaints.emplace_back(
                "setup: it starts a thread; let the host call you: register a cron job or a queue worker, or use "
                "run_concurrently in a call");
        calls.insert(setup->services.calls().begin(), setup->services.calls().end());
        if (calls.empty() && !setup->failure.empty())
            complaints.push_back(
                fmt::format("setup: it throws \"{}\"; setup may only refuse what it registers", setup->failure));
        if (calls.empty() && setup->reads > 0)
            complaints.push_back(
                fmt::format("setup: it reads or writes files or sockets itself ({} system calls); do that in "
                            "install, or when you are called",
                    setup->reads));
        for (const auto& change : setup->changes)
            complaints.push_back("setup: " + change + "; leave it as it is");
        text = setup->text;
        if (!complaints.empty() || !calls.empty())
            break;
    }
    for (const auto& call : calls)
        complaints.push_back(
            fmt::format("setup: it calls {}; keep the reference to the services, and call that in install, or "
                        "when you are called",
                call));
    if (complaints.empty() && texts[0] != texts[1])
        complaints.emplace_back(
            "setup: the second time in a process it declares something else than the first; declare the same "
            "always, whatever has happened before");
    if (complaints.empty())
        dlclose(library);
    return complaints;
}

} // namespace wowhost::testing
