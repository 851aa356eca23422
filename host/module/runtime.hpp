// The host in memory: configuration, database, services, modules. One per process.
//
// Making it opens nothing; the database is opened on first use, so that commands which need none touch none. Not for
// several threads, except where said; what it hands out (storage, stores, modules) is.
#pragma once

#include "host/database/database.hpp"
#include "host/entity/storage.hpp"
#include "host/http/client.hpp"
#include "host/module/crash_marker.hpp"
#include "host/module/module_services.hpp"
#include "host/module/module_set.hpp"
#include "host/module/plan.hpp"
#include "host/module/registry.hpp"
#include "host/module/user_cleanup.hpp"
#include "host/service/config.hpp"
#include "host/service/cron.hpp"
#include "host/service/generation.hpp"
#include "host/service/module_record.hpp"
#include "host/service/queue_runner.hpp"
#include "host/service/work_lock.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wowhost::module {

/// log.level and log.format; throw Error(invalid_argument) that lists what they may be.
LogLevel configured_log_level(const service::Config& config);
service::LogFormat configured_log_format(const service::Config& config);

class Runtime {
public:
    struct Options {
        std::string purpose; ///< The command line, for messages to other processes.
        bool safe_mode = false; ///< No module is loaded.
        bool serves = false; ///< A long-running process: keeps the work lock at hand.
        LogLevel print_from = LogLevel::warning; ///< What goes to stderr.
        std::vector<std::string> host_commands; ///< Names that no module may give to a command.
        // What a test puts in place of the real thing; each may be empty.
        std::shared_ptr<const service::Clock> clock;
        std::function<std::unique_ptr<http::Client>(std::function<bool()> in_transaction)> make_http;
        std::function<void(const std::string& line)> log_output;
        bool marks_crashes = true; ///< Notes whose code ran when the process dies, by handlers of signals.
    };

    /// `config` has been read, but not yet checked against the modules' declarations. `stopping` turns true when the
    /// process shall end.
    Runtime(service::Config& config, service::Redactor& redactor, Options options, const std::atomic<bool>& stopping);
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    const std::string& purpose() const noexcept { return options_.purpose; }
    const std::vector<std::string>& host_commands() const noexcept { return options_.host_commands; }
    const service::Config& config() const noexcept { return config_; }
    const service::Clock& clock() const noexcept { return *clock_; }
    const std::atomic<bool>& stopping() const noexcept { return stopping_; }

    /// Opens the database, makes its tables, takes note of crashes. Called by whatever needs it; at once after the
    /// first time.
    void open();
    database::Database& database();
    service::StateStore& state() { return part(state_); }
    service::UserDataStore& user_data() { return part(user_data_); }
    service::QueueStore& queues() { return part(queues_); }
    service::QueueRunner& queue_runner() { return part(queue_runner_); }
    service::CronRunner& cron() { return part(cron_); }
    service::LockService& locks() { return part(locks_); }
    service::LogStore& log() { return part(log_); }
    service::Generation& generation() { return part(generation_); }
    service::ModuleRecords& records() { return part(records_); }
    entity::Storage& entities() { return part(entities_); }
    Registry& registry() noexcept { return registry_; }
    http::Client& http() { return part(http_); }

    /// Files on the path, without records when the database is not open.
    const std::vector<Candidate>& candidates();
    /// Files and records, read once and again after `rescan`.
    ModuleSet& modules();
    void rescan();
    /// Loads all installed modules that can be used, once, and publishes them. What cannot be loaded is logged and kept
    /// in `load_failures`.
    void load_installed();
    const std::map<std::string, std::string>& load_failures() const noexcept { return load_failures_; }
    /// Loads a module that is not installed. Throws Error naming it.
    std::shared_ptr<LoadedModule> load(const ModuleEntry& entry);
    /// The services as a module of this name would see them. They must not outlive the runtime.
    std::unique_ptr<Services> services_of(const std::string& module);
    /// The generation that the loaded modules belong to.
    std::int64_t loaded_generation() const noexcept { return loaded_generation_; }

