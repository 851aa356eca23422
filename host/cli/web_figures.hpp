// What /metrics tells besides requests: connections, queues, modules, and what modules add by MetricSource.
#pragma once

#include "host/module/runtime.hpp"
#include "host/web/metrics.hpp"
#include "host/web/server.hpp"

#include <wowhost/metrics.hpp>

#include <optional>
#include <string>
#include <vector>

namespace wowhost::cli {

/// `server`: null until it runs. Throws nothing of a module's: its figures are missing then, which is a figure too.
std::vector<web::Figures> figures(module::Runtime& runtime, const web::Server* server);

/// What is wrong with a module's metric, so that it cannot be told; empty: nothing. Pure.
std::string metric_problem(const Metric& metric, const std::string& module);

} // namespace wowhost::cli
