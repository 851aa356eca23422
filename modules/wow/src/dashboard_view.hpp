// wow: the dashboard as values for its templates, and as the events by which an open page follows.
#pragma once

#include "dashboard_parts.hpp"
#include "dashboard_tasks.hpp"

#include <wowhost/value.hpp>

#include <memory>
#include <string>

namespace wow {

/// All of the page.
wowhost::Value dashboard_view(const std::shared_ptr<Connection>& connection);
/// `{"version","texts":{key:text},"widths":{key:of 1000}}`: what changes while work is under way. The page is made anew
/// when `version` is another than its own.
wowhost::Value dashboard_state(const std::shared_ptr<Connection>& connection);

} // namespace wow
