// wow: the commands wow:test-connection, wow:status, wow:sweep-ttl and wow:sync-all, and the sweep's cron job.
#pragma once

#include "battlenet_client.hpp"

#include <wowhost/module.hpp>

#include <memory>

namespace wow {

void register_commands(wowhost::Registrar& add, const std::shared_ptr<Connection>& connection);

} // namespace wow
