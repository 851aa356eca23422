// wow_heirloom: the names of its types, and its parts, each in a file of its own.
#pragma once

#include <wowhost/module.hpp>

#include <memory>

namespace wow_heirloom {

inline constexpr const char* heirloom_type = "wow_heirloom";
inline constexpr const char* collection_type = "wow_heirloom_collection";

void add_provider(wowhost::Registrar& add, const wowhost::Services& host);
void add_commands(wowhost::Registrar& add, const wowhost::Services& host);
void add_dashboard(wowhost::Registrar& add, const wowhost::Services& host);
/// What it returns lives as long as the module: the queue's worker and the command refer to it.
std::shared_ptr<const void> add_queue(wowhost::Registrar& add, const wowhost::Services& host);

} // namespace wow_heirloom
