// The work lock: units of work (a request, a batch of jobs, a cron run, a command) hold it shared, install and
// uninstall hold it exclusively.
//
// Two process locks: `work`, and before it `turnstile`, through which every newcomer passes. Whoever wants it
// exclusively takes the turnstile first and so holds up newcomers while the others drain: a stream of units cannot
// starve it. Within a process all units share one process lock; while several overlap, a keeper thread looks every
// 100 ms whether somebody stands at the turnstile, and lets newcomers wait then. A thread that already holds a unit, or
// holds the lock exclusively, gets further units at once. Any thread; a handle may be destroyed on another.
#pragma once

#include "host/database/database.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace wowhost::service {

/// Released when the last copy goes; must not outlive the WorkLock.
using WorkHandle = std::shared_ptr<void>;

class WorkLock {
public:
    /// With `linger` the process keeps its shared lock for some seconds after its last unit, so that the next costs
    /// nothing; meant for servers and workers. Nobody waits for that: the keeper lets go when somebody asks.
    explicit WorkLock(database::Database& database, bool linger = false);
    ~WorkLock();
    WorkLock(const WorkLock&) = delete;
    WorkLock& operator=(const WorkLock&) = delete;

    /// For a unit of work. Throws Error(locked), saying who changes modules, when that has not ended in `wait`.
    WorkHandle shared(const std::string& purpose, std::chrono::milliseconds wait);
    /// The same if it costs no waiting: this process has the lock already, and nobody wants it. Null otherwise.
    WorkHandle shared_at_once();
    /// Differs whenever this process has taken the lock anew: while a unit is held and it stays the same, no process
    /// has changed modules.
    std::uint64_t turn() const noexcept { return turn_; }
    /// For a change of modules. Throws Error(locked) when units of work have not ended in `wait`, or somebody else
    /// changes modules, and Error(refused) when this thread holds a unit itself.
    WorkHandle exclusive(const std::string& purpose, std::chrono::milliseconds wait);

private:
    using Time = std::chrono::steady_clock::time_point;

    std::unique_ptr<database::ProcessLock> enter(const std::string& purpose, Time deadline);
    WorkHandle unit(bool nested);
    void leave(std::thread::id thread, bool nested);
    void let_go(std::unique_lock<std::mutex>& lock);
    void start_keeper();
    void keep();

    database::Database& database_;
    const bool linger_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::unique_ptr<database::ProcessLock> shared_; ///< Held for all units of this process.
    std::size_t units_ = 0;
    bool entering_ = false; ///< A thread is at the turnstile.
    std::atomic<std::uint64_t> turn_{0};
    bool wanted_ = false; ///< Somebody wants the lock exclusively: newcomers wait.
    Time idle_since_{};
    std::map<std::thread::id, std::size_t> held_; ///< Units by thread, nested ones included.
    std::optional<std::thread::id> owner_; ///< The thread that holds it exclusively.
    bool stopping_ = false;
    std::thread keeper_;
};

/// The lock of install, uninstall, apply and update. Throws Error(locked) at once when somebody holds it: "another
/// process (pid 4711 on host web1, `wowhost install wow`, since …) is changing modules; …".
std::unique_ptr<database::ProcessLock> take_install_lock(database::Database& database, const std::string& purpose);

} // namespace wowhost::service
