#include "host/module/config_keys.hpp"

namespace wowhost::module {
namespace {

service::KeyType key_type(ConfigType type)
{
    switch (type) {
    case ConfigType::text: return service::KeyType::text;
    case ConfigType::integer: return service::KeyType::integer;
    case ConfigType::real: return service::KeyType::real;
    case ConfigType::boolean: return service::KeyType::boolean;
    case ConfigType::list: return service::KeyType::list;
    }
    return service::KeyType::text;
}

} // namespace

void declare_module_keys(service::Config& config, const std::vector<Candidate>& candidates)
{
    for (const auto& candidate : candidates) {
        if (!candidate.info)
            continue;
        std::vector<service::KeyDeclaration> keys;
        for (const auto& key : candidate.info->config)
            keys.push_back({key.key, key_type(key.type), key.default_value, key.description, key.secret, key.generate});
        config.declare(candidate.name, std::move(keys));
        for (const auto& permission : candidate.info->permissions)
            for (const auto& role : permission.roles)
                config.declare_permission(role, permission.name);
    }
}

} // namespace wowhost::module
