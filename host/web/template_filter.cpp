#include "host/web/template_filter.hpp"

#include <wowhost/request.hpp>

#include <fmt/format.h>

#include <array>
#include <ctime>
#include <utility>

namespace wowhost::web {
namespace {

std::string plain(const Value& value)
{
    if (value.is_text())
        return value.string();
    if (value.is_integer())
        return std::to_string(value.integer());
    return value.is_real() ? fmt::format("{}", value.real()) : std::string();
}

std::string number(const Value& value)
{
    auto text = plain(value);
    if (!value.is_number())
        return text;
    const auto end = std::min(text.find_first_of(".e"), text.size());
    const std::size_t begin = text.starts_with('-') ? 1 : 0;
    for (auto at = end; at > begin + 3;) {
        at -= 3;
        text.insert(at, ",");
    }
    return text;
}

std::string time_text(const Value& value, const char* form)
{
    if (!value.is_integer())
        return {};
    const auto seconds = static_cast<std::time_t>(value.integer());
    std::tm utc{};
    std::array<char, 64> text{};
    if (gmtime_r(&seconds, &utc) == nullptr || std::strftime(text.data(), text.size(), form, &utc) == 0)
        return {};
    return text.data();
}

constexpr std::pair<std::string_view, Filter> filters[] = {
    {"number", number},
    {"date", [](const Value& value) { return time_text(value, "%-d %b %Y"); }},
    {"datetime", [](const Value& value) { return time_text(value, "%-d %b %Y, %H:%M UTC"); }},
    {"iso", [](const Value& value) { return time_text(value, "%Y-%m-%dT%H:%M:%SZ"); }},
    {"segment", [](const Value& value) { return encode_segment(plain(value)); }},
};

} // namespace

Filter find_filter(std::string_view name)
{
    for (const auto& [each, filter] : filters)
        if (each == name)
            return filter;
    return nullptr;
}

std::string filter_names()
{
    std::string names;
    for (const auto& [name, filter] : filters)
        names += (names.empty() ? "" : ", ") + std::string(name);
    return names;
}

} // namespace wowhost::web
