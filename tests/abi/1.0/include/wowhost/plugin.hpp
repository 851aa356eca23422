// wowhost SDK: plugins, the typed interfaces by which modules offer something to each other.
//
// An interface is an abstract class with a versioned id: `WOWHOST_INTERFACE("wow_character.data_provider/1")`. Modules
// register implementations under an id of their own; whoever uses them asks `Services::plugins<T>()` and gets guarded
// handles. Every call goes through the host: it counts, it is refused while the providing module is being taken away,
// and whatever the module throws arrives as Error(module_failed) that names it. Implementations are called through
// const functions, from any thread, several at once.
//
// A published interface never gains a virtual; a need for more is a new interface with a new id.
#pragma once

#include <wowhost/error.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

/// Inside an interface class: its versioned id.
#define WOWHOST_INTERFACE(id) static constexpr const char* interface_id = id

namespace wowhost {
inline namespace v1 {

/// One registered implementation, as the host keeps it. Implemented by the host.
class PluginSlot {
public:
    virtual ~PluginSlot() = default;
    virtual const std::string& id() const noexcept = 0;
    virtual const std::string& module() const noexcept = 0;
    /// Calls `thunk(object, context)` guarded. Throws Error(unavailable) when the module is gone, or what the call
    /// threw as an Error.
    virtual void run(const char* what, void (*thunk)(const void* object, void* context), void* context) const = 0;
};

/// A handle to an implementation of T. Cheap to copy; may outlive the module (calls then fail with Error(unavailable)).
template <class T>
class PluginHandle {
public:
    explicit PluginHandle(std::shared_ptr<const PluginSlot> slot)
        : slot_(std::move(slot))
    {
    }
    const std::string& id() const noexcept { return slot_->id(); }
    const std::string& module() const noexcept { return slot_->module(); }

    /// Runs `f(const T&)` inside the guard; `what` names the call in logs, metrics and error messages and must be a
    /// literal.
    template <class F>
    auto call(const char* what, F&& f) const -> std::invoke_result_t<F&, const T&>
    {
        using Result = std::invoke_result_t<F&, const T&>;
        if constexpr (std::is_void_v<Result>) {
            slot_->run(
                what,
                [](const void* object, void* context) {
                    (*static_cast<std::remove_reference_t<F>*>(context))(*static_cast<const T*>(object));
                },
                std::addressof(f));
        } else {
            struct Frame {
                std::remove_reference_t<F>* function;
                std::optional<Result> result;
            } frame{std::addressof(f), std::nullopt};
            slot_->run(
                what,
                [](const void* object, void* context) {
                    auto& in = *static_cast<Frame*>(context);
                    in.result.emplace((*in.function)(*static_cast<const T*>(object)));
                },
                &frame);
            return std::move(*frame.result);
        }
    }

private:
    std::shared_ptr<const PluginSlot> slot_;
};

} // namespace v1
} // namespace wowhost
