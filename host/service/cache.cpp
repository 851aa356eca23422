#include "host/service/cache.hpp"

#include <algorithm>

namespace wowhost::service {
namespace {

std::size_t size_of(const Value& value)
{
    constexpr std::size_t node = 64; // of a tree, with its allocation
    auto size = sizeof(Value) + value.text().size();
    for (const auto& item : value.items())
        size += size_of(item);
    for (const auto& [key, member] : value.members())
        size += node + key.size() + size_of(member);
    return size;
}

} // namespace

MemoryCache::MemoryCache(const Clock& clock, std::size_t most_bytes)
    : clock_(clock)
    , most_bytes_(most_bytes)
{
}

void MemoryCache::erase(Entries::iterator entry)
{
    bytes_ -= entry->bytes;
    index_.erase(entry->key);
    entries_.erase(entry);
}

std::optional<Value> MemoryCache::get(const std::string& module, const std::string& key)
{
    const std::lock_guard lock(mutex_);
    const auto found = index_.find({module, key});
    if (found == index_.end())
        return std::nullopt;
    const auto entry = found->second;
    if (entry->expires_ms <= clock_.now_ms()) {
        erase(entry);
        return std::nullopt;
    }
    entries_.splice(entries_.begin(), entries_, entry);
    return entry->value;
}

void MemoryCache::set(
    const std::string& module, const std::string& key, const Value& value, std::chrono::seconds lifetime)
{
    constexpr std::int64_t century = 3'200'000'000;
    constexpr std::size_t overhead = 256;
    const auto bytes = size_of(value) + 2 * (module.size() + key.size()) + overhead;
    const auto expires = clock_.now_ms() + std::clamp<std::int64_t>(lifetime.count(), 0, century) * 1000;
    const std::lock_guard lock(mutex_);
    if (const auto found = index_.find({module, key}); found != index_.end())
        erase(found->second);
    if (bytes > most_bytes_ / 4)
        return;
    entries_.push_front({{module, key}, value, expires, bytes});
    index_[{module, key}] = entries_.begin();
    bytes_ += bytes;
    while (bytes_ > most_bytes_)
        erase(std::prev(entries_.end()));
}

void MemoryCache::remove(const std::string& module, const std::string& key)
{
    const std::lock_guard lock(mutex_);
    if (const auto found = index_.find({module, key}); found != index_.end())
        erase(found->second);
}

void MemoryCache::remove_module(const std::string& module)
{
    const std::lock_guard lock(mutex_);
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        const auto next = std::next(entry);
        if (entry->key.first == module)
            erase(entry);
        entry = next;
    }
}

std::size_t MemoryCache::bytes() const
{
    const std::lock_guard lock(mutex_);
    return bytes_;
}

} // namespace wowhost::service
