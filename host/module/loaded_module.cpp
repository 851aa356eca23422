#include "host/module/loaded_module.hpp"

#define BOOST_DLL_USE_STD_FS
#include <boost/core/demangle.hpp>
#include <boost/dll/shared_library.hpp>
#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <mutex>
#include <thread>

namespace wowhost::module {
namespace {

/// How long a setup may take: it declares and does no I/O. Tests shorten it.
std::chrono::milliseconds setup_patience()
{
    if (const char* text = std::getenv("WOWHOST_SETUP_PATIENCE_MS"))
        return std::chrono::milliseconds(std::max(1L, std::atol(text)));
    return std::chrono::seconds(10);
}

/// Runs `work` on a thread of its own and waits for it. A thread that does not come back is left behind, with all it
/// refers to.
template <class State>
void run_with_patience(std::shared_ptr<State> state, void (*work)(State&), const std::string& module)
{
    auto promise = std::make_shared<std::promise<void>>();
    auto done = promise->get_future();
    std::thread([state, promise, work] {
        try {
            work(*state);
            promise->set_value();
        } catch (...) {
            promise->set_exception(std::current_exception());
        }
    }).detach();
    const auto patience = setup_patience();
    if (done.wait_for(patience) != std::future_status::ready)
        throw Error(ErrorCode::deadline_exceeded,
            fmt::format("module {}: setup did not return within {} ms; setup declares what there is and does no work",
                module, patience.count()),
            {}, module);
    done.get();
}

} // namespace

namespace {
std::atomic<bool> libraries_stay{true};
}

void LoadedModule::keep_mapped(bool keep) noexcept { libraries_stay = keep; }

/// A mapped library. Kept mapped for good once something of it has run; see LoadedModule.
class LoadedModule::Library {
public:
    explicit Library(const std::filesystem::path& file)
    {
        boost::dll::shared_library library;
        try {
            library.load(boost::dll::fs::path(std::filesystem::absolute(file)),
                boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
        } catch (const std::exception& error) {
            throw Error(ErrorCode::unavailable,
                fmt::format(
                    "module {}: the file cannot be loaded: {}", file.stem().string(), loader_text(error.what())));
        }
        if (!library.has(abi::entry_symbol_v1))
            throw Error(ErrorCode::unavailable,
                fmt::format("module {}: {} does not export {}; its source needs WOWHOST_MODULE(…)",
                    file.stem().string(), file.string(), abi::entry_symbol_v1));
        entry_ = &library.get<const abi::ModuleEntryV1>(abi::entry_symbol_v1);
        if (entry_->size < sizeof(abi::ModuleEntryV1))
            throw Error(ErrorCode::unavailable,
                fmt::format("module {}: its entry is {} bytes, this host needs {}; build it with a current SDK",
                    file.stem().string(), entry_->size, sizeof(abi::ModuleEntryV1)));
        library_ = std::move(library);
    }
    const abi::ModuleEntryV1& entry() const noexcept { return *entry_; }

    /// Keeps libraries mapped until the process ends: code of them may still be on some stack, or behind some deleter.
    static void park(std::shared_ptr<Library> library)
    {
        static std::mutex mutex;
        static auto* parked = new std::vector<std::shared_ptr<Library>>(); // never destroyed, on purpose
        const std::lock_guard lock(mutex);
        parked->push_back(std::move(library));
    }

private:
    /// Boost reports "Bad file descriptor" for everything; what dlerror said stands behind it, in parentheses. With
    /// what to do.
    static std::string loader_text(std::string text)
    {
        constexpr std::string_view before = "dlerror system message: ";
        if (const auto at = text.find(before); at != std::string::npos)
            text = text.substr(at + before.size(), text.rfind(')') - at - before.size());
        constexpr std::string_view undefined = "undefined symbol: ";
        if (const auto at = text.find(undefined); at != std::string::npos) {
            const auto name = text.substr(at + undefined.size());
            return fmt::format("{}{}; define it in one of its SOURCES, or name the library that does under LIBRARIES",
                text.substr(0, at + undefined.size()), boost::core::demangle(name.c_str()));
        }
        if (text.find("cannot open shared object file") != std::string::npos)
            text += "; install the library that it names, or link it statically";
        return text;
    }

    boost::dll::shared_library library_;
    const abi::ModuleEntryV1* entry_ = nullptr;
};

LoadedModule::LoadedModule(const std::filesystem::path& file, InfoFile info)
    : file_(file)
    , info_(std::move(info))
    , guard_(std::make_shared<Guard>(info_.name))
{
}

std::shared_ptr<LoadedModule> LoadedModule::load(
    const std::filesystem::path& file, InfoFile info, const MakeServices& services)
{
    struct Setup {
        std::shared_ptr<LoadedModule> module;
        Collector collector;
    };
    auto module = std::shared_ptr<LoadedModule>(new LoadedModule(file, std::move(info)));
    module->library_ = std::make_shared<Library>(file);
    if (libraries_stay)
        Library::park(module->library_);
    module->services_ = services(module->name(), module->guard_);
    module->destroy_ = module->library_->entry().destroy;

    auto setup = std::make_shared<Setup>(Setup{module, Collector(module->name())});
    run_with_patience<Setup>(
        setup,
        [](Setup& state) {
            auto& self = *state.module;
            self.call("setup", [&] {
                self.object_ = static_cast<Module*>(self.library_->entry().create());
                if (self.object_ == nullptr)
                    throw Error(ErrorCode::unavailable, "its entry made no module");
                self.object_->setup(state.collector, *self.services_);
            });
        },
        module->name());
    module->registrations_ = setup->collector.take();
    check_registrations(module->registrations_);
    for (const auto& plugin : module->registrations_.plugins)
        module->slots_.push_back(std::make_shared<ModulePluginSlot>(module->guard_, plugin));
    return module;
}

LoadedModule::~LoadedModule()
{
    if (!retire(std::chrono::milliseconds(0))) {
        // A call is still inside, for ever perhaps: what it stands on must stay, so it is left behind on purpose.
        static_cast<void>(std::make_unique<Registrations>(std::move(registrations_)).release());
        static_cast<void>(services_.release());
    }
}

bool LoadedModule::retire(std::chrono::milliseconds patience, std::vector<std::string>* stuck)
{
    guard_->close();
    auto drained = guard_->drain(patience);
    if (!drained) {
        if (stuck != nullptr)
            *stuck = std::move(drained.stuck);
        return false;
    }
    registrations_.clear();
    if (object_ != nullptr)
        destroy_(std::exchange(object_, nullptr));
    return true;
}

} // namespace wowhost::module
