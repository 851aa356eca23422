// wow: what all syncs have in common: the interface by which they are found, their options, and their commands.
//
// VocabularySync and CatalogueSync implement SyncSource; `register_sync()` makes one known to `wow:sync-all` and to the
// sweeper, and `register_sync_command()` gives it a command.
#pragma once

#include <wow/client.hpp>
#include <wow/names.hpp>
#include <wowhost/command.hpp>
#include <wowhost/module.hpp>

#include <cstdint>
#include <functional>
#include <memory>
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
    /// For entity types: (type, field) pairs that refer to its rows.
    virtual std::vector<std::pair<std::string, std::string>> referrers() const = 0;
    /// Runs it; the result is the value that its command prints. Throws Error when the index can't be had.
    virtual wowhost::Value sync(const SyncOptions& options) const = 0;
};

/// Forwards to an object that its module owns.
class SyncSourceProxy final : public SyncSource {
public:
    explicit SyncSourceProxy(const SyncSource& source)
        : source_(source)
    {
    }
    std::string target() const override { return source_.target(); }
    std::string name() const override { return source_.name(); }
    bool is_regional() const override { return source_.is_regional(); }
    std::vector<std::string> stub_fields() const override { return source_.stub_fields(); }
    std::vector<std::pair<std::string, std::string>> referrers() const override { return source_.referrers(); }
    wowhost::Value sync(const SyncOptions& options) const override { return source_.sync(options); }

private:
    const SyncSource& source_;
};

/// `source` must live as long as the module object.
inline void register_sync(wowhost::Registrar& add, const SyncSource& source)
{
    add.plugin<SyncSource>(source.target(), std::make_unique<SyncSourceProxy>(source));
}

/// Region given by the user, or `wow.region`.
inline std::string region_or_default(const wowhost::Services& host, const std::string& given)
{
    return check_region(given.empty() ? region(client(host)) : given);
}

/// 5 when an item failed, 0 otherwise.
inline int sync_exit_code(const wowhost::Value& result)
{
    for (const auto& one : result.items())
        if (sync_exit_code(one) != 0)
            return 5;
    return result["failed"].integer() > 0 ? 5 : 0;
}

/// A command `name [REGION] [--force] [--wait]` that runs `sources` one after the other. One source in one region
/// prints an object, anything more an array; REGION `all` is every region, for sources that are regional.
inline wowhost::Command sync_command(const wowhost::Services& host, std::string name, std::string summary,
    std::vector<const SyncSource*> sources, bool queued)
{
    using namespace wowhost;
    auto run = [&host, sources = std::move(sources), queued](CommandContext& context) {
        const auto given = context.argument("region");
        bool regional = false;
        for (const auto* source : sources)
            regional = regional || source->is_regional();
        std::vector<std::string> wanted;
        if (regional && given == "all")
            wanted.assign(regions.begin(), regions.end());
        else
            wanted.push_back(region_or_default(host, given));
        Value::Array results;
        for (const auto& one : wanted) {
            SyncOptions options(one);
            options.force = context.flag("force");
            options.wait = queued && context.flag("wait");
            options.progress = [&](const std::string& label, std::int64_t done, std::int64_t total) {
                context.progress(label, done, total);
            };
            options.cancelled = [&] { return context.cancelled(); };
            for (const auto* source : sources)
                results.push_back(source->sync(options));
        }
        const bool single = wanted.size() == 1 && sources.size() == 1;
        Value result = single ? std::move(results.front()) : Value(std::move(results));
        const int exit_code = sync_exit_code(result);
        return CommandResult(std::move(result), exit_code);
    };
    Command command(name, std::move(summary), std::move(run));
    command.argument("region", "us, eu, kr or tw (default: wow.region)", false)
        .flag("force", "fetch everything, also what Battle.net says is unchanged")
        .example("wowhost " + name + " eu --force");
    if (queued)
        command.flag("wait", "work on the queue here until it is empty");
    return command;
}

} // namespace wow
