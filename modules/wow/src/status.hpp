// wow: what the module says about itself: rows of `wowhost status` and of `wow:status`.
#pragma once

#include "battlenet_client.hpp"

#include <wowhost/module.hpp>

#include <vector>

namespace wow {

/// Asks the store only, never the network.
std::vector<wowhost::StatusRow> status_rows(const Connection& connection);

} // namespace wow
