// Unicode: the same result on every machine, for every locale.
//
// All functions take any bytes: invalid UTF-8 is replaced by U+FFFD first. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

namespace wowhost::service {

/// `text` with each invalid byte sequence replaced by U+FFFD.
std::string valid_utf8(std::string_view text);
/// The longest beginning of valid UTF-8 `text` that has at most `bytes` bytes and ends between two code points.
std::string cut_utf8(std::string_view text, std::size_t bytes);

/// Lower-case by the simple mapping of each code point, in NFC: how names are compared and put into URLs.
std::string lower(std::string_view text);
/// Case folded, marks removed, in NFC: how names are searched.
std::string fold(std::string_view text);

} // namespace wowhost::service
