// What the holder of a process lock tells others, as one line of JSON.
#pragma once

#include "host/database/database.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace wowhost::database {

/// This process, now. The purpose is cut to 300 bytes.
LockHolder this_process(std::string_view purpose);

/// One line of ASCII, without a line feed.
std::string to_line(const LockHolder& holder);
/// Nothing when the line is not such JSON (cut, or of somebody else).
std::optional<LockHolder> from_line(std::string_view line);

} // namespace wowhost::database
