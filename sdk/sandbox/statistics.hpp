// What the sandbox was asked. API requests are counted; images, tokens and control are not. Thread-safe.
#pragma once

#include "sdk/sandbox/rate.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sandbox {

class Statistics {
public:
    // An API request came in, with its client's id or none.
    void arrived(const std::string& client, Clock::time_point now);
    // It is answered. `family` is the pattern of the endpoint.
    void answered(std::string_view family, std::string_view path, int status, std::size_t bytes);
    void token_issued();
    // A request, of whatever kind, is being worked on.
    void begin();
    void end();

    void reset();
    // With paths also how often each was asked for, and all in their order.
    // The JSON document of GET /_sandbox/statistics.
    std::string json(bool with_paths, std::size_t current_tokens, std::size_t cache_bytes);

private:
    struct Windows {
        SecondWindow second;
        HourWindow hour;
        std::size_t peak_second = 0;
        std::size_t peak_hour = 0;
        std::uint64_t requests = 0;
        void add(Clock::time_point now);
    };

    std::mutex mutex_;
    Windows all_;
    std::unordered_map<std::string, Windows> clients_;
    std::map<int, std::uint64_t> by_status_;
    std::map<std::string, std::uint64_t, std::less<>> by_family_;
    std::unordered_map<std::string, std::uint64_t> by_path_;
    std::deque<std::string> sequence_; // the last of them
    std::uint64_t bytes_ = 0;
    std::uint64_t tokens_issued_ = 0;
    std::int64_t concurrent_ = 0;
    std::int64_t concurrent_peak_ = 0;
};

} // namespace sandbox
