// wowhost SDK: Services, everything that the host does for a module.
//
// Each module gets an instance of its own, which knows whose it is: log lines, state keys, files and configuration are
// attributed by the host, never by what a module claims. It lives as long as the module object. All functions may be
// called from any thread, but not during setup (setup does no I/O). State lives in the database and is shared by all
// processes; only `cache()` is local to the process.
#pragma once

#include <wowhost/entity.hpp>
#include <wowhost/http.hpp>
#include <wowhost/plugin.hpp>
#include <wowhost/queue.hpp>
#include <wowhost/value.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wowhost {
inline namespace v1 {

/// Small facts by key, JSON values. A key belongs to the module that wrote it first and goes when that module is
/// uninstalled. null, false, 0 and "" are values, not absence. Part of the caller's transaction, except
/// `update_shared`.
class State {
public:
    virtual ~State() = default;
    virtual std::optional<Value> get(const std::string& key) const = 0;
    virtual void set(const std::string& key, const Value& value) const = 0;
    /// Returns false, and changes nothing, when the key exists.
    virtual bool set_if_absent(const std::string& key, const Value& value) const = 0;
    /// Sets only when the stored value equals `expected` (nullopt: absent); false otherwise.
    virtual bool compare_and_set(
        const std::string& key, const std::optional<Value>& expected, const Value& value) const = 0;
    virtual void remove(const std::string& key) const = 0;
    virtual std::vector<std::string> keys(const std::string& prefix = {}) const = 0;
    /// Reads, changes and writes one or more keys of the coordination store as one atomic step that never waits for a
    /// long transaction and is not rolled back with one: for counters shared by processes, such as a rate limit.
    /// `change` gets the stored values (null when absent, in the order of `keys`) and the database's clock in
    /// microseconds, and changes the values in place; it must be quick and do no I/O. Throws Error(locked) when the
    /// store can't be locked in time; nothing has changed then. These keys are listed by `get` and `keys` like others.
    virtual void update_shared(const std::vector<std::string>& keys,
        const std::function<void(std::vector<Value>& values, std::int64_t now_us)>& change) const = 0;
};

/// Values per user of a site, by module. They go with the user and with the module.
class UserData {
public:
    virtual ~UserData() = default;
    virtual std::optional<Value> get(std::int64_t user, const std::string& name) const = 0;
    virtual void set(std::int64_t user, const std::string& name, const Value& value) const = 0;
    /// An empty name removes all of this module's values of the user.
    virtual void remove(std::int64_t user, const std::string& name = {}) const = 0;
    virtual std::vector<std::pair<std::string, Value>> all(std::int64_t user) const = 0;
};

/// Named locks across all processes, by the database's clock. Held until released, expired, or until the process ends
/// in whatever way.
class Locks {
public:
    virtual ~Locks() = default;
    /// Never blocks. The holder may acquire again and so extends; false when somebody else holds it.
    virtual bool acquire(const std::string& name, std::chrono::milliseconds lifetime) const = 0;
    virtual void release(const std::string& name) const = 0;
};

enum class LogLevel { debug, info, notice, warning, error, critical };

/// The site's log. Entries survive a rollback of the transaction around them.
class Log {
public:
    virtual ~Log() = default;
    /// `context` is an object of further facts ("character", 12).
    virtual void write(LogLevel level, const std::string& message, const Value& context = {}) const = 0;
    void debug(const std::string& message, const Value& context = {}) const
    {
        write(LogLevel::debug, message, context);
    }
    void info(const std::string& message, const Value& context = {}) const { write(LogLevel::info, message, context); }
    void notice(const std::string& message, const Value& context = {}) const
    {
        write(LogLevel::notice, message, context);
    }
    void warning(const std::string& message, const Value& context = {}) const
    {
        write(LogLevel::warning, message, context);
    }
    void error(const std::string& message, const Value& context = {}) const
    {
        write(LogLevel::error, message, context);
    }
};

/// This module's section of the configuration, checked against its info file. Secrets (`env:`, `file:`) are resolved
/// here and never logged.
class Config {
public:
    virtual ~Config() = default;
    /// The configured value or the info file's default. Throws Error(invalid_argument) for a key that the info file
    /// does not declare.
    virtual Value get(std::string_view key) const = 0;
    std::string text(std::string_view key) const { return get(key).string(); }
    std::int64_t integer(std::string_view key) const { return get(key).integer(); }
    bool boolean(std::string_view key) const { return get(key).boolean(); }
};

/// Files of this module below `files.path`/<module>. Names are relative, `[A-Za-z0-9._-]` and `/`; anything else is
/// refused. In a transaction, `remove` takes effect when that commits, and is forgotten when it rolls back.
class Files {
public:
    virtual ~Files() = default;
    /// Writes atomically; returns the name below `files.path`, as rows keep it.
    virtual std::string write(const std::string& name, std::string_view bytes) const = 0;
    virtual bool remove(const std::string& name) const = 0;
    virtual bool exists(const std::string& name) const = 0;
};

/// A bounded cache in this process's memory: may forget anything at any time, knows nothing of other processes.
class Cache {
public:
    virtual ~Cache() = default;
    virtual std::optional<Value> get(const std::string& key) const = 0;
    virtual void set(const std::string& key, const Value& value, std::chrono::seconds lifetime) const = 0;
    virtual void remove(const std::string& key) const = 0;
};

/// Unicode, the same everywhere and for every locale. Invalid UTF-8 is replaced by U+FFFD first.
class Text {
public:
    virtual ~Text() = default;
    /// Lower-case, NFC: how names are compared and put into URLs.
    virtual std::string lower(std::string_view text) const = 0;
    /// Case folded, accents removed: how names are searched.
    virtual std::string fold(std::string_view text) const = 0;
};

class Services {
public:
    virtual ~Services() = default;

    virtual const std::string& module() const = 0;
    virtual const EntityStorage& entities() const = 0;
    virtual const State& state() const = 0;
    virtual const UserData& user_data() const = 0;
    virtual const Queue& queue() const = 0;
    virtual const Locks& locks() const = 0;
    virtual const Log& log() const = 0;
    virtual const Config& config() const = 0;
    virtual const Http& http() const = 0;
    virtual const Files& files() const = 0;
    virtual const Cache& cache() const = 0;
    virtual const Text& text() const = 0;

    /// Unix seconds and milliseconds, UTC; the clock that tests may move.
    virtual std::int64_t now() const = 0;
    virtual std::int64_t now_ms() const = 0;
    /// Whether the work in hand should end: the host shuts down, the user gave up, or the call's deadline has passed.
    virtual bool cancelled() const = 0;
    /// Runs all tasks, several at once on threads of the host, and returns when the last has ended. Each has its own
    /// database session, so this is refused inside a transaction. The first exception is thrown after all have ended;
    /// give each task its own try-block where that is not wanted. `deadline` bounds each task: `cancelled()` is true in
    /// it afterwards and its HTTP calls fail.
    virtual void run_concurrently(
        const std::vector<std::function<void()>>& tasks, std::chrono::milliseconds deadline) const = 0;

    /// All implementations of an interface by installed modules, in dependency order, then weight, then name. Prefer
    /// `plugins<T>()`.
    virtual std::vector<std::shared_ptr<const PluginSlot>> plugin_slots(std::string_view interface_id) const = 0;
    /// An installed module's name → a number that changes whenever it is installed anew; 0 when it is not installed.
    virtual std::int64_t installation(std::string_view module) const = 0;

    template <class T>
    std::vector<PluginHandle<T>> plugins() const
    {
        std::vector<PluginHandle<T>> handles;
        for (auto& slot : plugin_slots(T::interface_id))
            handles.emplace_back(std::move(slot));
        return handles;
    }
    /// The one implementation with this id. Throws Error(unavailable) that lists the valid ids.
    template <class T>
    PluginHandle<T> plugin(std::string_view id) const
    {
        std::string valid;
        for (auto& slot : plugin_slots(T::interface_id)) {
            if (slot->id() == id)
                return PluginHandle<T>(std::move(slot));
            valid += (valid.empty() ? "" : ", ") + slot->id();
        }
        throw Error(ErrorCode::unavailable,
            "no plugin \"" + std::string(id) + "\" of " + T::interface_id + " is installed; there "
                + (valid.empty() ? "are none" : "are: " + valid));
    }
};

} // namespace v1
} // namespace wowhost
