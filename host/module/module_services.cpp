#include "host/module/module_services.hpp"

#include "host/database/after_commit.hpp"
#include "host/module/deadline.hpp"
#include "host/service/text.hpp"

#include <wowhost/job_erasure.hpp>
#include <wowhost/log_erasure.hpp>

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>

namespace wowhost::module {
namespace {

class BoundState final : public State {
public:
    BoundState(const service::StateStore& store, const std::string& module)
        : store_(store)
        , module_(module)
    {
    }
    std::optional<Value> get(const std::string& key) const override { return store_.get(key); }
    void set(const std::string& key, const Value& value) const override { store_.set(module_, key, value); }
    bool set_if_absent(const std::string& key, const Value& value) const override
    {
        return store_.set_if_absent(module_, key, value);
    }
    bool compare_and_set(
        const std::string& key, const std::optional<Value>& expected, const Value& value) const override
    {
        return store_.compare_and_set(module_, key, expected, value);
    }
    void remove(const std::string& key) const override { store_.remove(key); }
    std::vector<std::string> keys(const std::string& prefix) const override { return store_.keys(prefix); }
    void update_shared(const std::vector<std::string>& keys,
        const std::function<void(std::vector<Value>&, std::int64_t)>& change) const override
    {
        store_.update_shared(module_, keys, change);
    }

private:
    const service::StateStore& store_;
    const std::string& module_;
};

class BoundUserData final : public UserData {
public:
    BoundUserData(const service::UserDataStore& store, const std::string& module)
        : store_(store)
        , module_(module)
    {
    }
    std::optional<Value> get(std::int64_t user, const std::string& name) const override
    {
        return store_.get(module_, user, name);
    }
    void set(std::int64_t user, const std::string& name, const Value& value) const override
    {
        store_.set(module_, user, name, value);
    }
    void remove(std::int64_t user, const std::string& name) const override { store_.remove(module_, user, name); }
    std::vector<std::pair<std::string, Value>> all(std::int64_t user) const override
    {
        return store_.all(module_, user);
    }

private:
    const service::UserDataStore& store_;
    const std::string& module_;
};

class BoundLocks final : public Locks {
public:
    BoundLocks(service::LockService& locks, const std::string& module)
        : locks_(locks)
        , module_(module)
    {
    }
    bool acquire(const std::string& name, std::chrono::milliseconds lifetime) const override
    {
        return locks_.acquire(module_, name, lifetime);
    }
    void release(const std::string& name) const override { locks_.release(name); }

private:
    service::LockService& locks_;
    const std::string& module_;
};

class BoundLog final : public ErasableLog {
public:
    BoundLog(service::LogStore& log, const std::string& module)
        : log_(log)
        , module_(module)
    {
    }
    void write(LogLevel level, const std::string& message, const Value& context) const override
    {
        log_.write(module_, level, message, context);
    }
    void forget(const std::string& fact, const std::vector<std::int64_t>& ids) const override
    {
        log_.forget(fact, ids);
    }

private:
    service::LogStore& log_;
    const std::string& module_;
};

class BoundConfig final : public Config {
public:
    BoundConfig(const service::Config& config, const std::string& module)
        : config_(config)
        , module_(module)
    {
    }
    /// "/site" and "/roles" are the host's sections of that name, as an object; they hold no secrets.
    Value get(std::string_view key) const override
    {
        if (key == "/site" || key == "/roles")
            return config_.all(std::string(key.substr(1)));
        return config_.get(module_, std::string(key));
    }

private:
    const service::Config& config_;
    const std::string& module_;
};

class BoundFiles final : public Files {
public:
    BoundFiles(const service::FileStore& files, database::Database& database, const std::string& module)
        : files_(files)
        , database_(database)
        , module_(module)
    {
    }
    std::string write(const std::string& name, std::string_view bytes) const override
    {
        return files_.write(module_, name, bytes);
    }
    bool remove(const std::string& name) const override
    {
        if (!database_.in_transaction())
            return files_.remove(module_, name);
        const bool is_there = files_.exists(module_, name);
        database::after_commit(
            database_.main(), [&files = files_, module = module_, name] { files.remove(module, name); });
        return is_there;
    }
    bool exists(const std::string& name) const override { return files_.exists(module_, name); }

private:
    const service::FileStore& files_;
    database::Database& database_;
    const std::string& module_;
};

class BoundCache final : public Cache {
public:
    BoundCache(service::MemoryCache& cache, const std::string& module)
        : cache_(cache)
        , module_(module)
    {
    }
    std::optional<Value> get(const std::string& key) const override { return cache_.get(module_, key); }
    void set(const std::string& key, const Value& value, std::chrono::seconds lifetime) const override
    {
        cache_.set(module_, key, value, lifetime);
    }
    void remove(const std::string& key) const override { cache_.remove(module_, key); }

private:
    service::MemoryCache& cache_;
    const std::string& module_;
};

class BoundQueue final : public ErasableQueue {
public:
    BoundQueue(SharedServices& shared, const std::string& module)
        : shared_(shared)
        , module_(module)
    {
    }
    std::int64_t enqueue(const std::string& queue, const std::vector<std::pair<std::string, Value>>& jobs,
        const EnqueueOptions& options) const override
    {
        return shared_.queues.enqueue(module_, queue, jobs, options);
    }
    QueueCounts counts(const std::string& queue) const override { return shared_.queues.counts(queue); }
    QueueCounts counts(const std::string& queue, const std::string& batch_key) const override
    {
        return shared_.queues.counts(queue, batch_key);
    }
    QueueCounts drain(const std::string& queue, const std::function<bool()>& stop,
        const std::function<void(const QueueCounts&)>& progress) const override
    {
        return shared_.drain(queue, stop, progress);
    }
    void clear(const std::string& queue) const override { shared_.queues.clear(queue); }
    void forget(const std::string& queue, const std::vector<std::string>& unique_keys) const override
    {
        shared_.queues.forget(module_, queue, unique_keys);
    }

private:
    SharedServices& shared_;
    const std::string& module_;
};

class SharedText final : public Text {
public:
    std::string lower(std::string_view text) const override { return service::lower(text); }
    std::string fold(std::string_view text) const override { return service::fold(text); }
};

class ModuleServices final : public Services {
public:
    ModuleServices(SharedServices& shared, std::shared_ptr<Guard> guard)
        : shared_(shared)
        , guard_(std::move(guard))
        , state_(shared.state, guard_->module())
        , user_data_(shared.user_data, guard_->module())
        , queue_(shared, guard_->module())
        , locks_(shared.locks, guard_->module())
        , log_(shared.log, guard_->module())
        , config_(shared.config, guard_->module())
        , files_(shared.files, shared.database, guard_->module())
        , cache_(shared.cache, guard_->module())
    {
    }

