// Rendered and compressed bodies, bounded in bytes; the least recently used go first. Thread-safe.
#pragma once

#include "sdk/sandbox/message.hpp"

#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sandbox {

class BodyCache {
public:
    explicit BodyCache(std::size_t bytes)
        : limit_(bytes)
    {
    }

    Body find(const std::string& key);
    void put(const std::string& key, const Body& body);
    std::size_t bytes();

private:
    struct Entry {
        std::string key;
        Body body;
    };

    std::size_t limit_;
    std::mutex mutex_;
    std::size_t bytes_ = 0;
    std::list<Entry> entries_;
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;
};

std::string gzip(std::string_view text);

} // namespace sandbox
