#include "host/service/log_format.hpp"

#include "host/service/clock.hpp"
#include "host/service/text.hpp"

#include <wowhost/json.hpp>

#include <fmt/format.h>

#include <array>

namespace wowhost::service {
namespace {

constexpr std::array<const char*, 6> names{"debug", "info", "notice", "warning", "error", "critical"};

std::string one_line(std::string_view text)
{
    std::string result;
    for (const char c : valid_utf8(text)) {
        if (c == '\n')
            result += "\\n";
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else
            result += c;
    }
    return result;
}

} // namespace

const char* level_name(LogLevel level) noexcept { return names.at(static_cast<std::size_t>(level) % names.size()); }

std::optional<LogLevel> level_of(std::string_view name) noexcept
{
    for (std::size_t i = 0; i < names.size(); ++i)
        if (name == names[i])
            return static_cast<LogLevel>(i);
    return std::nullopt;
}

std::string text_line(const LogEntry& entry)
{
    auto line = fmt::format("{} {} {}: {}", utc_text(entry.time_us, true), level_name(entry.level),
        one_line(entry.module), one_line(entry.message));
    if (!entry.context.is_null() && !(entry.context.is_object() && entry.context.members().empty()))
        line += " " + to_json_text(entry.context);
    return line;
}

std::string json_line(const LogEntry& entry)
{
    auto line = Value::object({{"time", utc_text(entry.time_us, true)}, {"level", level_name(entry.level)},
        {"module", entry.module}, {"message", entry.message}, {"pid", entry.pid}});
    if (!entry.context.is_null())
        line.set("context", entry.context);
    return to_json_text(line);
}

} // namespace wowhost::service
