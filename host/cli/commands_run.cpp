#include "host/cli/own_program.hpp"
#include "host/cli/session.hpp"
#include "host/cli/web_site.hpp"
#include "host/module/installer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

/// jemalloc's, where the program is linked with it.
extern "C" __attribute__((weak)) int mallctl(
    const char* name, void* old_value, std::size_t* old_size, void* value, std::size_t size) noexcept;

namespace wowhost::cli {
namespace {

/// Memory that is free goes back to the system also while nothing happens.
void return_free_memory()
{
    bool on = true;
    if (mallctl != nullptr)
        mallctl("background_thread", nullptr, nullptr, &on, sizeof on);
}

/// Watches for a change of the set of modules, on a thread of its own.
class GenerationWatch {
public:
    explicit GenerationWatch(module::Runtime& runtime)
        : runtime_(runtime)
        , thread_([this] { watch(); })
    {
    }
    ~GenerationWatch()
    {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }
    bool changed() const noexcept { return changed_; }
    /// Waits until the set of modules has changed or the process shall end.
    void wait()
    {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return ending_ || changed_ || runtime_.stopping(); });
    }

private:
    void watch()
    {
        std::unique_lock lock(mutex_);
        while (!ending_ && !changed_) {
            lock.unlock();
            try {
                changed_ = runtime_.generation().current() != runtime_.loaded_generation();
            } catch (const std::exception& error) {
                runtime_.log().write(
                    "wowhost", LogLevel::warning, fmt::format("the generation cannot be read: {}", error.what()));
            }
            lock.lock();
            if (changed_ || runtime_.stopping())
                wake_.notify_all();
            wake_.wait_for(lock, std::chrono::milliseconds(250), [&] { return ending_; });
        }
    }

    module::Runtime& runtime_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool ending_ = false;
    std::atomic<bool> changed_{false};
    std::thread thread_;
};

/// Runs cron about once a minute, on a thread of its own.
class CronThread {
public:
    explicit CronThread(module::Runtime& runtime, std::string purpose, std::function<bool()> stop)
        : runtime_(runtime)
        , purpose_(std::move(purpose))
        , stop_(std::move(stop))
        , thread_([this] { run(); })
    {
    }
    ~CronThread()
    {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }

private:
    void run()
    {
        const auto ending = [this] {
            const std::lock_guard lock(mutex_);
            return ending_ || stop_();
        };
        while (!ending()) {
            try {
                runtime_.cron().run(runtime_.cron_jobs(), runtime_.workers(), false, purpose_, ending);
                runtime_.database().main().rest(); // for a minute
            } catch (const std::exception& error) {
                runtime_.log().write("wowhost", LogLevel::error, fmt::format("cron: {}", error.what()));
            }
            std::unique_lock lock(mutex_);
            wake_.wait_for(lock, std::chrono::seconds(60), [&] { return ending_; });
        }
    }

    module::Runtime& runtime_;
    std::string purpose_;
    std::function<bool()> stop_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool ending_ = false;
    std::thread thread_;
};

std::size_t worker_threads(Session& session, CommandContext& context)
{
    const auto number = context.given("threads") ? parse_integer(context.option("threads"), "--threads")
                                                 : session.config().integer("worker", "threads");
    if (number < 1 || number > 1024)
        throw Error(ErrorCode::invalid_argument, fmt::format("worker.threads is {}; it may be 1 to 1024", number));
    return static_cast<std::size_t>(number);
}

void warn_of_difference(Session& session)
{
    auto& runtime = session.loaded();
    std::vector<std::string> installed;
    for (const auto& record : runtime.records().all())
        installed.push_back(record.name);
    auto enabled = session.config().list("modules", "enabled");
    std::sort(installed.begin(), installed.end());
    std::sort(enabled.begin(), enabled.end());
    if (!enabled.empty() && installed != enabled)
        session.console().note("modules.enabled differs from what is installed; `wowhost --dry-run apply` shows how, "
                               "`serve --apply` applies it");
}

CommandResult restart()
{
    CommandResult result(nullptr, restart_program);
    return result;
}

