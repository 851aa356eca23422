// Names that two installed modules may not both use: commands and their aliases, queues, cron jobs, plugins of one
// interface. (Types, columns and vocabularies are compared when the schema is built.)
#pragma once

#include "host/module/loaded_module.hpp"

#include <memory>
#include <string>
#include <vector>

namespace wowhost::module {

using LoadedModules = std::vector<std::shared_ptr<LoadedModule>>;

/// Throws Error(refused) with one reason per name that a module of `added` shares with another of them, with one of
/// `kept`, or with a command of the host.
void refuse_collisions(
    const LoadedModules& kept, const LoadedModules& added, const std::vector<std::string>& host_commands);

} // namespace wowhost::module
