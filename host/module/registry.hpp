// What is active in this process: the modules that calls may go to, in order, and the schema they stand on.
//
// A snapshot never changes; installing and uninstalling publish a new one. Whoever works holds a shared_ptr to the one
// they began with. A thread may see another snapshot than the rest of the process (Registry::Preview): an install's own
// transaction sees the new modules before anybody else does.
#pragma once

#include "host/entity/schema.hpp"
#include "host/entity/storage.hpp"
#include "host/module/loaded_module.hpp"

#include <wowhost/entity.hpp>
#include <wowhost/module.hpp>
#include <wowhost/plugin.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wowhost::module {

class Snapshot {
public:
    using Modules = std::vector<std::shared_ptr<LoadedModule>>;

    /// `modules` in the order in which hooks run; `installations` tells the number of each installed module, loaded or
    /// not.
    Snapshot(Modules modules, std::shared_ptr<const entity::Schema> schema,
        std::map<std::string, std::int64_t> installations);

    const Modules& modules() const noexcept { return modules_; }
    const std::shared_ptr<const entity::Schema>& schema() const noexcept { return schema_; }
    const std::map<std::string, std::int64_t>& installations() const noexcept { return installations_; }
    std::shared_ptr<LoadedModule> find(std::string_view module) const;
    std::vector<std::shared_ptr<const PluginSlot>> plugins(std::string_view interface_id) const;

    struct Hook {
        const LoadedModule* module;
        const EntityHook* hook;
    };
    /// Hooks on one type, or the generic ones when `type` is empty.
    const std::vector<Hook>& hooks(EntityEvent event, std::string_view type) const;

    struct Removal {
        const LoadedModule* module;
        const RemovalHook* hook;
    };
    /// Hooks on deleted rows of the type.
    const std::vector<Removal>& removal_hooks(std::string_view type) const;

private:
    Modules modules_;
    std::shared_ptr<const entity::Schema> schema_;
    std::map<std::string, std::int64_t> installations_;
    std::map<std::string, std::vector<Hook>, std::less<>> hooks_[7];
    std::map<std::string, std::vector<Removal>, std::less<>> removal_hooks_;
    std::map<std::string, std::vector<std::shared_ptr<const PluginSlot>>, std::less<>> plugins_;
};

class Registry final : public entity::HookDispatcher {
public:
    Registry();

    /// This thread's preview, or what was published last. Never null.
    std::shared_ptr<const Snapshot> current() const;
    void publish(std::shared_ptr<const Snapshot> snapshot);

    /// While it lives, this thread sees `snapshot`.
    class Preview {
    public:
        explicit Preview(std::shared_ptr<const Snapshot> snapshot);
        ~Preview();
        Preview(const Preview&) = delete;
        Preview& operator=(const Preview&) = delete;

    private:
        std::shared_ptr<const Snapshot> previous_;
    };
    /// What this thread sees in preview (null: none), for handing it to helper threads.
    static std::shared_ptr<const Snapshot> preview();

    bool has(EntityEvent event, const std::string& type) const override;
    void dispatch(EntityHookContext& context) const override;
    bool has_removal(const std::string& type) const override;
    void removed(const std::string& type, const std::vector<std::int64_t>& ids) const override;

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Snapshot> published_;
};

} // namespace wowhost::module