CommandResult serve(Session& session, CommandContext& context)
{
    const auto role = context.option("role");
    if (role != "all" && role != "web")
        throw Error(ErrorCode::invalid_argument,
            fmt::format("--role is \"{}\"; it may be all or web (`wowhost worker` works on queues alone)", role));
    session.serve();
    return_free_memory();
    if (context.flag("apply")) {
        module::Installer installer(session.runtime());
        auto request = installer.request_to_apply(session.enabled_modules());
        request.purpose = session.command_line();
        request.confirm = [&](const std::string& question) { return session.console().confirm(question); };
        installer.run(request);
    }
    auto& runtime = session.loaded();
    warn_of_difference(session);
    GenerationWatch watch(runtime);
    std::atomic<const web::Server*> running{nullptr};
    const auto site = make_site(session.config(), runtime, running, own_options(session.options()));
    for (const auto& problem : site->problems())
        runtime.log().write("wowhost", LogLevel::warning, problem);
    web::Server server(server_options(session.config(), context.option("listen")), *site);
    running = &server;
    session.console().note(
        fmt::format("serving on {}/ , {} modules", server.address(), runtime.registry().current()->modules().size()));
    const auto stop = [&] { return runtime.stopping() || watch.changed(); };
    {
        const auto workers = role == "all" ? runtime.workers() : std::vector<service::BoundWorker>{};
        std::unique_ptr<CronThread> cron;
        if (role == "all")
            cron = std::make_unique<CronThread>(runtime, session.command_line(), stop);
        if (!workers.empty())
            runtime.queue_runner().run_workers(workers, worker_threads(session, context), stop, false);
        while (!stop())
            watch.wait();
    }
    if (runtime.stopping()) {
        server.stop();
        return Value();
    }
    server.hand_over();
    session.console().note("the set of modules has changed: starting afresh");
    return restart();
}

CommandResult worker(Session& session, CommandContext& context)
{
    session.serve();
    auto& runtime = session.loaded();
    auto workers = runtime.workers();
    const auto queues = context.values("queue");
    for (const auto& queue : queues)
        if (std::none_of(workers.begin(), workers.end(), [&](const auto& w) { return w.worker.queue == queue; }))
            throw Error(ErrorCode::invalid_argument,
                fmt::format(
                    "no installed module works on a queue \"{}\"; `wowhost queue list` shows the queues", queue));
    if (!queues.empty())
        std::erase_if(workers,
            [&](const auto& w) { return std::find(queues.begin(), queues.end(), w.worker.queue) == queues.end(); });
    GenerationWatch watch(runtime);
    const auto stop = [&] { return runtime.stopping() || watch.changed(); };
    service::RunReport report;
    const bool until_empty = context.flag("until-empty");
    if (!workers.empty())
        report = runtime.queue_runner().run_workers(workers, worker_threads(session, context), stop, until_empty);
    while (!until_empty && !stop())
        watch.wait();
    if (!runtime.stopping() && (watch.changed() || report.interrupted)) {
        session.console().note("the set of modules has changed: starting afresh");
        return restart();
    }
    return Value::object({{"done", report.settled.done}, {"failed", report.settled.failed}});
}

} // namespace

void add_run_commands(std::vector<HostCommand>& commands)
{
    commands.push_back({Command("serve", "Runs the site: pages, workers, cron", {})
                            .option("listen", "HOST:PORT or unix:PATH instead of serve.listen")
                            .option("role", "all, or web: without workers and cron", "all")
                            .option("threads", "worker threads instead of worker.threads")
                            .flag("apply", "first make the installed set equal to modules.enabled")
                            .example("wowhost serve --listen 127.0.0.1:8080"),
        serve});
    commands.push_back({Command("worker", "Works on queues", {})
                            .repeated_option("queue", "only this queue; may be repeated")
                            .option("threads", "instead of worker.threads")
                            .flag("until-empty", "end when all is done, delayed jobs included")
                            .example("wowhost worker --queue wow_mount_sync --until-empty"),
        worker});
}

} // namespace wowhost::cli
