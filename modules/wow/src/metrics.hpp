// wow: what the module tells to /metrics. All of it is read from the database, so that any process answers for all.
#pragma once

#include "battlenet_client.hpp"

#include <wowhost/module.hpp>

#include <memory>

namespace wow {

void register_metrics(wowhost::Registrar& add, const std::shared_ptr<Connection>& connection);

} // namespace wow
