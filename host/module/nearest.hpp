// "Did you mean …": the known name that a mistyped one is nearest to.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wowhost::module {

/// Edits (insert, remove, replace, swap two neighbours) that turn one text into the other, or `limit` + 1 when there
/// are more.
std::size_t edit_distance(std::string_view left, std::string_view right, std::size_t limit);

/// The candidate nearest to `name`, if it is near enough to be meant: a third of the letters, at most 3, may differ.
/// The first in order among equals. "-" and "_" count as the same.
std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates);

/// "; did you mean \"wow_realm\"?", or nothing: to be appended to an error message.
std::string nearest_hint(std::string_view name, std::span<const std::string> candidates);

} // namespace wowhost::module
