// All modules that the site has to do with: files on the path and records of what is installed, brought together.
//
// A value made from what discovery found and what the database records; asking it runs no code of modules.
#pragma once

#include "host/module/discovery.hpp"
#include "host/module/graph.hpp"
#include "host/service/module_record.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::module {

enum class Status { installed, available, incompatible, broken, failed, missing, quarantined };
const char* to_string(Status status) noexcept;

struct ModuleEntry {
    std::string name;
    Status status = Status::available;
    std::string reason; ///< Why it is not simply installed or available.
    bool is_installed = false; ///< Recorded as installed, whatever its status.
    bool usable = false; ///< Its file may be loaded, and everything it depends on, too.
    const Candidate* candidate = nullptr; ///< Null: no file.
    std::vector<std::string> unused; ///< A sentence for each other file of that name.
    const service::ModuleRecord* record = nullptr; ///< Null: not installed.
    InfoFile info; ///< Of the file if it can be read, else of the record.
    std::vector<std::string> requires_all; ///< Direct and indirect, in order.
    std::vector<std::string> required_by; ///< The other way round.
};

class ModuleSet {
public:
    ModuleSet(std::vector<Candidate> candidates, std::vector<service::ModuleRecord> records,
        const std::vector<service::ModuleFailure>& failures, const std::vector<service::ModuleCrashes>& quarantined);
    ModuleSet(const ModuleSet&) = delete;
    ModuleSet& operator=(const ModuleSet&) = delete;

    /// By name.
    const std::vector<ModuleEntry>& entries() const noexcept { return entries_; }
    const ModuleEntry* find(std::string_view name) const;
    /// Throws Error(invalid_argument) with the nearest name.
    const ModuleEntry& require(std::string_view name) const;
    /// Installed modules, dependencies first, then by weight and name. A module whose dependencies form a cycle comes
    /// last.
    const std::vector<std::string>& installed_order() const noexcept { return installed_order_; }
    /// `names` and all they need, dependencies first. Throws Error(refused) naming every obstacle: missing files,
    /// versions, cycles.
    std::vector<std::string> with_requirements(const std::vector<std::string>& names) const;
    /// `names` and all installed modules that need them, dependents first.
    std::vector<std::string> with_dependents(const std::vector<std::string>& names) const;
    /// Why the dependencies of `name` are not met by the files that there are; empty when they are.
    std::vector<std::string> dependency_complaints(std::string_view name) const;

private:
    void decide(ModuleEntry& entry, const std::vector<service::ModuleFailure>& failures,
        const std::vector<service::ModuleCrashes>& quarantined) const;

    std::vector<Candidate> candidates_;
    std::vector<service::ModuleRecord> records_;
    std::vector<ModuleEntry> entries_;
    std::unique_ptr<Graph> graph_;
    std::unique_ptr<Graph> installed_graph_;
    std::vector<std::string> installed_order_;
};

} // namespace wowhost::module
