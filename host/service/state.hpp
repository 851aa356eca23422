// State: small facts by key, shared by all processes.
//
// A key lives in one of two stores. `set` and its kin write the main store as part of the caller's transaction;
// `update_shared` writes the coordination store. A key that `update_shared` has made stays there, whoever writes it.
// A key belongs to the module that wrote it first. Keys are valid UTF-8 of 1 to 500 bytes. Any thread.
#pragma once

#include "host/database/database.hpp"
#include "host/service/clock.hpp"

#include <wowhost/value.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace wowhost::service {

struct StateEntry {
    std::string key;
    std::string module;
    Value value;
};

class StateStore {
public:
    using Change = std::function<void(std::vector<Value>& values, std::int64_t now_us)>;

    StateStore(database::Database& database, const Clock& clock);

    std::optional<Value> get(const std::string& key) const;
    void set(const std::string& module, const std::string& key, const Value& value) const;
    /// False, and nothing changed, when the key exists.
    bool set_if_absent(const std::string& module, const std::string& key, const Value& value) const;
    /// Sets only when the stored value equals `expected` (nullopt: absent).
    bool compare_and_set(const std::string& module, const std::string& key, const std::optional<Value>& expected,
        const Value& value) const;
    /// Whether there was such a key.
    bool remove(const std::string& key) const;
    /// Sorted by code point.
    std::vector<std::string> keys(const std::string& prefix = {}) const;
    std::vector<StateEntry> list(const std::string& prefix = {}) const;

    /// One atomic step over the keys in the coordination store; see wowhost::State. The change may be called again
    /// when the engine chose the step as a deadlock's victim.
    void update_shared(const std::string& module, const std::vector<std::string>& keys, const Change& change) const;

    /// Removes all keys of a module; returns how many there were.
    std::int64_t remove_module(const std::string& module) const;

private:
    database::Database& database_;
    const Clock& clock_;
};

} // namespace wowhost::service
