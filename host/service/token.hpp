// Random tokens and short forms of long names.
#pragma once

#include <string>
#include <string_view>

namespace wowhost::service {

/// 128 random bits in hexadecimal, from the kernel's generator.
std::string random_token();

/// `name` itself while it has at most `most` bytes; otherwise its beginning and a hash of all of it, so that any length
/// fits an index and different names stay different. The result is valid UTF-8 without NUL.
std::string bounded_name(std::string_view name, std::size_t most = 200);

} // namespace wowhost::service
