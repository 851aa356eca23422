// A bounded cache in this process's memory: the least recently used entries go first. Any thread.
#pragma once

#include "host/service/clock.hpp"

#include <wowhost/value.hpp>

#include <chrono>
#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace wowhost::service {

class MemoryCache {
public:
    /// `most_bytes`: of keys and values, about. A value that has more than a quarter of it is not kept.
    explicit MemoryCache(const Clock& clock, std::size_t most_bytes = 32 * 1024 * 1024);

    std::optional<Value> get(const std::string& module, const std::string& key);
    void set(const std::string& module, const std::string& key, const Value& value, std::chrono::seconds lifetime);
    void remove(const std::string& module, const std::string& key);
    void remove_module(const std::string& module);
    std::size_t bytes() const;

private:
    using Key = std::pair<std::string, std::string>;
    struct Entry {
        Key key;
        Value value;
        std::int64_t expires_ms;
        std::size_t bytes;
    };
    using Entries = std::list<Entry>;
    void erase(Entries::iterator entry);

    const Clock& clock_;
    const std::size_t most_bytes_;
    mutable std::mutex mutex_;
    std::size_t bytes_ = 0;
    Entries entries_; ///< The most recently used first.
    std::map<Key, Entries::iterator> index_;
};

} // namespace wowhost::service