    const std::string& module() const override { return guard_->module(); }
    const EntityStorage& entities() const override { return shared_.entities; }
    const State& state() const override { return state_; }
    const UserData& user_data() const override { return user_data_; }
    const Queue& queue() const override { return queue_; }
    const Locks& locks() const override { return locks_; }
    const Log& log() const override { return log_; }
    const Config& config() const override { return config_; }
    const Http& http() const override { return shared_.http; }
    const Files& files() const override { return files_; }
    const Cache& cache() const override { return cache_; }
    const Text& text() const override { return text_; }
    std::int64_t now() const override { return shared_.clock.now(); }
    std::int64_t now_ms() const override { return shared_.clock.now_ms(); }
    bool cancelled() const override
    {
        const auto deadline = current_deadline();
        return shared_.stopping || (deadline && *deadline <= std::chrono::steady_clock::now());
    }

    void run_concurrently(
        const std::vector<std::function<void()>>& tasks, std::chrono::milliseconds deadline) const override;

    std::vector<std::shared_ptr<const PluginSlot>> plugin_slots(std::string_view interface_id) const override
    {
        return shared_.registry.current()->plugins(interface_id);
    }
    std::int64_t installation(std::string_view module) const override
    {
        const auto snapshot = shared_.registry.current();
        const auto found = snapshot->installations().find(std::string(module));
        return found == snapshot->installations().end() ? 0 : found->second;
    }

private:
    SharedServices& shared_;
    std::shared_ptr<Guard> guard_;
    BoundState state_;
    BoundUserData user_data_;
    BoundQueue queue_;
    BoundLocks locks_;
    BoundLog log_;
    BoundConfig config_;
    BoundFiles files_;
    BoundCache cache_;
    SharedText text_;
};

void ModuleServices::run_concurrently(
    const std::vector<std::function<void()>>& tasks, std::chrono::milliseconds deadline) const
{
    if (shared_.database.in_transaction())
        throw Error(ErrorCode::invalid_argument,
            "run_concurrently inside a transaction: the tasks could not see what it has written, and would wait for "
            "it");
    constexpr std::size_t most_threads = 32;
    const auto until = std::min(std::chrono::steady_clock::now() + deadline, current_deadline().value_or(no_deadline));
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr first;
    const auto preview = Registry::preview();
    const auto work = [&] {
        const DeadlineScope scope(until);
        const Registry::Preview seen(preview);
        for (std::size_t at = next++; at < tasks.size(); at = next++) {
            try {
                guard_->run(
                    "concurrent task",
                    [](const void* object, void*) { (*static_cast<const std::function<void()>*>(object))(); },
                    &tasks[at], nullptr);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!first)
                    first = std::current_exception();
            }
        }
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < std::min(most_threads, tasks.size()); ++i)
        threads.emplace_back(work);
    for (auto& thread : threads)
        thread.join();
    if (first)
        std::rethrow_exception(first);
}

} // namespace

std::unique_ptr<Services> make_module_services(SharedServices& shared, std::shared_ptr<Guard> guard)
{
    return std::make_unique<ModuleServices>(shared, std::move(guard));
}

} // namespace wowhost::module
