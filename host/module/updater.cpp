// The updates of Installer: bringing recorded definitions and data to what newer module files declare.
#include "host/database/kill_point.hpp"
#include "host/entity/difference.hpp"
#include "host/entity/record.hpp"
#include "host/module/attempt.hpp"
#include "host/module/installer.hpp"
#include "host/module/runtime.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace wowhost::module {
namespace {

const entity::ModuleDefinitions* recorded_of(
    const std::vector<entity::ModuleDefinitions>& recorded, const std::string& module)
{
    const auto found =
        std::find_if(recorded.begin(), recorded.end(), [&](const auto& d) { return d.module == module; });
    return found == recorded.end() ? nullptr : &*found;
}

} // namespace

std::vector<Installer::PendingUpdate> Installer::pending_updates() const
{
    std::vector<PendingUpdate> pending;
    const auto recorded = entity::DefinitionRecord::load(runtime_.database().main());
    for (const auto& module : runtime_.registry().current()->modules()) {
        const auto record = runtime_.records().find(module->name());
        if (!record)
            continue;
        const auto before = pending.size();
        for (const auto& update : module->registrations().updates)
            if (update.number > record->update_number)
                pending.push_back({module->name(), update.number, update.label});
        const auto* stored = recorded_of(recorded, module->name());
        const bool differs =
            stored == nullptr || entity::to_text(*stored) != entity::to_text(module->registrations().definitions);
        if (pending.size() == before && differs)
            pending.push_back({module->name(), 0, "changed definitions"});
    }
    return pending;
}

void Installer::run_updates(const std::string& purpose, const std::function<void(const PendingUpdate&)>& done)
{
    const auto lock = runtime_.take_install_lock(purpose);
    runtime_.rescan();
    runtime_.load_installed();
    const auto quiet = runtime_.take_work_lock_exclusively();
    for (const auto& update : pending_updates()) {
        const Attempt attempt(runtime_, {update.module});
        run_update(update);
        done(update);
    }
}

void Installer::run_update(const PendingUpdate& update)
{
    const auto module = runtime_.registry().current()->find(update.module);
    auto& connection = runtime_.database().main();
    module_ = update.module;
    step_ = update.number == 0 ? "changed definitions" : fmt::format("update {}", update.number);
    std::shared_ptr<const entity::Schema> schema;
    try {
        database::Transaction transaction(connection);
        auto recorded = entity::DefinitionRecord::load(connection);
        const auto from = entity::build_schema(recorded);
        for (auto& definitions : recorded)
            if (definitions.module == update.module)
                definitions = module->registrations().definitions;
        schema = std::make_shared<const entity::Schema>(entity::build_schema(recorded));
        entity::apply(connection, from, *schema, entity::difference(from, *schema));
        entity::DefinitionRecord::save(connection, module->registrations().definitions);
        database::kill_point(database::KillPoint::step, "update schema");
        const Registry::Preview changed(runtime_.snapshot_with({}, schema));
        for (const auto& registered : module->registrations().updates)
            if (registered.number == update.number)
                module->call("update", [&] { registered.run(); });
        runtime_.record_update(*module, update.number);
        runtime_.generation().raise();
        database::kill_point(database::KillPoint::step, "before update commit");
        transaction.commit();
    } catch (const std::exception& error) {
        runtime_.remember_failure(module_, step_, error.what());
        throw;
    }
    runtime_.registry().publish(runtime_.snapshot_with({}, schema));
    runtime_.forget_failure(update.module);
    runtime_.log().write(
        "wowhost", LogLevel::info, fmt::format("{} module updated: {} {}.", update.module, step_, update.label));
}

} // namespace wowhost::module
