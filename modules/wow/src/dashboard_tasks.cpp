#include "dashboard_tasks.hpp"

#include <wow/schedule.hpp>

#include <algorithm>
#include <utility>

namespace wow {

using wowhost::Value;

namespace {

constexpr std::int64_t silent_seconds = 300; ///< A running action that says nothing for so long may be dead.
const std::string state_key = "wow.dashboard_tasks";

Value::Array without(const Value& stored, std::int64_t id)
{
    Value::Array left;
    for (const auto& task : stored["tasks"].items())
        if (task["id"].integer() != id)
            left.push_back(task);
    return left;
}

} // namespace

Value DashboardTask::to_value() const
{
    return Value::object({{"id", id}, {"section", section}, {"action", action}, {"region", region}, {"title", title},
        {"by", by}, {"state", state}, {"message", message}, {"asked", asked}, {"started", started}, {"seen", seen},
        {"ended", ended}, {"done", done}, {"total", total}});
}

DashboardTask DashboardTask::from_value(const Value& value)
{
    DashboardTask task;
    task.id = value["id"].integer();
    task.section = value["section"].string();
    task.action = value["action"].string();
    task.region = value["region"].string();
    task.title = value["title"].string();
    task.by = value["by"].string();
    task.state = value["state"].string();
    task.message = value["message"].string();
    task.asked = value["asked"].integer();
    task.started = value["started"].integer();
    task.seen = value["seen"].integer();
    task.ended = value["ended"].integer();
    task.done = value["done"].integer();
    task.total = value["total"].integer();
    return task;
}

std::int64_t add_task(Value& stored, DashboardTask task)
{
    task.id = stored["next"].integer(1);
    const auto number = task.id;
    Value::Array tasks = stored["tasks"].items();
    // Open ones have a job that looks for them: they go last.
    while (tasks.size() >= DashboardTasks::most) {
        const auto ended = std::find_if(
            tasks.begin(), tasks.end(), [](const Value& each) { return !DashboardTask::from_value(each).is_open(); });
        tasks.erase(ended == tasks.end() ? tasks.begin() : ended);
    }
    tasks.push_back(task.to_value());
    stored = Value::object({{"next", number + 1}, {"tasks", std::move(tasks)}});
    return number;
}

std::string progress_text(std::int64_t done, std::int64_t total)
{
    if (total > 0)
        return std::to_string(done) + " of " + std::to_string(total);
    return done > 0 ? std::to_string(done) : std::string();
}

std::int64_t progress_width(std::int64_t done, std::int64_t total)
{
    constexpr std::int64_t whole = 1000;
    if (total <= 0)
        return 0;
    return static_cast<std::int64_t>(
        std::clamp(static_cast<double>(done) / static_cast<double>(total), 0.0, 1.0) * static_cast<double>(whole));
}

std::string task_text(const DashboardTask& task, std::int64_t now)
{
    if (task.state == "waiting")
        return now - task.asked > silent_seconds
            ? "waits for a worker since " + utc_text(task.asked) + "; see that `wowhost serve` or `wowhost worker` runs"
            : "waits for a worker";
    if (task.state == "running") {
        const auto progress = progress_text(task.done, task.total);
        auto text = progress.empty() ? std::string("runs") : "runs, " + progress;
        if (now - task.seen > silent_seconds)
            text += "; no sign of life since " + utc_text(task.seen);
        return text;
    }
    return task.state + (task.message.empty() ? "" : ": " + task.message);
}

std::vector<DashboardTask> DashboardTasks::list() const
{
    std::vector<DashboardTask> tasks;
    if (const auto stored = host_.state().get(state_key))
        for (const auto& task : (*stored)["tasks"].items())
            tasks.push_back(DashboardTask::from_value(task));
    std::reverse(tasks.begin(), tasks.end());
    return tasks;
}

std::optional<DashboardTask> DashboardTasks::find(std::int64_t id) const
{
    for (auto& task : list())
        if (task.id == id)
            return std::move(task);
    return std::nullopt;
}

std::optional<std::int64_t> DashboardTasks::start(DashboardTask task) const
{
    const auto waiting = host_.queue().counts(queue);
    if (waiting.pending + waiting.claimed >= static_cast<std::int64_t>(most))
        throw wowhost::Error(wowhost::ErrorCode::refused,
            "too many actions of the dashboard wait already; see that a worker runs (`wowhost serve`, `wowhost "
            "worker`)");
    task.asked = host_.now();
    task.seen = task.asked;
    std::int64_t id = 0;
    host_.state().update_shared(
        {state_key}, [&](std::vector<Value>& values, std::int64_t) { id = add_task(values[0], task); });
    const auto job = Value::object({{"task", id}, {"section", task.section}, {"action", task.action},
        {"region", task.region}, {"title", task.title}});
    std::int64_t added = 0;
    try {
        added = host_.queue().enqueue(queue, {{task.key(), job}});
    } catch (...) {
        forget(id);
        throw;
    }
    if (added == 0) {
        forget(id);
        return std::nullopt;
    }
    return id;
}

void DashboardTasks::change(std::int64_t id, const std::function<void(DashboardTask&)>& how) const
{
    host_.state().update_shared({state_key}, [&](std::vector<Value>& values, std::int64_t) {
        Value::Array tasks = values[0]["tasks"].items();
        for (auto& each : tasks)
            if (each["id"].integer() == id) {
                auto task = DashboardTask::from_value(each);
                how(task);
                task.seen = host_.now();
                each = task.to_value();
                values[0].set("tasks", std::move(tasks));
                return;
            }
    });
}

void DashboardTasks::forget(std::int64_t id) const
{
    host_.state().update_shared({state_key}, [&](std::vector<Value>& values, std::int64_t) {
        if (values[0].is_object())
            values[0].set("tasks", without(values[0], id));
    });
}

} // namespace wow
