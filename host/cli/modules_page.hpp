// /admin/modules: the modules with status and reason, and changes of them, each with its plan before it is confirmed.
//
// What is listed and planned comes from this program run in a process of its own: it is what the commands say, and a
// module that cannot even be looked at harms no server.
#pragma once

#include "host/module/runtime.hpp"
#include "host/web/router.hpp"

#include <wowhost/value.hpp>

#include <string>
#include <vector>

namespace wowhost::cli {

/// `options`: see own_options. `runtime` must outlive the routes.
std::vector<web::BoundRoute> module_routes(module::Runtime& runtime, std::vector<std::string> options);

// Pure parts.

/// The rows of `module list` as the page shows them: packages with modules, each with what can be done with it.
/// `load_failures`: why a module is not loaded in this process.
Value packages_view(const Value& rows, const std::map<std::string, std::string>& load_failures);
/// A plan as the page shows it: steps in words, rows that go, whether there is anything to do.
Value plan_view(const Value& plan);

} // namespace wowhost::cli
