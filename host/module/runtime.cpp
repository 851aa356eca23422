#include "host/module/runtime.hpp"

#include "host/entity/record.hpp"
#include "host/module/attempt.hpp"
#include "host/module/deadline.hpp"
#include "host/service/tables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wowhost::module {
namespace {

constexpr auto work_patience = std::chrono::seconds(60);
constexpr std::size_t cache_bytes = 16 * 1024 * 1024;

} // namespace

LogLevel configured_log_level(const service::Config& config)
{
    const auto text = config.text("log", "level");
    if (const auto level = service::level_of(text))
        return *level;
    throw Error(ErrorCode::invalid_argument,
        fmt::format("log.level is \"{}\"; it may be debug, info, notice, warning, error or critical", text));
}

service::LogFormat configured_log_format(const service::Config& config)
{
    const auto text = config.text("log", "format");
    if (text != "text" && text != "json")
        throw Error(ErrorCode::invalid_argument, fmt::format("log.format is \"{}\"; it may be text or json", text));
    return text == "json" ? service::LogFormat::json : service::LogFormat::text;
}

Runtime::Runtime(
    service::Config& config, service::Redactor& redactor, Options options, const std::atomic<bool>& stopping)
    : config_(config)
    , redactor_(redactor)
    , options_(std::move(options))
    , stopping_(stopping)
    , clock_(options_.clock ? options_.clock : std::make_shared<const service::SystemClock>())
{
}

Runtime::~Runtime()
{
    if (http_)
        http_->shutdown();
    try {
        if (database_)
            clear_survived_crashes();
    } catch (const std::exception& error) {
        log_->write(
            "wowhost", LogLevel::warning, fmt::format("the count of crashes could not be cleared: {}", error.what()));
    }
    const auto last = registry_.current();
    registry_.publish(std::make_shared<const Snapshot>(
        Snapshot::Modules{}, std::make_shared<const entity::Schema>(), std::map<std::string, std::int64_t>{}));
    for (auto at = last->modules().rbegin(); at != last->modules().rend(); ++at)
        (*at)->retire(std::chrono::seconds(5));
}

void Runtime::open()
{
    if (database_)
        return;
    auto database = database::Database::open(config_.text("database", "url"));
    service::ensure_tables(*database);
    entity::ensure_tables(database->main());
    database_ = std::move(database);

    service::LogOptions logging;
    logging.stored = configured_log_level(config_);
    logging.printed = options_.print_from;
    logging.format = configured_log_format(config_);
    logging.output = options_.log_output;
    log_ = std::make_unique<service::LogStore>(database_.get(), *clock_, redactor_, logging);
    state_ = std::make_unique<service::StateStore>(*database_, *clock_);
    user_data_ = std::make_unique<service::UserDataStore>(*database_);
    hooks_ = std::make_unique<UserCleanup>(registry_, *user_data_);
    locks_ = std::make_unique<service::LockService>(*database_, *clock_);
    queues_ = std::make_unique<service::QueueStore>(*database_, *clock_);
    generation_ = std::make_unique<service::Generation>(*database_);
    records_ = std::make_unique<service::ModuleRecords>(*database_);
    files_ = std::make_unique<service::FileStore>(config_.text("files", "path"));
    cache_ = std::make_unique<service::MemoryCache>(*clock_, cache_bytes);
    work_lock_ = std::make_unique<service::WorkLock>(*database_, options_.serves);
    const auto enter = [this] { return enter_unit(); };
    queue_runner_ = std::make_unique<service::QueueRunner>(*queues_, *log_, *clock_, enter);
    cron_ = std::make_unique<service::CronRunner>(*database_, *log_, *clock_, *queue_runner_, enter);
    http::HttpOptions network;
    network.proxy = config_.text("http", "proxy");
    network.ca_file = config_.text("http", "ca_file");
    network.call_deadline = [] { return current_deadline(); };
    network.call_cancelled = [this] { return stopping_.load(); };
    const auto in_transaction = [this] { return database_->in_transaction(); };
    http_ =
        options_.make_http ? options_.make_http(in_transaction) : http::make_client(std::move(network), in_transaction);
    entities_ = std::make_unique<entity::Storage>(
        *database_, [this] { return registry_.current()->schema(); }, *hooks_, [this] { return clock_->now(); });
    shared_ = std::make_unique<SharedServices>(SharedServices{*database_, *clock_, config_, *state_, *user_data_,
        *locks_, *queues_, *log_, *files_, *cache_, *http_, *entities_, registry_, stopping_,
        [this](const std::string& queue, const std::function<bool()>& stop,
            const std::function<void(const QueueCounts&)>& progress) { return drain(queue, stop, progress); }});
    take_note_of_crashes();
    if (auto notice = take_interrupted_attempt(*this, false))
        notices_.push_back(std::move(*notice));
}

