#include "sync_all.hpp"

#include <wow/sync.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace wow {

using namespace wowhost;

namespace {

class Step {
public:
    Step(PluginHandle<SyncSource> source_, std::string target_, bool is_catalogue_)
        : source(std::move(source_))
        , target(std::move(target_))
        , is_catalogue(is_catalogue_)
    {
    }
    PluginHandle<SyncSource> source;
    std::string target;
    bool is_catalogue;
};

/// Vocabularies first, as modules depend on each other, then catalogues.
std::vector<Step> steps_of(const Services& host)
{
    std::vector<Step> steps;
    for (const auto& source : host.plugins<SyncSource>())
        source.call("describe",
            [&](const SyncSource& sync) { steps.emplace_back(source, sync.target(), sync.is_catalogue()); });
    std::stable_partition(steps.begin(), steps.end(), [](const Step& step) { return !step.is_catalogue; });
    return steps;
}

/// One bar over all steps, each a hundredth part of a hundred; it never goes back.
class Progress {
public:
    Progress(CommandContext& context, std::size_t steps)
        : context_(context)
        , steps_(static_cast<std::int64_t>(steps))
    {
    }
    /// `done` of `total` items of step number `step`; a step may report several lists one after the other.
    void report(std::size_t step, std::int64_t done, std::int64_t total)
    {
        constexpr std::int64_t parts = 100;
        const auto part = total > 0 ? std::min(parts, done * parts / total) : 0;
        shown_ = std::max(shown_, static_cast<std::int64_t>(step) * parts + part);
        context_.progress("sync-all", shown_, steps_ * parts);
    }

private:
    CommandContext& context_;
    std::int64_t steps_;
    std::int64_t shown_ = 0;
};

/// As the result of a sync that did nothing, with the reason.
Value failure(const Step& step, const SyncOptions& options, const std::string& message)
{
    auto value = Value::object({{"region", options.region}, {"not_modified", false}, {"error", message}});
    if (step.is_catalogue)
        value.set("queue", step.target + "_sync").set("enqueued", 0);
    else
        value.set("vocabulary", step.target);
    if (!step.is_catalogue || options.wait)
        for (const auto* count : {"created", "updated", "skipped", "failed"})
            value.set(count, 0);
    return value;
}

} // namespace

CommandResult sync_all(const Services& host, CommandContext& context)
{
    const auto steps = steps_of(host);
    Progress progress(context, steps.size());
    SyncOptions options(region_or_default(host, context.argument("region")));
    options.force = context.flag("force");
    options.wait = context.flag("wait");
    options.cancelled = [&] { return context.cancelled(); };
    Value::Array results;
    std::size_t failed = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto& step = steps[i];
        progress.report(i, 0, 0);
        options.progress = [&](const std::string&, std::int64_t done, std::int64_t total) {
            progress.report(i, done, total);
        };
        try {
            if (options.is_cancelled())
                throw Error(ErrorCode::cancelled, "the sync was cancelled; call it again and it goes on here");
            results.push_back(step.source.call("sync", [&](const SyncSource& source) { return source.sync(options); }));
        } catch (const Error& error) {
            if (error.code() == ErrorCode::cancelled)
                throw;
            ++failed;
            host.log().error("Sync of " + step.target + " failed: " + error.what(),
                Value::object({{"module", step.source.module()}, {"region", options.region}}));
            context.note(step.target + ": " + error.what());
            results.push_back(failure(step, options, error.what()));
        }
    }
    const Value value(std::move(results));
    constexpr int exit_failed = 1;
    constexpr int exit_partly = 5;
    if (failed == 0)
        return CommandResult(value, sync_exit_code(value));
    return CommandResult(value, failed == steps.size() ? exit_failed : exit_partly);
}

void register_sync_all(Registrar& add, const Services& host)
{
    add.command(Command("wow:sync-all", "Sync all reference data and catalogues of the installed modules, in order",
        [&host](CommandContext& context) { return sync_all(host, context); })
                    .argument("region", "us, eu, kr or tw (default: wow.region)", false)
                    .flag("force", "fetch everything, also what Battle.net says is unchanged")
                    .flag("wait", "work on the queues here until they are empty")
                    .example("wowhost wow:sync-all eu --wait"));
}

} // namespace wow
