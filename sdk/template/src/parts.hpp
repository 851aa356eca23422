// wow_keepsake: the names of its types, and its parts, each in a file of its own.
#pragma once

#include <wowhost/module.hpp>
// @if queue

#include <memory>
// @end

namespace wow_keepsake {

inline constexpr const char* keepsake_type = "wow_keepsake";
// @if provider
inline constexpr const char* collection_type = "wow_keepsake_collection";
// @end
// @if provider command page dashboard queue search

// @end
// @if provider
void add_provider(wowhost::Registrar& add, const wowhost::Services& host);
// @end
// @if command
void add_commands(wowhost::Registrar& add, const wowhost::Services& host);
// @end
// @if page
void add_pages(wowhost::Registrar& add, const wowhost::Services& host);
// @end
// @if dashboard
void add_dashboard(wowhost::Registrar& add, const wowhost::Services& host);
// @end
// @if queue
/// What it returns lives as long as the module: the queue's worker and the command refer to it.
std::shared_ptr<const void> add_queue(wowhost::Registrar& add, const wowhost::Services& host);
// @end
// @if search
void add_search(wowhost::Registrar& add, const wowhost::Services& host);
// @end

} // namespace wow_keepsake