database::Database& Runtime::database()
{
    open();
    return *database_;
}

const std::vector<Candidate>& Runtime::candidates()
{
    if (!candidates_) {
        std::vector<std::filesystem::path> path;
        for (const auto& folder : config_.list("modules", "path"))
            path.emplace_back(folder);
        std::map<std::string, std::string> pins;
        for (const auto& [name, pin] : config_.get("modules", "pins").members())
            pins.emplace(name, pin.string());
        candidates_ = discover(path, pins);
    }
    return *candidates_;
}

ModuleSet& Runtime::modules()
{
    if (!modules_)
        modules_ =
            std::make_unique<ModuleSet>(candidates(), records().all(), records().failures(), records().quarantined());
    return *modules_;
}

void Runtime::rescan()
{
    candidates_.reset();
    modules_.reset();
}

MakeServices Runtime::make_services()
{
    return [this](const std::string&, std::shared_ptr<Guard> guard) {
        return make_module_services(*shared_, std::move(guard));
    };
}

std::unique_ptr<Services> Runtime::services_of(const std::string& module)
{
    open();
    return make_module_services(*shared_, std::make_shared<Guard>(module));
}

std::shared_ptr<LoadedModule> Runtime::load(const ModuleEntry& entry)
{
    open();
    return LoadedModule::load(entry.candidate->file, entry.info, make_services());
}

void Runtime::load_installed()
{
    if (loaded_)
        return;
    loaded_ = true;
    open();
    loaded_generation_ = generation().current();
    if (!crash_marker_ && options_.marks_crashes)
        crash_marker_ = std::make_unique<CrashMarker>(runtime_folder());
    const auto& set = modules();
    Snapshot::Modules active;
    if (!options_.safe_mode)
        for (const auto& name : set.installed_order()) {
            const auto& entry = set.require(name);
            std::string obstacle = entry.usable ? "" : entry.reason;
            for (const auto& dependency : entry.info.dependencies)
                if (obstacle.empty() && load_failures_.count(dependency.name) > 0)
                    obstacle = fmt::format("{} depends on {}, which is not loaded", name, dependency.name);
            if (obstacle.empty()) {
                try {
                    active.push_back(load(entry));
                    continue;
                } catch (const Error& error) {
                    obstacle = error.what();
                }
            }
            load_failures_[name] = obstacle;
            log().write("wowhost", LogLevel::error, fmt::format("module {} is not loaded: {}", name, obstacle));
        }
    const auto definitions = entity::DefinitionRecord::load(database().main());
    auto schema = std::make_shared<const entity::Schema>(entity::build_schema(definitions));
    std::map<std::string, std::int64_t> installations;
    for (const auto& record : records().all())
        installations[record.name] = record.serial;
    registry_.publish(std::make_shared<const Snapshot>(std::move(active), std::move(schema), std::move(installations)));
}

std::unique_ptr<database::ProcessLock> Runtime::take_install_lock(const std::string& purpose)
{
    auto lock = service::take_install_lock(database(), purpose);
    if (auto notice = take_interrupted_attempt(*this, true))
        notices_.push_back(std::move(*notice));
    return lock;
}

service::WorkHandle Runtime::take_work_lock_exclusively()
{
    open();
    return work_lock_->exclusive(options_.purpose, work_patience);
}

service::WorkHandle Runtime::take_work_lock_shared()
{
    open();
    return work_lock_->shared(options_.purpose, work_patience);
}

service::WorkHandle Runtime::enter_unit()
{
    if (stopping_)
        return nullptr;
    auto unit = work_lock_->shared(options_.purpose, work_patience);
    return is_current() ? unit : nullptr;
}

service::WorkHandle Runtime::enter_unit_at_once()
{
    open();
    if (database_->engine() != database::Engine::sqlite)
        return nullptr;
    auto unit = work_lock_->shared_at_once();
    return unit && is_current() ? unit : nullptr;
}

