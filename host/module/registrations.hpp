// What one module registered in its setup: the host's ledger of it.
//
// The collector takes everything in and changes nothing else; the host checks the whole (check_registrations) and only
// then makes it visible. Everything a module handed over lives here, is owned here, and is destroyed here in reverse
// order while the library is still mapped.
#pragma once

#include "host/entity/definitions.hpp"

#include <wowhost/module.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace wowhost::module {

/// An implementation of an interface. Owns the object.
class PluginRegistration {
public:
    PluginRegistration(std::string interface_id, std::string id, void* object, void (*destroy)(void*) noexcept)
        : interface_id_(std::move(interface_id))
        , id_(std::move(id))
        , object_(object)
        , destroy_(destroy)
    {
    }
    PluginRegistration(PluginRegistration&& other) noexcept
        : interface_id_(std::move(other.interface_id_))
        , id_(std::move(other.id_))
        , object_(std::exchange(other.object_, nullptr))
        , destroy_(other.destroy_)
    {
    }
    PluginRegistration& operator=(PluginRegistration&&) = delete;
    ~PluginRegistration()
    {
        if (object_)
            destroy_(object_);
    }
    const std::string& interface_id() const noexcept { return interface_id_; }
    const std::string& id() const noexcept { return id_; }
    const void* object() const noexcept { return object_; }

private:
    std::string interface_id_;
    std::string id_;
    void* object_;
    void (*destroy_)(void*) noexcept;
};

struct HookRegistration {
    EntityEvent event;
    std::string entity_type; ///< Empty: every type.
    EntityHook hook;
};

struct RemovalHookRegistration {
    std::string entity_type;
    RemovalHook hook;
};

struct ModuleHookRegistration {
    ModuleEvent event;
    ModuleHook hook;
};

struct UpdateRegistration {
    int number;
    std::string label;
    std::function<void()> run;
};

struct Registrations {
    entity::ModuleDefinitions definitions;
    std::vector<HookRegistration> hooks;
    std::vector<RemovalHookRegistration> removal_hooks;
    std::vector<ModuleHookRegistration> module_hooks;
    std::vector<Command> commands;
    std::vector<QueueWorker> queue_workers;
    std::vector<CronJob> cron_jobs;
    std::vector<Route> routes;
    std::vector<std::function<std::vector<StatusRow>()>> status;
    std::vector<Requirement> requirements;
    std::vector<UpdateRegistration> updates;
    std::vector<PluginRegistration> plugins;

    /// Destroys everything in reverse order of kind and of registration; empty afterwards.
    void clear() noexcept;
    bool empty() const noexcept;
    /// The highest update number, 0 without updates: what a fresh install counts as having run.
    int last_update() const noexcept;
};

/// The Registrar that a module's setup sees.
class Collector final : public Registrar {
public:
    explicit Collector(const std::string& module) { registrations_.definitions.module = module; }

    void entity_type(EntityType type) override;
    void projection(Projection projection) override;
    void owner(OwnerProjection owner) override;
    void vocabulary(Vocabulary vocabulary) override;
    void hook(EntityEvent event, std::string entity_type, EntityHook hook) override;
    void removal_hook(std::string entity_type, RemovalHook hook) override;
    void on(ModuleEvent event, ModuleHook hook) override;
    void command(Command command) override;
    void queue_worker(QueueWorker worker) override;
    void cron(CronJob job) override;
    void route(Route route) override;
    void status(std::function<std::vector<StatusRow>()> rows) override;
    void requirement(Requirement requirement) override;
    void update(int number, std::string label, std::function<void()> run) override;

    Registrations take() { return std::move(registrations_); }

private:
    void plugin_object(
        const char* interface_id, std::string id, void* object, void (*destroy)(void*) noexcept) override;

    Registrations registrations_;
};

/// "GET /a/{}": equal for routes that answer the same requests.
std::string route_key(const Route& route);

/// Throws Error(invalid_argument) naming the module and everything that is wrong: duplicate ids, bad names, updates out
/// of order.
void check_registrations(const Registrations& registrations);

} // namespace wowhost::module
