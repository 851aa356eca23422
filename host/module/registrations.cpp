#include "host/module/registrations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

namespace wowhost::module {
namespace {

template <class T>
void clear_backwards(std::vector<T>& list) noexcept
{
    while (!list.empty())
        list.pop_back();
}

template <class List, class Key>
void report_duplicates(const List& list, const char* what, Key key, std::vector<std::string>& problems)
{
    std::set<std::string> seen;
    for (const auto& item : list)
        if (const std::string name = key(item); !seen.insert(name).second)
            problems.push_back(fmt::format("{} \"{}\" is registered twice; register it once", what, name));
}

bool is_name(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

/// What is wrong with a route, as the rest of a sentence; empty when nothing is.
std::string route_complaint(const Route& route)
{
    constexpr std::string_view methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    if (std::find(std::begin(methods), std::end(methods), route.method) == std::end(methods))
        return "has a method that is none of GET, POST, PUT, PATCH and DELETE";
    if (!route.handler)
        return "has no handler; give it a function";
    if (route.path.empty() || route.path.front() != '/' || (route.path.size() > 1 && route.path.back() == '/'))
        return "needs a path that begins with a slash and ends without one";
    if (route.patience.count() < 1 || route.body_bytes > std::size_t(16) * 1024 * 1024)
        return "needs a deadline of at least 1 ms and a body of at most 16 MiB";
    std::set<std::string_view> parameters;
    std::string_view rest = route.path;
    while (rest.size() > 1) {
        rest.remove_prefix(1);
        const auto segment = rest.substr(0, rest.find('/'));
        rest.remove_prefix(segment.size());
        if (segment.starts_with('{')) {
            const auto name = segment.substr(1, segment.size() - 2);
            if (!segment.ends_with('}') || !is_name(name) || !parameters.insert(name).second)
                return "has a parameter that is not {name} in lower case, or one twice";
        } else if (segment.empty()
            || segment.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~-")
                != std::string_view::npos
            || segment == "." || segment == "..") {
            return "has a segment that is empty or of other characters than [A-Za-z0-9._~-]";
        }
    }
    if (!route.menu_title.empty() && (route.method != "GET" || !parameters.empty()))
        return "cannot stand in the menu: that takes GET and a path without parameters";
    return {};
}

} // namespace

void Registrations::clear() noexcept
{
    clear_backwards(plugins);
    clear_backwards(updates);
    clear_backwards(requirements);
    clear_backwards(status);
    clear_backwards(routes);
    clear_backwards(cron_jobs);
    clear_backwards(queue_workers);
    clear_backwards(commands);
    clear_backwards(module_hooks);
    clear_backwards(removal_hooks);
    clear_backwards(hooks);
    definitions = {};
}

bool Registrations::empty() const noexcept
{
    return plugins.empty() && updates.empty() && requirements.empty() && status.empty() && cron_jobs.empty()
        && routes.empty() && queue_workers.empty() && commands.empty() && module_hooks.empty() && hooks.empty()
        && removal_hooks.empty() && definitions.types.empty() && definitions.projections.empty()
        && definitions.owners.empty() && definitions.vocabularies.empty();
}

int Registrations::last_update() const noexcept { return updates.empty() ? 0 : updates.back().number; }

void Collector::entity_type(EntityType type) { registrations_.definitions.types.push_back(std::move(type)); }

void Collector::projection(Projection projection)
{
    registrations_.definitions.projections.push_back(std::move(projection));
}

void Collector::owner(OwnerProjection owner) { registrations_.definitions.owners.push_back(std::move(owner)); }

void Collector::vocabulary(Vocabulary vocabulary)
{
    registrations_.definitions.vocabularies.push_back(std::move(vocabulary));
}

void Collector::hook(EntityEvent event, std::string entity_type, EntityHook hook)
{
    registrations_.hooks.push_back({event, std::move(entity_type), std::move(hook)});
}

void Collector::removal_hook(std::string entity_type, RemovalHook hook)
{
    registrations_.removal_hooks.push_back({std::move(entity_type), std::move(hook)});
}

void Collector::on(ModuleEvent event, ModuleHook hook)
{
    registrations_.module_hooks.push_back({event, std::move(hook)});
}

void Collector::command(Command command) { registrations_.commands.push_back(std::move(command)); }

void Collector::queue_worker(QueueWorker worker) { registrations_.queue_workers.push_back(std::move(worker)); }

void Collector::cron(CronJob job) { registrations_.cron_jobs.push_back(std::move(job)); }

void Collector::route(Route route) { registrations_.routes.push_back(std::move(route)); }

void Collector::status(std::function<std::vector<StatusRow>()> rows)
{
    registrations_.status.push_back(std::move(rows));
}

void Collector::requirement(Requirement requirement) { registrations_.requirements.push_back(std::move(requirement)); }

void Collector::update(int number, std::string label, std::function<void()> run)
{
    registrations_.updates.push_back({number, std::move(label), std::move(run)});
}

void Collector::plugin_object(const char* interface_id, std::string id, void* object, void (*destroy)(void*) noexcept)
{
    PluginRegistration plugin(interface_id, std::move(id), object, destroy);
    registrations_.plugins.push_back(std::move(plugin));
}

std::string route_key(const Route& route)
{
    std::string key = route.method + " ";
    bool inside = false;
    for (const char c : route.path) {
        if (c == '}')
            inside = false;
        if (!inside)
            key += c;
        if (c == '{')
            inside = true;
    }
    return key;
}

void check_registrations(const Registrations& registrations)
{
    const auto& module = registrations.definitions.module;
    std::vector<std::string> problems;
    report_duplicates(
        registrations.commands, "command", [](const Command& c) { return c.name; }, problems);
    report_duplicates(
        registrations.queue_workers, "queue worker", [](const QueueWorker& w) { return w.queue; }, problems);
    report_duplicates(
        registrations.cron_jobs, "cron job", [](const CronJob& j) { return j.name; }, problems);
    report_duplicates(
        registrations.plugins, "plugin", [](const PluginRegistration& p) { return p.interface_id() + " " + p.id(); },
        problems);
    report_duplicates(
        registrations.definitions.types, "entity type", [](const EntityType& t) { return t.id; }, problems);
    report_duplicates(
        registrations.definitions.vocabularies, "vocabulary", [](const Vocabulary& v) { return v.id; }, problems);
    for (const auto& plugin : registrations.plugins)
        if (plugin.object() == nullptr)
            problems.push_back(fmt::format(
                "plugin \"{}\" of {} is a null pointer; give it an object", plugin.id(), plugin.interface_id()));
    for (const auto& worker : registrations.queue_workers)
        if (worker.batch == 0 || !worker.process || worker.max_attempts < 1 || worker.lease_seconds < 1)
            problems.push_back(
                fmt::format("queue worker \"{}\" needs a process function, a batch, attempts and a lease of at least 1",
                    worker.queue));
    for (const auto& removal : registrations.removal_hooks)
        if (removal.entity_type.empty() || !removal.hook)
            problems.push_back("a removal hook needs an entity type and a function");
    for (const auto& command : registrations.commands)
        if (command.name.empty() || !command.run)
            problems.push_back(fmt::format("command \"{}\" needs a name and a run function", command.name));
    report_duplicates(
        registrations.routes, "route", [](const Route& r) { return route_key(r); }, problems);
    for (const auto& route : registrations.routes)
        if (const auto complaint = route_complaint(route); !complaint.empty())
            problems.push_back(fmt::format("route \"{} {}\" {}", route.method, route.path, complaint));
    int last = 0;
    for (const auto& update : registrations.updates) {
        if (update.number <= last)
            problems.push_back(fmt::format(
                "update {} does not follow update {} in ascending order; number them 1, 2, 3 … and register them "
                "in that order",
                update.number, last));
        last = update.number;
    }
    if (problems.empty()) {
        entity::validate(registrations.definitions);
        return;
    }
    std::string text = fmt::format("module {}: setup registered something impossible: ", module);
    for (std::size_t i = 0; i < problems.size(); ++i)
        text += (i ? "; " : "") + problems[i];
    throw Error(ErrorCode::invalid_argument, text, problems);
}

} // namespace wowhost::module