bool Runtime::is_current()
{
    // A lock on files is never lost, as one that goes with a connection may be: modules cannot have changed under it.
    const auto turn = work_lock_->turn();
    const bool is_sure = database_->engine() == database::Engine::sqlite;
    if (is_sure && turn != 0 && turn == current_in_turn_)
        return true;
    if (generation().current() != loaded_generation_)
        return false;
    current_in_turn_ = turn;
    return true;
}

void Runtime::announce(ModuleEvent event, const std::vector<std::string>& modules)
{
    const auto snapshot = registry_.current();
    for (const auto& module : snapshot->modules())
        for (const auto& registered : module->registrations().module_hooks)
            if (registered.event == event)
                module->call("module event", [&] { registered.hook(modules); });
}

QueueCounts Runtime::drain(const std::string& queue, const std::function<bool()>& stop,
    const std::function<void(const QueueCounts&)>& progress)
{
    for (const auto& bound : workers()) {
        if (bound.worker.queue != queue)
            continue;
        // Two batches at a time: while one is stored, the other's requests are under way.
        const auto report = queue_runner_->run_workers(
            {bound}, 2, [&] { return stopping_.load() || (stop && stop()); }, true, progress);
        QueueCounts counts = queues_->counts(queue);
        counts.done = report.settled.done;
        counts.failed = report.settled.failed;
        return counts;
    }
    throw Error(ErrorCode::unavailable, fmt::format("no installed module works on the queue {}", queue));
}

std::vector<service::BoundWorker> Runtime::workers() const
{
    std::vector<service::BoundWorker> bound;
    for (const auto& module : registry_.current()->modules())
        for (const auto& worker : module->registrations().queue_workers) {
            auto guarded = worker;
            guarded.process = [module, process = &worker.process](const std::vector<Job>& jobs) {
                return module->call("queue worker", [&] { return (*process)(jobs); });
            };
            if (worker.batch_ended)
                guarded.batch_ended = [module, ended = &worker.batch_ended](const std::string& batch) {
                    module->call("end of batch", [&] { (*ended)(batch); });
                };
            bound.push_back({module->name(), std::move(guarded)});
        }
    return bound;
}

std::vector<service::BoundCronJob> Runtime::cron_jobs()
{
    open();
    auto bound = service::housekeeping(*log_, *locks_, *queues_);
    for (const auto& module : registry_.current()->modules())
        for (const auto& job : module->registrations().cron_jobs) {
            auto guarded = job;
            guarded.run = [module, run = &job.run] { return module->call("cron job", [&] { return (*run)(); }); };
            bound.push_back({module->name(), std::move(guarded)});
        }
    return bound;
}

std::string Runtime::runtime_folder() const { return config_.text("files", "path") + "/.runtime"; }

void Runtime::take_note_of_crashes()
{
    for (const auto& crash : CrashMarker::take_crashes(runtime_folder())) {
        const auto reason =
            fmt::format("{} in {} ({})", crash.signal_name(), crash.what, service::utc_text(crash.time * 1'000'000));
        if (crash.module.empty()) {
            log_->write("wowhost", LogLevel::error,
                fmt::format(
                    "process {} ended by {}; no module's code was running", crash.process, crash.signal_name()));
            continue;
        }
        const auto state = records_->add_crash(crash.module, reason, crash.time);
        const auto sentence = state.quarantined
            ? fmt::format("module {} is quarantined: its code ended the process {} times in a row, last by {}",
                crash.module, state.crashes, reason)
            : fmt::format("module {} ended process {} by {}", crash.module, crash.process, reason);
        log_what_is_told(LogLevel::error, sentence);
        notices_.push_back(sentence);
    }
}

void Runtime::log_what_is_told(LogLevel level, const std::string& message)
{
    log_->print_from(LogLevel::critical);
    log_->write("wowhost", level, message);
    log_->print_from(options_.print_from);
}

void Runtime::clear_survived_crashes()
{
    // The row of crashes is broken when calls into the module went well in a process that comes to an orderly end.
    for (const auto& module : registry_.current()->modules()) {
        const auto crashes = records_->crashes(module->name());
        const auto calls = module->guard().statistics();
        if (crashes && !crashes->quarantined && calls.calls > 1 && calls.calls > calls.errors + 1) // one is the setup
            records_->clear_crashes(module->name());
    }
}

} // namespace wowhost::module
