#include "settings.hpp"

#include <wow/names.hpp>

#include <algorithm>
#include <array>

namespace wow {
namespace {

constexpr std::array<std::string_view, 14> locales{"en_US", "es_MX", "pt_BR", "en_GB", "es_ES", "fr_FR", "de_DE",
    "it_IT", "ru_RU", "pt_PT", "ko_KR", "zh_TW", "zh_CN", "en_TW"};

[[noreturn]] void refuse(const std::string& key, const std::string& value, const std::string& remedy)
{
    throw wowhost::Error(
        wowhost::ErrorCode::invalid_argument, "configuration wow." + key + " is \"" + value + "\"; " + remedy);
}

std::int64_t number(const wowhost::Config& config, const std::string& key, std::int64_t low, std::int64_t high)
{
    const auto value = config.integer(key);
    if (value < low || value > high)
        refuse(key, std::to_string(value), "give a number from " + std::to_string(low) + " to " + std::to_string(high));
    return value;
}

std::string address(const wowhost::Config& config, const std::string& key)
{
    auto value = config.text(key);
    if (!value.starts_with("https://") && !value.starts_with("http://"))
        refuse(key, value, "give an address that begins with https://");
    while (value.ends_with('/'))
        value.pop_back();
    return value;
}

} // namespace

bool is_locale(std::string_view text) noexcept
{
    return std::find(locales.begin(), locales.end(), text) != locales.end();
}

Settings::Settings(const wowhost::Config& config)
    : region(config.text("region"))
    , locale(config.text("locale"))
    , api_url(address(config, "api_url"))
    , oauth_url(address(config, "oauth_url"))
    , client_id(config.text("client_id"))
    , limits(number(config, "per_second", 0, 1000), number(config, "per_hour", 0, 3'600'000))
    , data_ttl_days(number(config, "data_ttl_days", 1, 36'500))
{
    if (!is_region(region))
        refuse("region", region, "use one of us, eu, kr, tw");
    if (!locale.empty() && !is_locale(locale))
        refuse("locale", locale, "use one such as en_GB, de_DE or ru_RU, or leave it empty for all languages");
}

std::string Settings::api_host(std::string_view in_region) const
{
    constexpr std::string_view placeholder = "{region}";
    auto url = api_url;
    if (const auto at = url.find(placeholder); at != std::string::npos)
        url.replace(at, placeholder.size(), in_region);
    return url;
}

} // namespace wow
