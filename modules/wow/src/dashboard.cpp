#include "dashboard.hpp"

#include "budget.hpp"
#include "dashboard_tasks.hpp"
#include "dashboard_view.hpp"

#include <wow/names.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace wow {

using namespace wowhost;

namespace {

using Shared = std::shared_ptr<Connection>;
using Visit = wowhost::Request;
using Page = wowhost::Response;

constexpr const char* address = "/admin/reports/wow";
constexpr const char* permission = "administer wow";
constexpr auto look_again = std::chrono::milliseconds(1000);
constexpr std::int64_t longest_stream = 600; ///< Seconds; a browser then asks anew, and is asked for its permission.

/// What a form names: an action of a section, in a region where it has one.
class Choice {
public:
    Choice(const Shared& connection, const Fields& fields)
        : region(fields.get("region"))
    {
        auto found = find_part(connection, fields.get("section"));
        if (!found)
            throw Error(ErrorCode::not_found, "there is no section \"" + fields.get("section") + "\" (any more)");
        part = std::move(*found);
        action = part.action(fields.get("action"));
        region = action.regional ? check_region(region) : std::string();
        title = part.label() + ": " + action.label + (region.empty() ? "" : ", " + region);
    }
    DashboardPart part;
    DashboardAction action{"", ""};
    std::string region;
    std::string title;
};

Page show(const Shared& connection, const Visit& visit)
{
    auto view = dashboard_view(connection);
    view.set("may_modules", visit.user.may("administer modules"));
    if (visit.query.has("again"))
        view.set("notice", "The same waits or runs already.");
    return Page::page("Dashboard", "wow/dashboard", std::move(view));
}

Page ask(const Shared& connection, const Visit& visit)
{
    const Choice choice(connection, visit.query);
    return Page::page(choice.title, "wow/dashboard_confirm",
        Value::object({{"heading", choice.title}, {"section", choice.part.id}, {"action", choice.action.id},
            {"label", choice.action.label}, {"region", choice.region},
            {"consequences", choice.part.consequences(choice.action.id, choice.region)}}));
}

Page start(const Shared& connection, const Visit& visit)
{
    const Choice choice(connection, visit.form);
    if (choice.action.destructive && visit.form.get("confirmed") != "yes")
        return Page::redirect(std::string(address) + "/confirm?section=" + encode_segment(choice.part.id)
            + "&action=" + encode_segment(choice.action.id) + "&region=" + encode_segment(choice.region));
    DashboardTask task;
    task.section = choice.part.id;
    task.action = choice.action.id;
    task.region = choice.region;
    task.title = choice.title;
    task.by = visit.user.name;
    const auto& host = connection->host;
    const auto id = DashboardTasks(host).start(task);
    if (!id)
        return Page::redirect(std::string(address) + "?again=1#tasks");
    host.log().notice("The dashboard was asked for: " + task.title, Value::object({{"by", task.by}, {"task", *id}}));
    return Page::redirect(std::string(address) + "#tasks");
}

/// The same for all who look, at most once a second in this process.
Value current_state(const Shared& connection)
{
    constexpr const char* key = "wow.dashboard_state";
    const auto& cache = connection->host.cache();
    if (auto known = cache.get(key))
        return std::move(*known);
    auto state = dashboard_state(connection);
    cache.set(key, state, std::chrono::seconds(1));
    return state;
}

Page follow(const Shared& connection)
{
    class Listener {
    public:
        std::int64_t since;
        Value last;
    };
    const auto listener = std::make_shared<Listener>(Listener{connection->host.now(), {}});
    return Page::events(look_again, [connection, listener] {
        Events news;
        auto state = current_state(connection);
        if (state != listener->last) {
            news.events.emplace_back("state", state);
            listener->last = std::move(state);
        }
        news.ended = connection->host.now() - listener->since > longest_stream;
        return news;
    });
}

/// One action, in whatever process works on the queue.
JobResult work(const Shared& connection, const Job& job)
{
    const auto& host = connection->host;
    const DashboardTasks tasks(host);
    const auto id = job.payload["task"].integer();
    tasks.change(id, [&](DashboardTask& task) {
        task.state = "running";
        task.started = host.now();
    });
    const auto end = [&](const char* state, const std::string& message) {
        tasks.change(id, [&](DashboardTask& task) {
            task.state = state;
            task.message = message;
            task.ended = host.now();
        });
    };
    try {
        const auto part = find_part(connection, job.payload["section"].string());
        if (!part)
            throw Error(ErrorCode::not_found, "the section is gone: its module was uninstalled meanwhile");
        DashboardRun run(part->action(job.payload["action"].string()).id, job.payload["region"].string());
        auto told = std::chrono::steady_clock::time_point{};
        run.cancelled = [&] { return host.cancelled(); };
        run.progress = [&](std::int64_t done, std::int64_t total) {
            const auto now = std::chrono::steady_clock::now();
            if (now - told < std::chrono::milliseconds(500))
                return;
            told = now;
            tasks.change(id, [&](DashboardTask& task) {
                task.done = done;
                task.total = total;
            });
        };
        end("done", part->execute(run));
    } catch (const Error& error) {
        if (error.code() == ErrorCode::cancelled || host.cancelled()) {
            tasks.change(id, [](DashboardTask& task) { task.state = "waiting"; });
            return JobResult::requeue();
        }
        end("failed", error.what());
        host.log().error(job.payload["title"].string() + " failed: " + error.what(), Value::object({{"task", id}}));
    }
    // The list of tasks keeps what failed, with its reason; the administrator decides whether to start it again.
    return JobResult::done();
}

QueueWorker worker(const Shared& connection)
{
    return QueueWorker(DashboardTasks::queue, 1, [connection](const std::vector<Job>& jobs) {
        std::vector<JobResult> results;
        results.reserve(jobs.size());
        for (const auto& job : jobs)
            results.push_back(work(connection, job));
        return results;
    });
}

std::string keep_budget(const Connection& connection)
{
    const auto& host = connection.host;
    const Settings settings(host.config());
    const auto stored = host.state().get("wow.api_budget").value_or(Value());
    const auto use =
        budget::merged(stored[settings.client_id], connection.limiter.hour(settings.client_id), host.now());
    // Only the client in use: what another one did is of no interest any more.
    host.state().set("wow.api_budget", Value::object({{settings.client_id, budget::to_value(use)}}));
    std::int64_t total = 0;
    for (const auto& [piece, requests] : use)
        total += requests;
    return std::to_string(total) + " requests in the last 24 hours";
}

} // namespace

void register_dashboard(Registrar& add, const Shared& connection)
{
    const std::string base = address;
    add.route(Route("GET", base, [connection](const Visit& visit) { return show(connection, visit); })
                  .permission(permission)
                  .menu("Dashboard", 80));
    add.route(Route("GET", base + "/confirm", [connection](const Visit& visit) {
        return ask(connection, visit);
    }).permission(permission));
    add.route(Route("POST", base + "/start", [connection](const Visit& visit) { return start(connection, visit); })
                  .permission(permission)
                  .rate(RateClass::action));
    add.route(Route("GET", base + "/events", [connection](const Visit&) {
        return follow(connection);
    }).permission(permission));
    add.queue_worker(worker(connection));
    add.cron(CronJob("wow.budget", budget::piece_seconds, [connection] { return keep_budget(*connection); }));
}

} // namespace wow