    /// Throws Error(locked) naming the holder. Logs what became of an attempt that was cut short.
    std::unique_ptr<database::ProcessLock> take_install_lock(const std::string& purpose);
    service::WorkHandle take_work_lock_exclusively();
    /// A unit of work of this process's generation; null when the set of modules has changed since, or the process
    /// shall end.
    service::WorkHandle enter_unit();
    /// The same if it costs neither waiting nor a round trip to a server; null otherwise.
    service::WorkHandle enter_unit_at_once();
    /// Whether the loaded modules are those of the site; with a unit of work in hand.
    bool is_current();
    /// For a command: waits for a change of modules that is under way.
    service::WorkHandle take_work_lock_shared();

    // What the installer does, inside its transaction.
    void announce(ModuleEvent event, const std::vector<std::string>& modules);
    std::shared_ptr<const Snapshot> snapshot_without(
        const std::vector<std::string>& modules, std::shared_ptr<const entity::Schema> schema);
    std::shared_ptr<const Snapshot> snapshot_with(
        const std::vector<std::shared_ptr<LoadedModule>>& modules, std::shared_ptr<const entity::Schema> schema);
    void record_module(const LoadedModule& module);
    void record_update(const LoadedModule& module, int number);
    void forget_module(const std::string& name);
    // … and after it.
    void publish_after_change(const Plan& plan, const std::vector<std::shared_ptr<LoadedModule>>& added);
    void remember_failure(const std::string& module, const std::string& step, const std::string& reason);
    void forget_failure(const std::string& module);
    void forget_files(const std::string& module);

    /// What active modules registered, with the guard around every call.
    std::vector<service::BoundWorker> workers() const;
    std::vector<service::BoundCronJob> cron_jobs();
    /// Works on one queue in this process until it is empty; see wowhost::Queue::drain.
    QueueCounts drain(const std::string& queue, const std::function<bool()>& stop,
        const std::function<void(const QueueCounts&)>& progress);
    /// Sentences for the user about what happened before this command: crashes, attempts cut short.
    const std::vector<std::string>& notices() const noexcept { return notices_; }

private:
    template <class T>
    T& part(std::unique_ptr<T>& pointer)
    {
        open();
        return *pointer;
    }
    void take_note_of_crashes();
    /// Logs what the user is told anyway, by a notice or an error: it is stored, but not printed a second time.
    void log_what_is_told(LogLevel level, const std::string& message);
    void clear_survived_crashes();
    std::string runtime_folder() const;
    MakeServices make_services();

    service::Config& config_;
    service::Redactor& redactor_;
    const Options options_;
    const std::atomic<bool>& stopping_;
    const std::shared_ptr<const service::Clock> clock_;
    std::unique_ptr<database::Database> database_;
    std::unique_ptr<service::LogStore> log_;
    std::unique_ptr<service::StateStore> state_;
    std::unique_ptr<service::UserDataStore> user_data_;
    std::unique_ptr<UserCleanup> hooks_;
    std::unique_ptr<service::LockService> locks_;
    std::unique_ptr<service::QueueStore> queues_;
    std::unique_ptr<service::Generation> generation_;
    std::unique_ptr<service::ModuleRecords> records_;
    std::unique_ptr<service::FileStore> files_;
    std::unique_ptr<service::MemoryCache> cache_;
    std::unique_ptr<service::WorkLock> work_lock_;
    std::unique_ptr<service::QueueRunner> queue_runner_;
    std::unique_ptr<service::CronRunner> cron_;
    std::unique_ptr<http::Client> http_;
    Registry registry_;
    std::unique_ptr<entity::Storage> entities_;
    std::unique_ptr<SharedServices> shared_;
    std::unique_ptr<CrashMarker> crash_marker_;
    std::optional<std::vector<Candidate>> candidates_;
    std::unique_ptr<ModuleSet> modules_;
    std::map<std::string, std::string> load_failures_;
    std::vector<std::string> notices_;
    std::int64_t loaded_generation_ = 0;
    std::atomic<std::uint64_t> current_in_turn_{0}; ///< Of the work lock; 0: in none.
    bool loaded_ = false;
};

} // namespace wowhost::module
