// User data goes with the user: what the host does when a row of the entity type `user` is deleted, whichever module
// provides that type and whether or not any module's code runs.
#pragma once

#include "host/entity/storage.hpp"
#include "host/service/user_data.hpp"

#include <string>

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

    bool has(EntityEvent event, const std::string& type) const override
    {
        return is_own(event, type) || modules_.has(event, type);
    }
    void dispatch(EntityHookContext& context) const override
    {
        modules_.dispatch(context);
        if (is_own(context.event, context.entity.type()))
            user_data_.remove_user(context.entity.id());
    }

private:
    static bool is_own(EntityEvent event, const std::string& type)
    {
        return event == EntityEvent::remove && type == user_type;
    }

    const entity::HookDispatcher& modules_;
    const service::UserDataStore& user_data_;
};

} // namespace wowhost::module
