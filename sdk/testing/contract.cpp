#include "host/module/discovery.hpp"
#include "host/module/runtime.hpp"
#include "host/module/symbol_reader.hpp"
#include "sdk/testing/contract_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <dlfcn.h>
#include <fstream>
#include <thread>

namespace wowhost::testing {
namespace {

Sentences check_file(const module::Candidate& candidate)
{
    auto reasons = candidate.reasons;
    if (reasons.empty() && !candidate.reason.empty())
        reasons.push_back(candidate.reason);
    if (candidate.stage >= module::Stage::readable) {
        const auto symbols = module::read_dynamic_symbols(candidate.file);
        if (const auto* sentence = std::get_if<std::string>(&symbols))
            reasons.push_back(*sentence);
        else
            for (auto& complaint : module::symbol_complaints(std::get<module::DynamicSymbols>(symbols)))
                reasons.push_back(std::move(complaint));
    }
    for (auto& reason : reasons)
        reason.insert(0, "file: ");
    return reasons;
}

bool is_mapped(const std::filesystem::path& file)
{
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
        if (line.find(file.string()) != std::string::npos)
            return true;
    return false;
}

class Check {
public:
    Check(const std::filesystem::path& file, const ContractOptions& options)
        : options_(options)
        , original_(std::filesystem::absolute(file))
    {
    }
    Sentences run();

private:
    void step(const std::string& what) const
    {
        if (options_.progress)
            options_.progress(what);
    }
    void complain(std::string sentence) { complaints_.push_back(std::move(sentence)); }
    void complain(Sentences sentences)
    {
        for (auto& sentence : sentences)
            complain(std::move(sentence));
    }
    /// A copy of the file in a folder of its own: a mapping that is nobody else's.
    std::filesystem::path copy(const std::string& folder) const;
    HostOptions host_options(const std::filesystem::path& copied) const;
    std::unique_ptr<Host> make_host(const std::filesystem::path& copied) const;
    /// Installs or uninstalls; a failure is a complaint, and false.
    bool change(Host& host, const char* verb, const std::vector<std::string>& modules, const std::string& when);
    void nothing_more(Host& host, const char* verb);
    void live(const std::filesystem::path& copied);
    void leave(Host& host, const std::map<std::string, std::multiset<std::string>>& before);
    void compare_orders();

