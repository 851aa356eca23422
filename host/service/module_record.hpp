// What the database knows of modules: which are installed, which failed last time and where, which are quarantined.
//
// Installed modules are recorded in the transaction that installs them. A failure is recorded after the rollback, in a
// transaction of its own. Any thread.
#pragma once

#include "host/database/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wowhost::service {

struct ModuleRecord {
    std::string name;
    std::string version;
    std::string info; ///< The info file, verbatim.
    std::string file; ///< The shared object's path when it was installed.
    std::int64_t update_number = 0; ///< The last update hook that ran, or the highest there was at install.
    std::int64_t weight = 0;
    std::int64_t position = 0; ///< In the order of dependencies.
    std::int64_t installed = 0; ///< Unix seconds.
    std::int64_t serial = 0; ///< Generation::next_serial at install.
};

struct ModuleFailure {
    std::string module;
    std::string step; ///< "run_hook install"
    std::string reason;
    std::int64_t time = 0; ///< Unix seconds.
};

struct ModuleCrashes {
    std::string module;
    std::int64_t crashes = 0; ///< In a row.
    bool quarantined = false;
    std::string reason; ///< The last crash: signal and call.
    std::int64_t time = 0;
};

class ModuleRecords {
public:
    explicit ModuleRecords(database::Database& database);

    /// By position, then weight, then name.
    std::vector<ModuleRecord> all() const;
    std::optional<ModuleRecord> find(const std::string& name) const;
    /// Inserts or replaces.
    void save(const ModuleRecord& record) const;
    /// Whether there was one.
    bool remove(const std::string& name) const;

    std::optional<ModuleFailure> failure(const std::string& module) const;
    std::vector<ModuleFailure> failures() const;
    void save_failure(const ModuleFailure& failure) const;
    void clear_failure(const std::string& module) const;

    /// Counts a crash; from the `limit`-th in a row on the module is quarantined. Returns the new state.
    ModuleCrashes add_crash(
        const std::string& module, const std::string& reason, std::int64_t time, std::int64_t limit = 3) const;
    std::optional<ModuleCrashes> crashes(const std::string& module) const;
    std::vector<ModuleCrashes> quarantined() const;
    /// After a call that ended well, or by the operator's wish: the row of crashes is broken, the quarantine ended.
    void clear_crashes(const std::string& module) const;

private:
    database::Database& database_;
};

} // namespace wowhost::service
