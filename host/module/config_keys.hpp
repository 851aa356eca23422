// The keys that modules declare in their info files, told to the configuration.
#pragma once

#include "host/module/discovery.hpp"
#include "host/service/config.hpp"

#include <vector>

namespace wowhost::module {

/// Declares a section per readable module on the path, installed or not.
void declare_module_keys(service::Config& config, const std::vector<Candidate>& candidates);

} // namespace wowhost::module
