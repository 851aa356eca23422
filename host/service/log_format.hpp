// One log entry and its forms: a line of text for people, a line of JSON for programs. Both are one line whatever the
// message holds.
#pragma once

#include <wowhost/services.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wowhost::service {

enum class LogFormat { text, json };

struct LogEntry {
    std::int64_t id = 0;
    std::int64_t time_us = 0;
    std::string module;
    LogLevel level = LogLevel::info;
    std::string message;
    Value context; ///< An object, or null.
    std::int64_t pid = 0;
};

const char* level_name(LogLevel level) noexcept;
std::optional<LogLevel> level_of(std::string_view name) noexcept;

/// "2026-01-02T03:04:05.678Z warning wow: message {"character":12}"; control characters escaped.
std::string text_line(const LogEntry& entry);
std::string json_line(const LogEntry& entry);

} // namespace wowhost::service
