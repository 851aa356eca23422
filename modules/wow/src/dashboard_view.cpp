#include "dashboard_view.hpp"

#include "budget.hpp"

#include <wow/names.hpp>

#include <algorithm>
#include <utility>

namespace wow {

using namespace wowhost;

namespace {

constexpr const char* severities[] = {"ok", "warning", "error"};

Value action_view(const DashboardAction& action)
{
    return Value::object({{"id", action.id}, {"label", action.label}, {"destructive", action.destructive}});
}

/// A section; one whose module fails has a problem instead, and stops no other.
Value part_view(const Services& host, const DashboardPart& part)
{
    Value rows = Value::Array{};
    Value actions = Value::Array{};
    Value view = Value::object({{"id", part.id}, {"module", part.module}, {"label", part.id}});
    auto worst = Severity::ok;
    bool has_region = false;
    const auto add = [&](const DashboardRow& row) {
        worst = std::max(worst, row.severity);
        rows.push_back(Value::object(
            {{"severity", severities[static_cast<int>(row.severity)]}, {"label", row.label}, {"value", row.value}}));
    };
    try {
        view.set("label", part.label());
        for (const auto& row : part.rows())
            add(row);
        for (const auto& action : part.actions()) {
            has_region = has_region || action.regional;
            actions.push_back(action_view(action));
        }
        const auto progress = part.progress();
        view.set("busy", progress.total > 0)
            .set("progress", progress_text(progress.done, progress.total))
            .set("width", std::to_string(progress_width(progress.done, progress.total)));
    } catch (const Error& error) {
        host.log().error("A section of the dashboard is incomplete: " + std::string(error.what()),
            Value::object({{"module", part.module}, {"section", part.id}}));
        add(DashboardRow(Severity::error, "Section", error.what()));
    }
    view.set("has_actions", !actions.items().empty()).set("has_region", has_region);
    return view.set("rows", std::move(rows))
        .set("actions", std::move(actions))
        .set("severity", severities[static_cast<int>(worst)]);
}

Value task_view(const DashboardTask& task, std::int64_t now)
{
    const bool failed = task.state == "failed";
    return Value::object({{"id", std::to_string(task.id)}, {"title", task.title}, {"by", task.by},
        {"asked", task.asked}, {"severity", failed ? "error" : "ok"}, {"open", task.is_open()},
        {"text", task_text(task, now)}, {"width", std::to_string(progress_width(task.done, task.total))}});
}

Value budget_view(const Connection& connection)
{
    const auto& host = connection.host;
    Value view = Value::Object{};
    try {
        const Settings settings(host.config());
        const auto hour = connection.limiter.hour(settings.client_id);
        const auto stored = host.state().get("wow.api_budget");
        const auto use = budget::merged(stored ? (*stored)[settings.client_id] : Value(), hour, host.now());
        const auto per_hour = settings.limits.per_hour;
        view.set("gauge", budget::gauge(hour.total(host.now() * limit::second_us), per_hour))
            .set("chart", budget::chart(use, per_hour, host.now()));
    } catch (const Error& error) {
        view.set("problem", error.what());
    }
    return view;
}

/// Sections of one module stand together, under its label, modules in the order of their first.
Value groups(const std::vector<Value>& views, const Value& modules)
{
    const auto label_of = [&](const std::string& name) {
        for (const auto& module : modules.items())
            if (module["name"].text() == name && !module["label"].text().empty())
                return module["label"].string();
        return name;
    };
    std::vector<std::pair<std::string, Value>> found;
    for (const auto& view : views) {
        const auto module = view["module"].string();
        auto group = std::find_if(found.begin(), found.end(), [&](const auto& each) { return each.first == module; });
        if (group == found.end())
            group = found.emplace(found.end(), module, Value::Array{});
        group->second.push_back(view);
    }
    Value list = Value::Array{};
    for (auto& [module, sections] : found)
        list.push_back(
            Value::object({{"module", module}, {"label", label_of(module)}, {"sections", std::move(sections)}}));
    return list;
}

Value region_choices(const std::string& own)
{
    Value choices = Value::Array{};
    for (const auto each : regions)
        choices.push_back(Value::object({{"region", each}, {"chosen", each == own}}));
    return choices;
}

/// The modules as the server that came last found them.
Value modules_view(const Services& host)
{
    Value list = Value::Array{};
    if (const auto stored = host.state().get("wowhost.modules"))
        for (const auto& module : stored->items()) {
            auto view = module;
            view.set("severity", module["status"].text() == "installed" ? "ok" : "error");
            list.push_back(std::move(view));
        }
    return list;
}

std::string version_of(const std::vector<DashboardTask>& tasks, const std::vector<std::string>& busy)
{
    std::string version;
    for (const auto& task : tasks)
        version += std::to_string(task.id) + task.state.substr(0, 1) + ".";
    for (const auto& section : busy)
        version += section + ".";
    return version;
}

} // namespace

Value dashboard_view(const std::shared_ptr<Connection>& connection)
{
    const auto& host = connection->host;
    std::vector<Value> parts;
    std::vector<std::string> busy;
    std::int64_t warnings = 0;
    std::int64_t errors = 0;
    for (const auto& part : dashboard_parts(connection)) {
        auto view = part_view(host, part);
        if (view["busy"].boolean())
            busy.push_back(part.id);
        for (const auto& row : view["rows"].items()) {
            warnings += row["severity"].text() == "warning" ? 1 : 0;
            errors += row["severity"].text() == "error" ? 1 : 0;
        }
        parts.push_back(std::move(view));
    }
    auto modules = modules_view(host);
    auto grouped = groups(parts, modules);
    const auto listed = DashboardTasks(host).list();
    Value tasks = Value::Array{};
    for (const auto& task : listed)
        tasks.push_back(task_view(task, host.now()));
    return Value::object({{"budget", budget_view(*connection)}, {"tasks", std::move(tasks)},
        {"has_tasks", !listed.empty()}, {"has_modules", !modules.items().empty()}, {"groups", std::move(grouped)},
        {"warnings", std::to_string(warnings)}, {"errors", std::to_string(errors)}, {"has_errors", errors > 0},
        {"has_warnings", warnings > 0}, {"is_fine", warnings + errors == 0}, {"modules", std::move(modules)},
        {"regions", region_choices(region(client(host)))}, {"version", version_of(listed, busy)}});
}

Value dashboard_state(const std::shared_ptr<Connection>& connection)
{
    const auto& host = connection->host;
    const auto tasks = DashboardTasks(host).list();
    Value texts = Value::Object{};
    Value widths = Value::Object{};
    std::vector<std::string> busy;
    for (const auto& task : tasks) {
        if (!task.is_open())
            continue;
        const auto key = "task-" + std::to_string(task.id);
        texts.set(key, task_text(task, host.now()));
        widths.set(key, std::to_string(progress_width(task.done, task.total)));
    }
    for (const auto& part : dashboard_parts(connection)) {
        DashboardProgress progress;
        try {
            progress = part.progress();
        } catch (const Error&) {
            continue; // the page says why
        }
        if (progress.total <= 0)
            continue;
        busy.push_back(part.id);
        texts.set(part.id, progress_text(progress.done, progress.total));
        widths.set(part.id, std::to_string(progress_width(progress.done, progress.total)));
    }
    return Value::object(
        {{"version", version_of(tasks, busy)}, {"texts", std::move(texts)}, {"widths", std::move(widths)}});
}

} // namespace wow
