// The dashboard's section of the Battle.net client: credentials, budget, and what concerns all data.
#include "dashboard_parts.hpp"
#include "status.hpp"
#include "sweep.hpp"
#include "sync_all.hpp"

#include <wow/build.hpp>
#include <wow/names.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace wow {

using namespace wowhost;

namespace {

/// A command's context for an action: no terminal, nobody to ask.
class ActionContext final : public CommandContext {
public:
    explicit ActionContext(const DashboardRun& run)
        : run_(run)
    {
    }
    std::string argument(std::string_view name) const override { return name == "region" ? run_.region : ""; }
    std::string option(std::string_view) const override { return {}; }
    bool flag(std::string_view) const override { return false; }
    std::vector<std::string> values(std::string_view) const override { return {}; }
    bool given(std::string_view name) const override { return name == "region"; }
    bool dry_run() const override { return false; }
    void confirm(const std::string& question) override { throw Error(ErrorCode::refused, question); }
    void note(const std::string& text) override { notes_ += (notes_.empty() ? "" : "; ") + text; }
    void progress(const std::string&, std::int64_t done, std::int64_t total) override { run_.report(done, total); }
    bool cancelled() const override { return run_.is_cancelled(); }
    const std::string& notes() const noexcept { return notes_; }

private:
    const DashboardRun& run_;
    std::string notes_;
};

std::string sync_everything(const Services& host, const DashboardRun& run)
{
    ActionContext context(run);
    const auto result = sync_all(host, context);
    if (!context.notes().empty())
        throw Error(ErrorCode::failed, context.notes());
    return std::to_string(result.value.items().size()) + " sources asked; jobs go on in their queues";
}

std::string test_connection(const Services& host, const DashboardRun& run)
{
    Request request(check_region(run.region), "/data/wow/playable-class/index", "static");
    request.priority = Priority::person;
    const auto begin = host.now_ms();
    const auto answer = get(client(host), request);
    if (!answer.ok())
        throw Error(ErrorCode::unavailable, answer.message);
    return "Battle.net answers in region " + request.region + " after " + std::to_string(host.now_ms() - begin) + " ms";
}

Sweep make_sweep(const Services& host) { return Sweep(host, Settings(host.config()).data_ttl_days); }

std::string sweep(const Services& host, const DashboardRun& run)
{
    std::int64_t expected = 0;
    for (const auto& [type, count] : make_sweep(host).count())
        expected += count;
    std::map<std::string, std::int64_t> by_type;
    std::int64_t total = 0;
    const auto result = make_sweep(host).run([&] { return run.is_cancelled(); },
        [&](const std::string& type, std::int64_t deleted) {
            total += deleted - std::exchange(by_type[type], deleted);
            run.report(total, std::max(total, expected));
        });
    if (run.is_cancelled())
        throw Error(ErrorCode::cancelled, "the sweep was interrupted; it goes on later");
    auto sentence = std::to_string(result.total()) + " rows deleted";
    for (const auto& failure : result.failures)
        sentence += "; " + failure;
    return sentence;
}

std::string sweep_consequences(const Services& host)
{
    std::int64_t total = 0;
    std::string list;
    for (const auto& [type, count] : make_sweep(host).count())
        if (count > 0) {
            total += count;
            list += (list.empty() ? "" : ", ") + std::to_string(count) + " of " + type;
        }
    const auto days = std::to_string(Settings(host.config()).data_ttl_days);
    if (total == 0)
        return "Nothing is older than " + days + " days: no row goes.";
    return std::to_string(total) + " rows go that Battle.net has not confirmed for " + days + " days (" + list
        + "), with what belongs to them.";
}

} // namespace

DashboardPart client_part(const std::shared_ptr<Connection>& connection)
{
    const auto* host = &connection->host;
    DashboardPart part;
    part.id = "wow";
    part.module = host->module();
    part.label = [] { return std::string("Battle.net"); };
    part.rows = [connection] {
        std::vector<DashboardRow> rows;
        for (const auto& row : status_rows(*connection))
            if (!row.label.starts_with("Synced ")) // each source says that itself
                rows.emplace_back(row.severity, row.label, row.value);
        return rows;
    };
    part.actions = [] {
        std::vector<DashboardAction> actions;
        actions.push_back(DashboardAction("sync_all", "Sync everything").in_a_region());
        actions.push_back(DashboardAction("test", "Test the connection").in_a_region());
        actions.push_back(DashboardAction("sweep", "Sweep old data").destroys());
        return actions;
    };
    part.progress = [] { return DashboardProgress(); };
    part.consequences = [host](const std::string& action, const std::string&) {
        return action == "sweep" ? sweep_consequences(*host) : std::string();
    };
    part.execute = [host](const DashboardRun& run) {
        if (run.action == "sync_all")
            return sync_everything(*host, run);
        return run.action == "test" ? test_connection(*host, run) : sweep(*host, run);
    };
    return part;
}

} // namespace wow
