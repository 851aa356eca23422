// The commands user:add, user:list, user:delete, user:password and user:block.
#pragma once

#include <wowhost/module.hpp>

namespace user {

void register_commands(wowhost::Registrar& add, const wowhost::Services& host);

} // namespace user
