// Names of things in the database: which are allowed, how long ones are shortened, and which one was probably meant.
//
// Pure functions, for any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wowhost::entity {

/// PostgreSQL cuts longer names off silently; SQLite keeps to the same limit so that both have the same names.
inline constexpr std::size_t longest_name = 63;

/// Lower-case letters, digits and `_`, starting with a letter, at most 63.
bool is_valid_name(std::string_view name);

/// The name itself, or its beginning and a hash of the whole when it is too long: the same for the same name, and never
/// one that a short name could have, since a part that starts with a digit cannot be a field.
std::string shortened_name(const std::string& name);

/// "; did you mean 'level'?", or nothing.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

} // namespace wowhost::entity
