#include "host/module/planner.hpp"

#include "host/entity/difference.hpp"
#include "host/entity/purge.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace wowhost::module {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view item)
{
    return std::find(list.begin(), list.end(), item) != list.end();
}

/// Steps that the user reads: types and columns, not indexes. A type's own columns come with the type.
void add_schema_steps(const entity::Schema& from, const entity::Schema& to, Plan& plan)
{
    for (const auto& step : entity::difference(from, to)) {
        switch (step.action) {
        case entity::SchemaAction::create_type:
            plan.steps.push_back({Action::create_type, step.provider, step.target()});
            break;
        case entity::SchemaAction::drop_type:
            plan.steps.push_back({Action::drop_type, step.provider, step.target()});
            break;
        case entity::SchemaAction::add_column:
            plan.steps.push_back({Action::add_column, step.provider, step.target()});
            break;
        case entity::SchemaAction::drop_column:
            plan.steps.push_back({Action::drop_column, step.provider, step.target()});
            break;
        case entity::SchemaAction::create_index:
        case entity::SchemaAction::drop_index: break;
        }
    }
}

} // namespace

PreparedPlan make_plan(const PlanInput& input, database::Connection& connection)
{
    PreparedPlan prepared;
    auto& plan = prepared.plan;
    plan.asked = input.asked;

    auto kept = input.recorded;
    prepared.before = std::make_shared<const entity::Schema>(entity::build_schema(kept));
    std::erase_if(kept, [&](const auto& definitions) { return contains(input.uninstall, definitions.module); });
    prepared.between = std::make_shared<const entity::Schema>(entity::build_schema(kept));
    for (const auto& module : input.install)
        kept.push_back(module->registrations().definitions);
    prepared.after = std::make_shared<const entity::Schema>(entity::build_schema(kept));

    for (const auto& name : input.uninstall) {
        if (contains(input.loaded, name))
            plan.steps.push_back({Action::run_hook, name, "uninstall"});
        else
            plan.notes.push_back(fmt::format(
                "{} is not loaded: it is uninstalled from its record, without its own uninstall hook", name));
    }
    if (!input.uninstall.empty()) {
        const auto lost = entity::rows_lost(connection, *prepared.before, *prepared.between);
        for (const auto& loss : lost)
            if (loss.loss == entity::Loss::rows)
                plan.steps.push_back({Action::purge_rows, loss.module.empty() ? input.uninstall.front() : loss.module,
                    loss.type, loss.rows});
        const auto first_schema_step = plan.steps.size();
        add_schema_steps(*prepared.before, *prepared.between, plan);
        for (auto at = first_schema_step; at < plan.steps.size(); ++at)
            for (const auto& loss : lost)
                if (loss.loss == entity::Loss::type && plan.steps[at].action == Action::drop_type
                    && plan.steps[at].target == loss.type)
                    plan.steps[at].rows = loss.rows;
        for (const auto& name : input.uninstall)
            plan.steps.push_back({Action::uninstall, name, name});
        plan.uninstalled = input.uninstall;
    }
    if (!input.install.empty()) {
        add_schema_steps(*prepared.between, *prepared.after, plan);
        for (const auto& module : input.install) {
            plan.steps.push_back({Action::run_hook, module->name(), "install"});
            plan.steps.push_back({Action::install, module->name(), module->name()});
            plan.installed.push_back(module->name());
            if (module->info().lifecycle == Lifecycle::deprecated)
                plan.notes.push_back(
                    fmt::format("{} is deprecated; see {}", module->name(), module->info().lifecycle_link));
            if (module->info().lifecycle == Lifecycle::experimental)
                plan.notes.push_back(fmt::format("{} is experimental: it may change or go", module->name()));
        }
    }
    return prepared;
}

std::vector<std::string> uninstall_obstacles(const ModuleSet& modules, const std::vector<std::string>& uninstall)
{
    std::vector<std::string> reasons;
    for (const auto& name : uninstall)
        if (const auto* entry = modules.find(name); entry != nullptr && entry->info.required)
            reasons.push_back(fmt::format("The {} module is required", name));
    return reasons;
}

} // namespace wowhost::module
