// wow: the dashboard at /admin/reports/wow: its pages, its events, its queue, its cron job.
#pragma once

#include "battlenet_client.hpp"

#include <wowhost/module.hpp>

#include <memory>

namespace wow {

void register_dashboard(wowhost::Registrar& add, const std::shared_ptr<Connection>& connection);

} // namespace wow