    const ContractOptions& options_;
    const std::filesystem::path original_;
    TemporaryFolder folder_;
    std::string name_;
    std::vector<std::string> dependencies_;
    std::vector<std::string> optional_; ///< Those that are there, of
    std::size_t named_ = 0; ///< so many.
    CallThreads threads_;
    bool stuck_ = false;
    Sentences complaints_;
};

std::filesystem::path Check::copy(const std::string& folder) const
{
    const auto into = folder_.path() / folder;
    std::filesystem::create_directory(into);
    std::filesystem::copy_file(original_, into / original_.filename());
    if (const auto templates = original_.parent_path() / "templates"; std::filesystem::is_directory(templates))
        std::filesystem::create_directory_symlink(templates, into / "templates");
    return into / original_.filename();
}

HostOptions Check::host_options(const std::filesystem::path& copied) const
{
    auto options = options_.host;
    options.modules_path.push_back(original_.parent_path().string());
    return options.with_modules(copied.parent_path().string());
}

std::unique_ptr<Host> Check::make_host(const std::filesystem::path& copied) const
{
    auto host = std::make_unique<Host>(host_options(copied));
    host->http().otherwise(HttpFailure::connect);
    if (options_.script)
        options_.script(host->http());
    return host;
}

bool Check::change(Host& host, const char* verb, const std::vector<std::string>& modules, const std::string& when)
{
    std::vector<std::string> words{verb};
    words.insert(words.end(), modules.begin(), modules.end());
    const auto outcome = host.run(words);
    if (outcome.exit_code != 0)
        complain(fmt::format("{}: {}it fails: {}", verb, when,
            outcome.message().empty() ? outcome.out + outcome.err : outcome.message()));
    return outcome.exit_code == 0;
}

void Check::nothing_more(Host& host, const char* verb)
{
    const auto outcome = host.run({verb, name_});
    const auto member = std::string(verb) + "ed";
    if (outcome.exit_code != 0 || !outcome.value[member].items().empty())
        complain(fmt::format("{0}: a second {0} does something: {1}", verb,
            outcome.message().empty() ? outcome.out : outcome.message()));
}

void Check::leave(Host& host, const std::map<std::string, std::multiset<std::string>>& before)
{
    auto left = HostAccess::of(host).loaded().registry().current()->find(name_);
    if (!change(host, "uninstall", {name_}, ""))
        return;
    if (left && !left->registrations().empty()) {
        stuck_ = true;
        const auto& registered = left->registrations();
        complain(fmt::format(
            "ledger: after uninstall {} of its plugins, commands, routes, jobs and hooks are left, because a call "
            "into it has not ended; end your own threads before uninstall returns, and let no call wait for ever",
            registered.plugins.size() + registered.commands.size() + registered.routes.size()
                + registered.queue_workers.size() + registered.cron_jobs.size() + registered.hooks.size()
                + registered.definitions.types.size()));
        return;
    }
    const std::weak_ptr<module::LoadedModule> held = left;
    left.reset();
    // A thread that has just come back from the module lets go of it a moment later.
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (!held.expired() && std::chrono::steady_clock::now() < patience)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    if (!held.expired())
        complain("ledger: after uninstall something still holds the module; keep no handle of a plugin in a static");
    nothing_more(host, "uninstall");
    complain(trace_changes(before, traces(host, name_), name_));
}

void Check::live(const std::filesystem::path& copied)
{
    // As long as this lives, what is static in it stays, as in a host.
    const std::unique_ptr<void, void (*)(void*)> mapped(
        dlopen(copied.c_str(), RTLD_NOW | RTLD_LOCAL), [](void* library) { dlclose(library); });
    auto host = make_host(copied);
    step("installing what it depends on");
    if (!dependencies_.empty() && !change(*host, "install", dependencies_, "what it depends on: "))
        return;
    host->services(); // the host is made as a whole
    const auto process = process_state();
    const auto before = traces(*host, name_);
    const auto schema_before = schema_of(*host);
    step("installing it twice");
    if (!change(*host, "install", {name_}, ""))
        return;
    const auto schema = schema_of(*host);
    const auto installed = traces(*host, name_);
    nothing_more(*host, "install");
    if (traces(*host, name_) != installed)
        complain("install: a second install changes rows; do nothing when nothing was installed");
    step("calling what needs no argument");
    complain(check_calls(
        *host, callables(*host, name_, options_.not_called), threads_, options_.patience,
        [this](const std::string& what) { step(what); }, stuck_));
    if (!stuck_) {
        host->http().otherwise(HttpFailure::cancelled); // hangs until the host stops
        step("calling it with a network that hangs");
        complain(check_calls(
            *host, callables(*host, name_, options_.not_called), threads_, options_.patience,
            [this](const std::string& what) { step(what); }, stuck_));
        host->http().otherwise(HttpFailure::connect);
    }
    if (stuck_) {
        HostAccess::abandon(*host);
        return;
    }
    if (options_.exercise) {
        step("exercising it");
        options_.exercise(*host);
    }
    step("uninstalling it twice");
    leave(*host, before);
    if (stuck_) {
        HostAccess::abandon(*host);
        return;
    }
    if (schema_of(*host) != schema_before)
        complain("schema: after uninstall the schema is not what it was before install");
    step("installing it again");
    if (change(*host, "install", {name_}, "after an uninstall ")) {
        if (schema_of(*host) != schema)
            complain("schema: installed again, its schema is another than the first time; declare the same always");
        step("uninstalling it again");
        leave(*host, before);
        if (stuck_)
            HostAccess::abandon(*host);
    }
    for (const auto& change : process_changes(process, process_state()))
        complain("isolation: " + change + "; leave it as it is");
}

void Check::compare_orders()
{
    step("installing in other orders");
    struct Order {
        const char* words;
        std::vector<std::vector<std::string>> commands;
    };
    std::vector<std::string> together = optional_;
    together.push_back(name_);
    std::vector<Order> orders{{"it first", {{name_}}}, {"all at once", {together}}, {"it last", {}}};
    for (const auto& other : optional_) {
        orders[0].commands.push_back({other});
        orders[2].commands.push_back({other});
    }
    orders[2].commands.push_back({name_});
    std::string first;
    for (std::size_t i = 0; i < orders.size(); ++i) {
        auto host = make_host(copy("order" + std::to_string(i)));
        for (const auto& modules : orders[i].commands)
            if (!change(*host, "install", modules, std::string("in the order ") + orders[i].words + ": "))
                return;
        const auto schema = schema_of(*host);
        if (i == 1)
            complain(check_names(*host, name_, optional_.size() == named_));
        if (i == 0)
            first = schema;
        else if (schema != first)
            complain(fmt::format(
                "schema: installed {}, the schema is another than installed {} (with {}); declare the same always, "
                "whatever else is installed",
                orders[0].words, orders[i].words, fmt::join(optional_, ", ")));
    }
}

Sentences Check::run()
{
    step("examining the file");
    const auto candidate = module::examine(original_);
    complain(check_file(candidate));
    if (!complaints_.empty() || !candidate.info)
        return complaints_;
    name_ = candidate.info->name;
    for (const auto& dependency : candidate.info->dependencies)
        dependencies_.push_back(dependency.name);

    step("setting it up twice");
    const auto setup_copy = copy("setup");
    complain(check_setup(setup_copy, name_, options_.patience));
    if (!complaints_.empty())
        return complaints_;

    const auto copied = copy("modules");
    module::LoadedModule::keep_mapped(false);
    try {
        live(copied);
        const auto folders = host_options(copied).modules_path;
        named_ = candidate.info->optional.size();
        for (const auto& other : candidate.info->optional)
            if (!stuck_ && std::any_of(folders.begin(), folders.end(), [&](const auto& folder) {
                    return std::filesystem::exists(std::filesystem::path(folder) / (other.name + ".so"));
                }))
                optional_.push_back(other.name);
        if (complaints_.empty() && !stuck_)
            compare_orders();
    } catch (const std::exception& error) {
        complain(std::string("check: ") + error.what());
    }
    module::LoadedModule::keep_mapped(true);
    step("unmapping it");
    if (!stuck_)
        for (const auto& mapping : {setup_copy, copied})
            if (is_mapped(mapping)) {
                complain(
                    "unmap: its file stays mapped when nothing of it is left: a thread_local with a destructor, a "
                    "thread "
                    "of its own, or something that the host was given and that is still held keeps it; put it into the "
                    "module's own objects");
                break;
            }
    return complaints_;
}

} // namespace

std::vector<std::string> check_contract(const std::filesystem::path& module_file, const ContractOptions& options)
{
    if (!std::filesystem::exists(module_file))
        return {"file: there is no " + module_file.string()};
    Check check(module_file, options);
    return check.run();
}

} // namespace wowhost::testing
