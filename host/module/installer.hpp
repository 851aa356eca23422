// Installs and uninstalls modules: makes the plan, and carries it out in one transaction under the install lock.
//
// Whatever fails, and wherever the process is killed, the database is as before or as after. A failure is remembered
// (`module why`); an attempt that was cut short is told about by the next command. Not for several threads at once.
#pragma once

#include "host/module/planner.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wowhost::module {

class Runtime;

/// What the user wants, and how to ask them.
struct InstallRequest {
    std::vector<std::string> install;
    std::vector<std::string> uninstall;
    bool applying = false;
    bool dry_run = false;
    std::string purpose; ///< The command, for whoever finds the lock taken: "wowhost install wow".
    /// Asked with the plan's question when rows or dependents go; false refuses.
    std::function<bool(const std::string& question)> confirm;
    std::function<void(const std::string& note)> note;
    /// Sees the plan before anything is asked or done; throws to refuse it.
    std::function<void(const Plan& plan)> check;
};

class Installer {
public:
    explicit Installer(Runtime& runtime)
        : runtime_(runtime)
    {
    }
    /// Returns the plan that was carried out (or would be). Throws Error: refused with all reasons, locked naming the
    /// holder, or what a module threw, after everything has been rolled back.
    Plan run(const InstallRequest& request);
    /// The request that makes the installed set equal to `enabled`. Throws Error(refused) with all reasons.
    InstallRequest request_to_apply(const std::vector<std::string>& enabled) const;

    struct PendingUpdate {
        std::string module;
        int number = 0; ///< 0: the definitions have changed, without an update function.
        std::string label;
    };
    std::vector<PendingUpdate> pending_updates() const;
    /// Runs pending updates, one transaction each, modules in order; `done` is told of each. Stops at the first that
    /// fails, and throws what it threw.
    void run_updates(const std::string& purpose, const std::function<void(const PendingUpdate&)>& done);

private:
    void execute(const PreparedPlan& prepared, const std::vector<std::shared_ptr<LoadedModule>>& added, bool applying);
    void carry_out_uninstalls(const PreparedPlan& prepared, Install& context);
    void carry_out_installs(
        const PreparedPlan& prepared, const std::vector<std::shared_ptr<LoadedModule>>& added, Install& context);
    void run_update(const PendingUpdate& update);
    void check_requirements(
        const std::vector<std::shared_ptr<LoadedModule>>& added, const InstallRequest& request) const;

    Runtime& runtime_;
    std::string step_; ///< Where execution is, for the record of a failure.
    std::string module_;
};

} // namespace wowhost::module
