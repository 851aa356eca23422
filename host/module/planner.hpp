// Makes plans. A pure reading of files, records and rows: nothing is changed, and what is planned is what is then done.
#pragma once

#include "host/database/database.hpp"
#include "host/entity/definitions.hpp"
#include "host/entity/schema.hpp"
#include "host/module/loaded_module.hpp"
#include "host/module/module_set.hpp"
#include "host/module/plan.hpp"

#include <memory>
#include <string>
#include <vector>

namespace wowhost::module {

/// Everything a plan is made from.
struct PlanInput {
    const ModuleSet* modules = nullptr;
    std::vector<entity::ModuleDefinitions> recorded; ///< Of all installed modules.
    std::vector<std::string> asked; ///< What the user named.
    std::vector<std::string> uninstall; ///< Dependents first.
    std::vector<std::shared_ptr<LoadedModule>> install; ///< Set up, dependencies first.
    std::vector<std::string> loaded; ///< Installed modules whose code can run its hooks.
};

/// A plan together with the schemas between which it moves.
struct PreparedPlan {
    Plan plan;
    std::shared_ptr<const entity::Schema> before;
    std::shared_ptr<const entity::Schema> between; ///< After the uninstalls.
    std::shared_ptr<const entity::Schema> after;
};

/// Throws Error(refused) when definitions collide, naming both providers.
PreparedPlan make_plan(const PlanInput& input, database::Connection& connection);

/// Why modules may not be uninstalled: required ones. All reasons together; empty when nothing stands in the way.
std::vector<std::string> uninstall_obstacles(const ModuleSet& modules, const std::vector<std::string>& uninstall);

} // namespace wowhost::module
