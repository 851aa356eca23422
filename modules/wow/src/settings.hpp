// wow: the module's configuration, checked.
#pragma once

#include "rate_limit.hpp"

#include <wowhost/services.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace wow {

bool is_locale(std::string_view text) noexcept;

class Settings {
public:
    /// Reads the configuration. Throws Error(invalid_argument) that names the key when a value can't be.
    explicit Settings(const wowhost::Config& config);

    std::string region;
    std::string locale; ///< Empty: all languages.
    std::string api_url; ///< With {region}, without a slash at the end.
    std::string oauth_url; ///< Without a slash at the end.
    std::string client_id;
    limit::Limits limits;
    std::int64_t data_ttl_days;

    std::string api_host(std::string_view in_region) const;
};

} // namespace wow
