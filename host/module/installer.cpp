#include "host/module/installer.hpp"

#include "host/database/kill_point.hpp"
#include "host/entity/difference.hpp"
#include "host/entity/purge.hpp"
#include "host/entity/record.hpp"
#include "host/module/attempt.hpp"
#include "host/module/collisions.hpp"
#include "host/module/runtime.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace wowhost::module {
namespace {

constexpr auto drain_patience = std::chrono::seconds(30);

class InstallContext final : public Install {
public:
    InstallContext(std::vector<std::string> modules, bool applying)
        : modules_(std::move(modules))
        , applying_(applying)
    {
    }
    const std::vector<std::string>& modules() const override { return modules_; }
    bool is_applying() const override { return applying_; }

private:
    std::vector<std::string> modules_;
    bool applying_;
};

std::vector<std::string> both(const std::vector<std::string>& a, const std::vector<std::string>& b)
{
    auto result = a;
    result.insert(result.end(), b.begin(), b.end());
    return result;
}

/// Throws Error(invalid_argument) with a reason for each name that is no module.
void require_all(const ModuleSet& modules, const std::vector<std::string>& names)
{
    std::vector<std::string> reasons;
    for (const auto& name : names) {
        try {
            modules.require(name);
        } catch (const Error& error) {
            reasons.emplace_back(error.what());
        }
    }
    if (!reasons.empty())
        throw Error(ErrorCode::invalid_argument, fmt::format("{}", fmt::join(reasons, "; ")), reasons);
}

} // namespace

Plan Installer::run(const InstallRequest& request)
{
    const auto lock = runtime_.take_install_lock(request.purpose);
    runtime_.rescan();
    runtime_.load_installed();
    auto& modules = runtime_.modules();

    PlanInput input;
    input.modules = &modules;
    input.asked = both(request.uninstall, request.install);
    require_all(modules, input.asked);
    input.uninstall = modules.with_dependents(request.uninstall);
    if (auto obstacles = uninstall_obstacles(modules, input.uninstall); !obstacles.empty())
        throw Error(ErrorCode::refused,
            fmt::format("cannot uninstall {}: {}", fmt::join(request.uninstall, ", "), fmt::join(obstacles, "; ")),
            obstacles);

    std::vector<std::string> wanted;
    for (const auto& name : modules.with_requirements(request.install))
        if (!modules.require(name).is_installed)
            wanted.push_back(name);
    std::vector<std::shared_ptr<LoadedModule>> added;
    try {
        for (const auto& name : wanted) {
            module_ = name, step_ = "setup";
            added.push_back(runtime_.load(modules.require(name)));
        }
    } catch (const Error& error) {
        if (!request.dry_run)
            runtime_.remember_failure(module_, step_, error.what());
        throw;
    }
    LoadedModules kept;
    for (const auto& module : runtime_.registry().current()->modules()) {
        input.loaded.push_back(module->name());
        if (std::find(input.uninstall.begin(), input.uninstall.end(), module->name()) == input.uninstall.end())
            kept.push_back(module);
    }
    refuse_collisions(kept, added, runtime_.host_commands());
    input.install = added;
    auto& connection = runtime_.database().main();
    input.recorded = entity::DefinitionRecord::load(connection);
    auto prepared = make_plan(input, connection);
    if (prepared.plan.empty())
        return prepared.plan;
    check_requirements(added, request);
    if (request.note)
        for (const auto& note : prepared.plan.notes)
            request.note(note);
    if (request.dry_run)
        return prepared.plan;
    if (request.check)
        request.check(prepared.plan);
    if (const auto question = prepared.plan.question();
        !question.empty() && !(request.confirm && request.confirm(question)))
        throw Error(ErrorCode::refused,
            question.substr(0, question.rfind(". Continue?"))
                + ". It was not confirmed: answer yes, or give --yes. Nothing was changed");
    execute(prepared, added, request.applying);
    return prepared.plan;
}

void Installer::check_requirements(
    const std::vector<std::shared_ptr<LoadedModule>>& added, const InstallRequest& request) const
{
    std::vector<std::string> reasons;
    for (const auto& module : added)
        for (const auto& requirement : module->registrations().requirements)
            for (const auto& row : module->call("requirement", [&] { return requirement(); })) {
                const auto sentence = fmt::format("{}: {}: {}", module->name(), row.label, row.value);
                if (row.severity == Severity::error)
                    reasons.push_back(sentence);
                else if (row.severity == Severity::warning && request.note)
                    request.note(sentence);
            }
    if (!reasons.empty())
        throw Error(ErrorCode::refused, fmt::format("cannot install: {}", fmt::join(reasons, "; ")), reasons);
}

void Installer::execute(
    const PreparedPlan& prepared, const std::vector<std::shared_ptr<LoadedModule>>& added, bool applying)
{
    const auto& plan = prepared.plan;
    const auto quiet = runtime_.take_work_lock_exclusively();
    const Attempt attempt(runtime_, both(plan.uninstalled, plan.installed));
    InstallContext context(both(plan.uninstalled, plan.installed), applying);
    auto& connection = runtime_.database().main();
    const auto before = runtime_.registry().current();
    module_ = both(plan.installed, plan.uninstalled).front();
    step_ = "begin";
    try {
        database::Transaction transaction(connection);
        database::kill_point(database::KillPoint::step, "transaction begun");
        carry_out_uninstalls(prepared, context);
        const auto kept = runtime_.snapshot_without(plan.uninstalled, prepared.between);
        const Registry::Preview without(kept);
        carry_out_installs(prepared, added, context);
        step_ = "commit";
        runtime_.generation().raise();
        database::kill_point(database::KillPoint::step, "before commit");
        transaction.commit();
        database::kill_point(database::KillPoint::step, "after commit");
    } catch (const std::exception& error) {
        runtime_.remember_failure(module_, step_, error.what());
        throw;
    }
    runtime_.publish_after_change(plan, added);
    for (const auto& name : plan.uninstalled) {
        runtime_.log().write("wowhost", LogLevel::info, fmt::format("{} module uninstalled.", name));
        if (const auto gone = before->find(name))
            gone->retire(drain_patience);
        runtime_.forget_files(name);
        runtime_.forget_failure(name);
    }
    for (const auto& name : plan.installed) {
        runtime_.log().write("wowhost", LogLevel::info, fmt::format("{} module installed.", name));
        runtime_.forget_failure(name);
    }
}

