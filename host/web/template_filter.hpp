// Filters of templates: how values are written for people and into addresses. Pure functions, any thread.
#pragma once

#include <wowhost/value.hpp>

#include <string>
#include <string_view>

namespace wowhost::web {

using Filter = std::string (*)(const Value& value);

/// number: 12,345 · date: 21 Nov 2026 · datetime: 21 Nov 2026, 18:45 UTC · iso: 2026-11-21T18:45:00Z (these three of
/// unix seconds; nothing when the value is no number) · segment: percent-encoded as one part of an address. Null: no
/// such filter.
Filter find_filter(std::string_view name);
std::string filter_names();

} // namespace wowhost::web
