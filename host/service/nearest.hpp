// "Did you mean …?": the candidate that a mistyped name most likely meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wowhost::service {

/// The candidate with the fewest typing errors (insertion, deletion, replacement, swap of neighbours; case ignored, "-"
/// and "_" the same), if it has at most a third of the name's length of them, at least 1; empty otherwise. The first of
/// several equal ones.
std::string nearest(std::string_view name, const std::vector<std::string>& candidates);

/// "; did you mean \"site_name\"?", or nothing: to be appended to an error message.
std::string nearest_hint(std::string_view name, const std::vector<std::string>& candidates);

} // namespace wowhost::service
