#include "host/module/collisions.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace wowhost::module {
namespace {

/// Who uses which name, by kind of name.
class Names {
public:
    void take(const std::string& what, const std::string& name, const std::string& module, bool is_new)
    {
        const auto [first, taken] = owners_.try_emplace({what, name}, module);
        if (taken || !is_new || first->second == module)
            return;
        const auto by = first->second.empty() ? "the host" : "module " + first->second;
        const auto reason = fmt::format("{} \"{}\" of module {} is one of {} already; {}", what, name, module, by,
            first->second.empty() ? "give it another name" : "only one of the two modules can be installed");
        if (std::find(reasons_.begin(), reasons_.end(), reason) == reasons_.end())
            reasons_.push_back(reason);
    }
    void take_all(const LoadedModule& module, bool is_new)
    {
        const auto& registered = module.registrations();
        for (const auto& command : registered.commands) {
            take("command", command.name, module.name(), is_new);
            for (const auto& alias : command.aliases)
                take("command", alias, module.name(), is_new);
        }
        for (const auto& worker : registered.queue_workers)
            take("queue", worker.queue, module.name(), is_new);
        for (const auto& job : registered.cron_jobs)
            take("cron job", job.name, module.name(), is_new);
        for (const auto& route : registered.routes)
            take("route", route_key(route), module.name(), is_new);
        for (const auto& plugin : registered.plugins)
            take(plugin.interface_id() + " plugin", plugin.id(), module.name(), is_new);
    }
    const std::vector<std::string>& reasons() const noexcept { return reasons_; }

private:
    std::map<std::pair<std::string, std::string>, std::string> owners_;
    std::vector<std::string> reasons_;
};

} // namespace

void refuse_collisions(
    const LoadedModules& kept, const LoadedModules& added, const std::vector<std::string>& host_commands)
{
    Names names;
    for (const auto& command : host_commands)
        names.take("command", command, "", false);
    for (const auto& module : kept)
        names.take_all(*module, false);
    for (const auto& module : added)
        names.take_all(*module, true);
    if (!names.reasons().empty())
        throw Error(
            ErrorCode::refused, fmt::format("cannot install: {}", fmt::join(names.reasons(), "; ")), names.reasons());
}

} // namespace wowhost::module
