// wowhost SDK: what a module is.
//
//     class Heirloom final : public wowhost::Module {
//         void setup(wowhost::Registrar& add, const wowhost::Services& host) override { add.entity_type(…);
//         add.plugin<T>("id", …); }
//     };
//     WOWHOST_MODULE(Heirloom)
//
// Life of a module object: created → setup → (install) → calls of what it registered → (uninstall) → what it registered
// is destroyed in reverse order → destroyed. `setup` runs once per process and does no I/O; it declares, and the host
// commits all of it or none. install, uninstall and updates run in the transaction of the command, with the module's
// tables in place; whatever they throw takes everything back. After setup, what was registered is called through const
// functions only, from any thread, several at once.
#pragma once

#include <wowhost/abi.hpp>
#include <wowhost/command.hpp>
#include <wowhost/definition.hpp>
#include <wowhost/route.hpp>
#include <wowhost/services.hpp>
#include <wowhost/version.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace wowhost {
inline namespace v1 {

enum class Severity { ok, warning, error };

/// A line of `wowhost status`.
class StatusRow {
public:
    StatusRow(Severity severity_, std::string label_, std::string value_)
        : severity(severity_)
        , label(std::move(label_))
        , value(std::move(value_))
    {
    }
    Severity severity;
    std::string label;
    std::string value;
};

/// What stands in the way of an install. A row of severity error stops it; a warning is printed.
using Requirement = std::function<std::vector<StatusRow>()>;

/// Events of the module set, heard by modules that are installed already (and, for `installed`, by the new ones).
/// `preinstall` and `preuninstall` come once per module before its tables come or go, `installed` and `uninstalled`
/// once per command with all names in order.
enum class ModuleEvent { preinstall, installed, preuninstall, uninstalled };
using ModuleHook = std::function<void(const std::vector<std::string>& modules)>;

/// Collects what a module provides. Names are checked when setup returns: a duplicate refuses the whole module and
/// changes nothing.
class Registrar {
public:
    virtual ~Registrar() = default;

    virtual void entity_type(EntityType type) = 0;
    virtual void projection(Projection projection) = 0;
    virtual void owner(OwnerProjection owner) = 0;
    virtual void vocabulary(Vocabulary vocabulary) = 0;
    /// Hook on one type, or on all when `entity_type` is empty.
    virtual void hook(EntityEvent event, std::string entity_type, EntityHook hook) = 0;
    virtual void on(ModuleEvent event, ModuleHook hook) = 0;
    virtual void command(Command command) = 0;
    virtual void queue_worker(QueueWorker worker) = 0;
    virtual void cron(CronJob job) = 0;
    virtual void route(Route route) = 0;
    /// Rows for `wowhost status`.
    virtual void status(std::function<std::vector<StatusRow>()> rows) = 0;
    virtual void requirement(Requirement requirement) = 0;
    /// Update `number` (ascending, never reused) brings a site from an older version of this module to this one:
    /// definitions are changed first, then `run` is called.
    virtual void update(int number, std::string label, std::function<void()> run) = 0;

    /// Registers an implementation of the interface T. `id` is unique per interface.
    template <class T>
    void plugin(std::string id, std::unique_ptr<T> object)
    {
        plugin_object(T::interface_id, std::move(id), object.release(),
            [](void* pointer) noexcept { delete static_cast<T*>(pointer); });
    }

protected:
    /// Takes ownership of `object` at once, also when it throws.
    virtual void plugin_object(
        const char* interface_id, std::string id, void* object, void (*destroy)(void*) noexcept) = 0;

public:
    /// Called after rows of `entity_type` were deleted, some hundred at once, in the transaction of the change.
    virtual void removal_hook(std::string entity_type, RemovalHook hook) = 0;
};

/// What install and uninstall may ask.
class Install {
public:
    virtual ~Install() = default;
    /// All modules of this command, in order.
    virtual const std::vector<std::string>& modules() const = 0;
    /// Whether the command is `apply`.
    virtual bool is_applying() const = 0;
};
using Uninstall = Install;

class Module {
public:
    virtual ~Module() = default;
    virtual void setup(Registrar& add, const Services& host) = 0;
    virtual void install(Install&) { }
    virtual void uninstall(Uninstall&) { }
};

} // namespace v1
} // namespace wowhost
