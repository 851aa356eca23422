// wow: what all syncs have in common: how they are made known, and their commands.
//
// VocabularySync and CatalogueSync implement SyncSource; `register_sync()` makes one known to `wow:sync-all` and to the
// sweeper and has cron keep it up to date, and `sync_command()` makes a command for it.
#pragma once

#include <wow/client.hpp>
#include <wow/names.hpp>
#include <wow/schedule.hpp>
#include <wow/sync_source.hpp>
#include <wowhost/command.hpp>
#include <wowhost/module.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace wow {

/// The plugin of a source that its module owns.
class RecordedSync final : public SyncSource {
public:
    RecordedSync(const wowhost::Services& host, const SyncSource& source)
        : host_(host)
        , source_(source)
    {
    }
    std::string target() const override { return source_.target(); }
    std::string name() const override { return source_.name(); }
    bool is_regional() const override { return source_.is_regional(); }
    std::vector<std::string> stub_fields() const override { return source_.stub_fields(); }
    wowhost::Value sync(const SyncOptions& options) const override { return run_source(host_, source_, options); }

private:
    const wowhost::Services& host_;
    const SyncSource& source_;
};

/// `source` must live as long as the module object.
inline void register_sync(wowhost::Registrar& add, const wowhost::Services& host, const SyncSource& source)
{
    add.plugin<SyncSource>(source.target(), std::make_unique<RecordedSync>(host, source));
    add.cron(sync_job(host, source));
}

/// Region given by the user, or `wow.region`.
inline std::string region_or_default(const wowhost::Services& host, const std::string& given)
{
    return check_region(given.empty() ? region(client(host)) : given);
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
                results.push_back(run_source(host, *source, options));
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
