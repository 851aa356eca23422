#include "host/module/registry.hpp"

#include <utility>

namespace wowhost::module {
namespace {

thread_local std::shared_ptr<const Snapshot> preview_of_thread;

constexpr const char* event_names[] = {
    "create hook", "load hook", "presave hook", "insert hook", "update hook", "predelete hook", "delete hook"};

std::size_t position(EntityEvent event) noexcept { return static_cast<std::size_t>(event); }

} // namespace

Snapshot::Snapshot(
    Modules modules, std::shared_ptr<const entity::Schema> schema, std::map<std::string, std::int64_t> installations)
    : modules_(std::move(modules))
    , schema_(std::move(schema))
    , installations_(std::move(installations))
{
    for (const auto& module : modules_) {
        for (const auto& hook : module->registrations().hooks)
            hooks_[position(hook.event)][hook.entity_type].push_back({module.get(), &hook.hook});
        for (const auto& removal : module->registrations().removal_hooks)
            removal_hooks_[removal.entity_type].push_back({module.get(), &removal.hook});
        for (const auto& slot : module->slots())
            plugins_[slot->interface_id()].push_back(slot);
    }
}

std::shared_ptr<LoadedModule> Snapshot::find(std::string_view module) const
{
    for (const auto& candidate : modules_)
        if (candidate->name() == module)
            return candidate;
    return nullptr;
}

std::vector<std::shared_ptr<const PluginSlot>> Snapshot::plugins(std::string_view interface_id) const
{
    const auto found = plugins_.find(interface_id);
    return found == plugins_.end() ? std::vector<std::shared_ptr<const PluginSlot>>{} : found->second;
}

const std::vector<Snapshot::Hook>& Snapshot::hooks(EntityEvent event, std::string_view type) const
{
    static const std::vector<Hook> none;
    const auto& of_event = hooks_[position(event)];
    const auto found = of_event.find(type);
    return found == of_event.end() ? none : found->second;
}

const std::vector<Snapshot::Removal>& Snapshot::removal_hooks(std::string_view type) const
{
    static const std::vector<Removal> none;
    const auto found = removal_hooks_.find(type);
    return found == removal_hooks_.end() ? none : found->second;
}

Registry::Registry()
    : published_(std::make_shared<const Snapshot>(
        Snapshot::Modules{}, std::make_shared<const entity::Schema>(), std::map<std::string, std::int64_t>{}))
{
}

std::shared_ptr<const Snapshot> Registry::current() const
{
    if (preview_of_thread)
        return preview_of_thread;
    const std::lock_guard lock(mutex_);
    return published_;
}

void Registry::publish(std::shared_ptr<const Snapshot> snapshot)
{
    const std::lock_guard lock(mutex_);
    published_ = std::move(snapshot);
}

Registry::Preview::Preview(std::shared_ptr<const Snapshot> snapshot)
    : previous_(std::exchange(preview_of_thread, std::move(snapshot)))
{
}

Registry::Preview::~Preview() { preview_of_thread = std::move(previous_); }

std::shared_ptr<const Snapshot> Registry::preview() { return preview_of_thread; }

bool Registry::has(EntityEvent event, const std::string& type) const
{
    const auto snapshot = current();
    return !snapshot->hooks(event, type).empty() || !snapshot->hooks(event, {}).empty();
}

bool Registry::has_removal(const std::string& type) const { return !current()->removal_hooks(type).empty(); }

void Registry::removed(const std::string& type, const std::vector<std::int64_t>& ids) const
{
    const auto snapshot = current();
    for (const auto& [module, hook] : snapshot->removal_hooks(type))
        module->call("removal hook", [&, function = hook] { (*function)(ids); });
}

void Registry::dispatch(EntityHookContext& context) const
{
    const auto snapshot = current();
    const auto run = [&](std::string_view type) {
        for (const auto& [module, hook] : snapshot->hooks(context.event, type))
            module->call(event_names[position(context.event)], [&, function = hook] { (*function)(context); });
    };
    // The hook of the type before the generic one; on load the other way round.
    if (context.event == EntityEvent::load) {
        run({});
        run(context.entity.type());
    } else {
        run(context.entity.type());
        run({});
    }
}

} // namespace wowhost::module
