// One module in memory: its library, its object, and the ledger of what it registered.
//
// Calls go through `call`, which guards them. Retiring closes the gate, waits for calls under way, destroys what was
// registered in reverse order and then the module; the library stays mapped (it *could* be unmapped: tests do). A
// handle held by somebody else may outlive all this: its calls are refused.
#pragma once

#include "host/module/guard.hpp"
#include "host/module/info_file.hpp"
#include "host/module/registrations.hpp"

#include <wowhost/plugin.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace wowhost::module {

/// A plugin of a loaded module, as others hold it.
class ModulePluginSlot final : public PluginSlot {
public:
    ModulePluginSlot(std::shared_ptr<Guard> guard, const PluginRegistration& plugin)
        : guard_(std::move(guard))
        , interface_id_(plugin.interface_id())
        , id_(plugin.id())
        , object_(plugin.object())
    {
    }
    const std::string& id() const noexcept override { return id_; }
    const std::string& module() const noexcept override { return guard_->module(); }
    const std::string& interface_id() const noexcept { return interface_id_; }
    void run(const char* what, void (*thunk)(const void*, void*), void* context) const override
    {
        guard_->run(what, thunk, object_, context);
    }

private:
    std::shared_ptr<Guard> guard_;
    std::string interface_id_;
    std::string id_;
    const void* object_;
};

using MakeServices = std::function<std::unique_ptr<Services>(const std::string& module, std::shared_ptr<Guard> guard)>;

class LoadedModule {
public:
    /// Maps the file, creates the module and runs its setup. Throws Error that names the module, the step and what went
    /// wrong; nothing of it is left then.
    static std::shared_ptr<LoadedModule> load(
        const std::filesystem::path& file, InfoFile info, const MakeServices& services);
    ~LoadedModule();
    LoadedModule(const LoadedModule&) = delete;
    LoadedModule& operator=(const LoadedModule&) = delete;

    const std::string& name() const noexcept { return info_.name; }
    const InfoFile& info() const noexcept { return info_; }
    const std::filesystem::path& file() const noexcept { return file_; }
    const Registrations& registrations() const noexcept { return registrations_; }
    const std::vector<std::shared_ptr<const ModulePluginSlot>>& slots() const noexcept { return slots_; }
    const Guard& guard() const noexcept { return *guard_; }

    /// Runs `f()` as a call into the module: guarded, so that it throws nothing but Error. `what` must be a literal.
    template <class F>
    auto call(const char* what, F&& f) const -> std::invoke_result_t<F&>
    {
        return enter([&](Guard::Thunk thunk, void* context) { guard_->run(what, thunk, nullptr, context); }, f);
    }
    /// The same, with a deadline; see Guard::run_until.
    template <class F>
    auto call_until(Deadline deadline, const char* what, F&& f) const -> std::invoke_result_t<F&>
    {
        return enter(
            [&](Guard::Thunk thunk, void* context) { guard_->run_until(deadline, what, thunk, nullptr, context); }, f);
    }
    void install(Install& context) const
    {
        call("install", [&] { object_->install(context); });
    }
    void uninstall(Uninstall& context) const
    {
        call("uninstall", [&] { object_->uninstall(context); });
    }

    /// Takes the module out of service. Returns false, naming in `stuck` the calls that did not end in time; the module
    /// then stays as it is, refusing calls.
    bool retire(std::chrono::milliseconds patience, std::vector<std::string>* stuck = nullptr);

    /// For tests that prove that a library could be unmapped: false makes libraries loaded from now on go with their
    /// module. True, the default: they stay mapped until the process ends.
    static void keep_mapped(bool keep) noexcept;

private:
    class Library;
    /// Calls `run` with a thunk that calls `f`.
    template <class Run, class F>
    static auto enter(Run run, F& f) -> std::invoke_result_t<F&>
    {
        using Result = std::invoke_result_t<F&>;
        if constexpr (std::is_void_v<Result>) {
            run([](const void*, void* context) { (*static_cast<F*>(context))(); },
                const_cast<void*>(static_cast<const void*>(std::addressof(f))));
        } else {
            struct Frame {
                F* function;
                std::optional<Result> result;
            } frame{std::addressof(f), std::nullopt};
            run(
                [](const void*, void* context) {
                    auto& in = *static_cast<Frame*>(context);
                    in.result.emplace((*in.function)());
                },
                &frame);
            return std::move(*frame.result);
        }
    }
    LoadedModule(const std::filesystem::path& file, InfoFile info);

    std::filesystem::path file_;
    InfoFile info_;
    std::shared_ptr<Guard> guard_;
    std::shared_ptr<Library> library_;
    std::unique_ptr<Services> services_;
    Module* object_ = nullptr;
    void (*destroy_)(void*) noexcept = nullptr;
    Registrations registrations_;
    std::vector<std::shared_ptr<const ModulePluginSlot>> slots_;
};

} // namespace wowhost::module
