// wow: the interface of everything that can be synced, and the options of a sync.
#pragma once

#include <wowhost/plugin.hpp>
#include <wowhost/value.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace wow {

class SyncOptions {
public:
    explicit SyncOptions(std::string region_)
        : region(std::move(region_))
    {
    }
    std::string region;
    bool force = false; ///< Ignore the stored date.
    bool wait = false; ///< Queued syncs: work until the queue is empty.
    std::function<void(const std::string& label, std::int64_t done, std::int64_t total)> progress;
    std::function<bool()> cancelled;

    void report(const std::string& label, std::int64_t done, std::int64_t total) const
    {
        if (progress)
            progress(label, done, total);
    }
    bool is_cancelled() const { return cancelled && cancelled(); }
};

/// The state that keeps an index's Last-Modified, verbatim, per region.
inline std::string last_modified_key(const std::string& name, const std::string& region)
{
    return "wow.last_modified." + name + "_index." + region;
}

/// Something that can be synced. Plugins of this interface come in the order in which they must run.
class SyncSource {
public:
    WOWHOST_INTERFACE("wow.sync_source/1");
    virtual ~SyncSource() = default;
    /// The vocabulary or entity type that it fills.
    virtual std::string target() const = 0;
    /// The <name> of its state keys (`wow.last_modified.<name>_index.<region>`).
    virtual std::string name() const = 0;
    /// Whether each region has data of its own.
    virtual bool is_regional() const = 0;
    /// For entity types: the fields of a stub (`blizzard_id` and the name). Empty for vocabularies.
    virtual std::vector<std::string> stub_fields() const = 0;
    bool is_catalogue() const { return !stub_fields().empty(); }
    /// Runs it; the result is the value that its command prints. Throws Error when the index can't be had.
    virtual wowhost::Value sync(const SyncOptions& options) const = 0;
};

/// 5 when an item failed, 0 otherwise.
inline int sync_exit_code(const wowhost::Value& result)
{
    for (const auto& one : result.items())
        if (sync_exit_code(one) != 0)
            return 5;
    return result["failed"].integer() > 0 ? 5 : 0;
}

} // namespace wow