void Installer::carry_out_uninstalls(const PreparedPlan& prepared, Install& context)
{
    const auto& plan = prepared.plan;
    if (plan.uninstalled.empty())
        return;
    auto& connection = runtime_.database().main();
    for (const auto& name : plan.uninstalled) {
        module_ = name, step_ = "preuninstall hooks";
        runtime_.announce(ModuleEvent::preuninstall, {name});
        step_ = "uninstall hook";
        if (const auto module = runtime_.registry().current()->find(name))
            module->uninstall(context);
        database::kill_point(database::KillPoint::step, "uninstall hook");
    }
    step_ = "purge rows";
    for (const auto& [kind, owner] : prepared.before->owners())
        if (prepared.between->owners().count(kind) == 0)
            entity::purge_owned(runtime_.entities(), kind);
    for (const auto& [id, vocabulary] : prepared.before->vocabularies())
        if (prepared.between->vocabularies().count(id) == 0 && prepared.between->table(entity::term_type) != nullptr)
            entity::purge_vocabulary(runtime_.entities(), id);
    database::kill_point(database::KillPoint::step, "rows purged");
    step_ = "drop columns and types";
    entity::apply(
        connection, *prepared.before, *prepared.between, entity::difference(*prepared.before, *prepared.between));
    database::kill_point(database::KillPoint::step, "schema without");
    for (const auto& name : plan.uninstalled) {
        module_ = name, step_ = "remove record";
        runtime_.forget_module(name);
        database::kill_point(database::KillPoint::step, "record removed");
    }
    step_ = "uninstalled hooks";
    const Registry::Preview without(runtime_.snapshot_without(plan.uninstalled, prepared.between));
    runtime_.announce(ModuleEvent::uninstalled, plan.uninstalled);
}

void Installer::carry_out_installs(
    const PreparedPlan& prepared, const std::vector<std::shared_ptr<LoadedModule>>& added, Install& context)
{
    if (added.empty())
        return;
    auto& connection = runtime_.database().main();
    for (const auto& module : added) {
        module_ = module->name(), step_ = "preinstall hooks";
        runtime_.announce(ModuleEvent::preinstall, {module->name()});
    }
    module_ = added.front()->name();
    step_ = "create types and columns";
    entity::apply(
        connection, *prepared.between, *prepared.after, entity::difference(*prepared.between, *prepared.after));
    database::kill_point(database::KillPoint::step, "schema with");
    for (const auto& module : added) {
        module_ = module->name(), step_ = "record";
        runtime_.record_module(*module);
        database::kill_point(database::KillPoint::step, "recorded");
    }
    const Registry::Preview with(runtime_.snapshot_with(added, prepared.after));
    for (const auto& module : added) {
        module_ = module->name(), step_ = "install hook";
        module->install(context);
        database::kill_point(database::KillPoint::step, "install hook");
    }
    step_ = "installed hooks";
    runtime_.announce(ModuleEvent::installed, prepared.plan.installed);
}

InstallRequest Installer::request_to_apply(const std::vector<std::string>& enabled) const
{
    InstallRequest request;
    request.applying = true;
    const auto& modules = runtime_.modules();
    const std::set<std::string> wanted(enabled.begin(), enabled.end());
    std::vector<std::string> reasons;
    for (const auto& name : enabled) {
        const auto* entry = modules.find(name);
        if (entry == nullptr) {
            reasons.push_back(fmt::format("Unable to install the {} module since it does not exist.", name));
            continue;
        }
        std::vector<std::string> missing;
        for (const auto& dependency : entry->info.dependencies)
            if (wanted.count(dependency.name) == 0)
                missing.push_back(dependency.name);
        if (!missing.empty())
            reasons.push_back(fmt::format(
                "Unable to install the {} module since it requires the {} module{}; add {} to modules.enabled.", name,
                fmt::join(missing, ", "), missing.size() == 1 ? "" : "s", missing.size() == 1 ? "it" : "them"));
        if (!entry->is_installed) {
            if (entry->candidate != nullptr && !entry->candidate->usable())
                reasons.push_back(entry->candidate->reason);
            else
                for (auto& complaint : modules.dependency_complaints(name))
                    reasons.push_back(std::move(complaint));
            request.install.push_back(name);
        }
    }
    for (const auto& name : modules.installed_order()) {
        if (wanted.count(name) > 0)
            continue;
        if (modules.require(name).info.required)
            reasons.push_back(
                fmt::format("Unable to uninstall the {} module because: The {} module is required.", name, name));
        request.uninstall.push_back(name);
    }
    if (!reasons.empty())
        throw Error(
            ErrorCode::refused, fmt::format("modules.enabled cannot be applied: {}", fmt::join(reasons, " ")), reasons);
    return request;
}

} // namespace wowhost::module
