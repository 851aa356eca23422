// A plan: what an install, uninstall or apply is going to do, step by step. Printed by --dry-run, shown before a
// question, then carried out.
#pragma once

#include "host/entity/schema.hpp"

#include <wowhost/value.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace wowhost::module {

enum class Action { create_type, drop_type, add_column, drop_column, purge_rows, install, uninstall, run_hook };

const char* to_string(Action action) noexcept;

struct PlanStep {
    Action action;
    std::string module;
    std::string target; ///< A type, `type.column`, a vocabulary, a hook's name, or the module.
    std::int64_t rows = 0; ///< Rows that the step deletes.
};

struct Plan {
    std::vector<PlanStep> steps;
    std::vector<std::string> installed; ///< In the order in which they are installed.
    std::vector<std::string> uninstalled;
    std::vector<std::string> asked; ///< What the user named.
    std::vector<std::string> notes; ///< Sentences worth reading: deprecated modules, hooks that cannot run.

    bool empty() const noexcept { return installed.empty() && uninstalled.empty(); }
    std::int64_t rows_lost() const noexcept;
    /// What the user must agree to: rows or modules that go beyond what was asked. Empty: nothing to ask.
    std::string question() const;
    /// `{"steps":[…],"installed":[…],"uninstalled":[…]}`; an empty plan is `{"steps":[],…}`.
    Value to_value() const;
};

} // namespace wowhost::module
