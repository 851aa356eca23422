// The part of Runtime that changes what is recorded and active: what the installer and the updater do step by step.
#include "host/entity/record.hpp"
#include "host/module/runtime.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wowhost::module {

std::shared_ptr<const Snapshot> Runtime::snapshot_without(
    const std::vector<std::string>& modules, std::shared_ptr<const entity::Schema> schema)
{
    const auto now = registry_.current();
    Snapshot::Modules kept;
    auto installations = now->installations();
    for (const auto& module : now->modules())
        if (std::find(modules.begin(), modules.end(), module->name()) == modules.end())
            kept.push_back(module);
    for (const auto& name : modules)
        installations.erase(name);
    return std::make_shared<const Snapshot>(std::move(kept), std::move(schema), std::move(installations));
}

std::shared_ptr<const Snapshot> Runtime::snapshot_with(
    const std::vector<std::shared_ptr<LoadedModule>>& modules, std::shared_ptr<const entity::Schema> schema)
{
    const auto now = registry_.current();
    auto all = now->modules();
    all.insert(all.end(), modules.begin(), modules.end());
    // Hooks run in dependency order, then by weight, then by name, whenever a module came.
    std::vector<GraphNode> nodes;
    for (const auto& module : all) {
        GraphNode node{module->name(), module->info().weight, {}};
        for (const auto& dependency : module->info().dependencies)
            node.dependencies.push_back(dependency.name);
        nodes.push_back(std::move(node));
    }
    const Graph graph(std::move(nodes));
    const auto position = [&](const auto& module) {
        return std::find(graph.order().begin(), graph.order().end(), module->name()) - graph.order().begin();
    };
    std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return position(a) < position(b); });
    auto installations = now->installations();
    for (const auto& module : modules)
        if (const auto record = records().find(module->name()))
            installations[module->name()] = record->serial;
    return std::make_shared<const Snapshot>(std::move(all), std::move(schema), std::move(installations));
}

void Runtime::record_module(const LoadedModule& module)
{
    service::ModuleRecord record;
    record.name = module.name();
    record.version = module.info().version_text;
    for (const auto& candidate : candidates())
        if (candidate.file == module.file())
            record.info = candidate.info_text;
    record.file = module.file().string();
    record.update_number = module.registrations().last_update();
    record.weight = module.info().weight;
    record.position = static_cast<std::int64_t>(records().all().size());
    record.installed = clock_->now();
    record.serial = generation().next_serial();
    records().save(record);
    entity::DefinitionRecord::save(database().main(), module.registrations().definitions);
    for (const auto& worker : module.registrations().queue_workers)
        queues().declare(module.name(), worker.queue);
}

void Runtime::record_update(const LoadedModule& module, int number)
{
    auto record = records().find(module.name());
    if (!record)
        throw Error(ErrorCode::failed, fmt::format("module {} is not recorded as installed any more", module.name()));
    record->version = module.info().version_text;
    record->update_number = std::max<std::int64_t>(record->update_number, number);
    for (const auto& candidate : candidates())
        if (candidate.file == module.file())
            record->info = candidate.info_text;
    records().save(*record);
}

void Runtime::forget_module(const std::string& name)
{
    records().remove(name);
    entity::DefinitionRecord::remove(database().main(), name);
    state().remove_module(name);
    user_data().remove_module(name);
    if (name == user_type) // of the module that provides it: no users are left, and their numbers begin anew
        user_data().remove_all();
    queues().remove_module(name);
    cron().remove_module(name);
}

void Runtime::publish_after_change(const Plan& plan, const std::vector<std::shared_ptr<LoadedModule>>& added)
{
    rescan();
    const auto definitions = entity::DefinitionRecord::load(database().main());
    auto schema = std::make_shared<const entity::Schema>(entity::build_schema(definitions));
    loaded_generation_ = generation().current();
    registry_.publish(snapshot_without(plan.uninstalled, schema));
    registry_.publish(snapshot_with(added, schema));
}

void Runtime::remember_failure(const std::string& module, const std::string& step, const std::string& reason)
{
    open();
    log_what_is_told(LogLevel::error, fmt::format("module {}: {} failed: {}", module, step, reason));
    service::ModuleFailure failure;
    failure.module = module;
    failure.step = step;
    failure.reason = reason;
    failure.time = clock_->now();
    records().save_failure(failure);
}

void Runtime::forget_failure(const std::string& module) { records().clear_failure(module); }

void Runtime::forget_files(const std::string& module)
{
    open();
    try {
        files_->remove_module(module);
    } catch (const std::exception& error) {
        log().write("wowhost", LogLevel::warning,
            fmt::format("files of module {} could not be removed: {}", module, error.what()));
    }
}

} // namespace wowhost::module
