#include "host/cli/registration_rows.hpp"

namespace wowhost::cli {
namespace {

const char* name_of(EntityEvent event)
{
    switch (event) {
    case EntityEvent::create: return "create";
    case EntityEvent::load: return "load";
    case EntityEvent::presave: return "presave";
    case EntityEvent::insert: return "insert";
    case EntityEvent::update: return "update";
    case EntityEvent::predelete: return "predelete";
    case EntityEvent::remove: return "remove";
    }
    return "";
}

const char* name_of(ModuleEvent event)
{
    switch (event) {
    case ModuleEvent::preinstall: return "preinstall";
    case ModuleEvent::installed: return "installed";
    case ModuleEvent::preuninstall: return "preuninstall";
    case ModuleEvent::uninstalled: return "uninstalled";
    }
    return "";
}

template <class List, class Row>
Value rows(const List& list, Row row)
{
    Value::Array result;
    for (const auto& one : list)
        result.push_back(row(one));
    return result;
}

Value projection_rows(const entity::ModuleDefinitions& definitions)
{
    Value::Array result;
    for (const auto& projection : definitions.projections)
        for (const auto& field : projection.fields)
            result.push_back(Value::object({{"entity_type", projection.entity_type}, {"field", field.name},
                {"type", entity::to_string(field.type)}, {"target", field.target}}));
    for (const auto& owner : definitions.owners)
        result.push_back(Value::object({{"owner", owner.kind}, {"target", owner.entity_type}}));
    return result;
}

/// Hooks on rows: on saving and deleting one by one, and on what was deleted by the hundred.
Value hook_rows(const module::Registrations& registered)
{
    Value::Array result;
    for (const auto& hook : registered.hooks)
        result.push_back(Value::object({{"event", name_of(hook.event)}, {"entity_type", hook.entity_type}}));
    for (const auto& hook : registered.removal_hooks)
        result.push_back(Value::object({{"event", "removal"}, {"entity_type", hook.entity_type}}));
    for (const auto& hook : registered.module_hooks)
        result.push_back(Value::object({{"event", name_of(hook.event)}, {"entity_type", Value()}}));
    return result;
}

} // namespace

void add_registration_rows(Value& info, const module::Registrations& registered)
{
    const auto& definitions = registered.definitions;
    info.set("entity_types", rows(definitions.types, [](const auto& type) { return Value(type.id); }))
        .set("projections", projection_rows(definitions))
        .set("vocabularies", rows(definitions.vocabularies, [](const auto& one) { return Value(one.id); }))
        .set("plugins",
            rows(registered.plugins,
                [](const auto& plugin) {
                    return Value::object({{"interface", plugin.interface_id()}, {"id", plugin.id()}});
                }))
        .set("commands", rows(registered.commands, [](const auto& command) { return Value(command.name); }))
        .set("routes",
            rows(registered.routes,
                [](const auto& route) {
                    return Value::object(
                        {{"method", route.method}, {"path", route.path}, {"permission", route.needed}});
                }))
        .set("queues", rows(registered.queue_workers, [](const auto& worker) { return Value(worker.queue); }))
        .set("cron",
            rows(registered.cron_jobs,
                [](const auto& job) {
                    return Value::object({{"job", job.name}, {"every_seconds", job.every_seconds}});
                }))
        .set("hooks", hook_rows(registered))
        .set("updates",
            rows(registered.updates,
                [](const auto& update) {
                    return Value::object({{"number", update.number}, {"label", update.label}});
                }))
        .set("requirement_checks", static_cast<std::int64_t>(registered.requirements.size()))
        .set("status_reports", static_cast<std::int64_t>(registered.status.size()));
}

} // namespace wowhost::cli
