#include "sdk/sandbox/statistics.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace sandbox {

void Statistics::Windows::add(Clock::time_point now)
{
    ++requests;
    second.count(now);
    second.add(now);
    peak_second = std::max(peak_second, second.count(now));
    hour.add(now);
    peak_hour = std::max(peak_hour, hour.count(now));
}

void Statistics::arrived(const std::string& client, Clock::time_point now)
{
    const std::lock_guard lock(mutex_);
    all_.add(now);
    if (!client.empty()) {
        clients_[client].add(now);
    }
}

void Statistics::answered(std::string_view family, std::string_view path, int status, std::size_t bytes)
{
    const std::lock_guard lock(mutex_);
    ++by_status_[status];
    const auto found = by_family_.find(family);
    ++(found == by_family_.end() ? by_family_[std::string(family)] : found->second);
    ++by_path_[std::string(path)];
    constexpr std::size_t remembered = 20'000;
    sequence_.emplace_back(path);
    if (sequence_.size() > remembered) {
        sequence_.pop_front();
    }
    bytes_ += bytes;
}

void Statistics::token_issued()
{
    const std::lock_guard lock(mutex_);
    ++tokens_issued_;
}

void Statistics::begin()
{
    const std::lock_guard lock(mutex_);
    concurrent_peak_ = std::max(concurrent_peak_, ++concurrent_);
}

void Statistics::end()
{
    const std::lock_guard lock(mutex_);
    --concurrent_;
}

void Statistics::reset()
{
    const std::lock_guard lock(mutex_);
    all_ = {};
    clients_.clear();
    by_status_.clear();
    by_family_.clear();
    by_path_.clear();
    sequence_.clear();
    bytes_ = 0;
    tokens_issued_ = 0;
    concurrent_peak_ = concurrent_;
}

std::string Statistics::json(bool with_paths, std::size_t current_tokens, std::size_t cache_bytes)
{
    const std::lock_guard lock(mutex_);
    nlohmann::json out;
    out["requests"] = all_.requests;
    out["peak_second"] = all_.peak_second;
    out["peak_hour"] = all_.peak_hour;
    out["bytes"] = bytes_;
    out["concurrent"] = concurrent_;
    out["concurrent_peak"] = concurrent_peak_;
    out["tokens_issued"] = tokens_issued_;
    out["tokens_current"] = current_tokens;
    out["cache_bytes"] = cache_bytes;
    const auto throttled = by_status_.find(429);
    out["throttled"] = throttled == by_status_.end() ? 0 : throttled->second;
    out["by_status"] = nlohmann::json::object();
    for (const auto& [status, count] : by_status_) {
        out["by_status"][std::to_string(status)] = count;
    }
    out["by_family"] = by_family_;
    out["clients"] = nlohmann::json::object();
    for (const auto& [client, windows] : clients_) {
        out["clients"][client] = {
            {"requests", windows.requests}, {"peak_second", windows.peak_second}, {"peak_hour", windows.peak_hour}};
    }
    if (with_paths) {
        out["by_path"] = by_path_;
        out["sequence"] = sequence_;
    }
    return out.dump();
}

} // namespace sandbox
