// Base64 in both alphabets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sandbox {

// With + / and padding.
std::string base64(std::string_view bytes);
// With - _ and no padding, as tokens have it.
std::string base64url(std::string_view bytes);
// Either alphabet, with or without padding; nothing for anything else.
std::optional<std::string> base64_decode(std::string_view text);

} // namespace sandbox
