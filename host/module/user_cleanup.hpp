// User data goes with the user: what the host does when a row of the entity type `user` is deleted, whichever module
// provides that type and whether or not any module's code runs.
#pragma once

#include "host/entity/storage.hpp"
#include "host/service/user_data.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace wowhost::module {

inline constexpr const char* user_type = "user";

/// The hooks of modules, and after them the host's own.
class UserCleanup final : public entity::HookDispatcher {
public:
    UserCleanup(const entity::HookDispatcher& modules, const service::UserDataStore& user_data)
        : modules_(modules)
        , user_data_(user_data)
    {
    }

    bool has(EntityEvent event, const std::string& type) const override { return modules_.has(event, type); }
    void dispatch(EntityHookContext& context) const override { modules_.dispatch(context); }
    bool has_removal(const std::string& type) const override { return type == user_type || modules_.has_removal(type); }
    void removed(const std::string& type, const std::vector<std::int64_t>& ids) const override
    {
        modules_.removed(type, ids);
        if (type == user_type)
            for (const auto id : ids)
                user_data_.remove_user(id);
    }

private:
    const entity::HookDispatcher& modules_;
    const service::UserDataStore& user_data_;
};

} // namespace wowhost::module
