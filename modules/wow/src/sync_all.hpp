// wow: the command wow:sync-all, a whole site in the right order.
#pragma once

#include <wowhost/module.hpp>

namespace wow {

/// Syncs all sources in order; reads the argument `region`, the flags `force` and `wait`. Notes what failed.
wowhost::CommandResult sync_all(const wowhost::Services& host, wowhost::CommandContext& context);

void register_sync_all(wowhost::Registrar& add, const wowhost::Services& host);

} // namespace wow
