// wow: actions of the dashboard that were started: waiting, running, ended. Kept in the coordination store, so that
// every process sees them at once and none waits for another's transaction.
#pragma once

#include <wowhost/services.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace wow {

class DashboardTask {
public:
    std::int64_t id = 0;
    std::string section; ///< The id of the section whose action it is.
    std::string action;
    std::string region;
    std::string title; ///< "Mount: Sync now, eu"
    std::string by; ///< Who started it.
    std::string state = "waiting"; ///< waiting, running, done, failed
    std::string message; ///< What came of it.
    std::int64_t asked = 0; ///< Unix seconds, as the next ones; 0: not yet.
    std::int64_t started = 0;
    std::int64_t seen = 0; ///< The last sign of life.
    std::int64_t ended = 0;
    std::int64_t done = 0;
    std::int64_t total = 0;

    bool is_open() const noexcept { return state == "waiting" || state == "running"; }
    /// What makes the job one of its kind.
    std::string key() const { return section + "|" + action + "|" + region; }
    wowhost::Value to_value() const;
    static DashboardTask from_value(const wowhost::Value& value);
};

/// Adds one to the list with a number of its own; the oldest ended ones are forgotten. Pure.
std::int64_t add_task(wowhost::Value& stored, DashboardTask task);

/// "12 of 40", "12" without a total, empty when nothing is known yet.
std::string progress_text(std::int64_t done, std::int64_t total);
/// A bar's width of 1000.
std::int64_t progress_width(std::int64_t done, std::int64_t total);
/// What a person reads: "running, 12 of 40", "done: 3 created", "no sign of life since …".
std::string task_text(const DashboardTask& task, std::int64_t now);

class DashboardTasks {
public:
    static constexpr const char* queue = "wow_dashboard";
    static constexpr std::size_t most = 30; ///< That are kept.

    explicit DashboardTasks(const wowhost::Services& host)
        : host_(host)
    {
    }
    /// The newest first.
    std::vector<DashboardTask> list() const;
    std::optional<DashboardTask> find(std::int64_t id) const;
    /// Puts it into the queue; nothing when the same waits or runs already. Throws Error(refused) when too much waits.
    std::optional<std::int64_t> start(DashboardTask task) const;
    void change(std::int64_t id, const std::function<void(DashboardTask&)>& how) const;

private:
    void forget(std::int64_t id) const;

    const wowhost::Services& host_;
};

} // namespace wow
