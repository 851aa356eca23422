// wow: the command wow:sync-all, a whole site in the right order.
#pragma once

#include <wowhost/module.hpp>

namespace wow {

void register_sync_all(wowhost::Registrar& add, const wowhost::Services& host);

} // namespace wow
