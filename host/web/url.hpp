// What a visitor sends as text: request targets, queries, forms, cookies → checked parts.
//
// All functions take any bytes and are bounded. What comes out is valid UTF-8 without control characters (line feeds
// and tabs are allowed in forms); what cannot be made so is refused, never mended. Pure functions, any thread.
#pragma once

#include <wowhost/request.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::web {

constexpr std::size_t longest_target = 8 * 1024;
constexpr std::size_t most_fields = 500;

/// Without the blanks at both ends.
std::string_view trimmed(std::string_view text, std::string_view blanks = " \t");

/// The length of the code point at `at`, 0 when it is no valid UTF-8.
std::size_t code_point(std::string_view text, std::size_t at);

/// Whether `text` is valid UTF-8 without NUL and control characters; `lines` allows \t, \r and \n.
bool is_clean(std::string_view text, bool lines = false);

/// Percent-decoded; `plus` makes '+' a space. Nothing when an escape is broken or the result is not clean.
std::optional<std::string> decode(std::string_view text, bool plus = false, bool lines = false);

struct Target {
    std::string path; ///< As sent.
    std::string query; ///< As sent.
    std::vector<std::string> segments; ///< Decoded; of "/" none, of "/a/" "a" and "".
};

/// An origin-form target. Refused (nothing): another form, a fragment, broken escapes, segments "." and ".." in
/// whatever spelling, a slash, backslash or NUL inside a segment.
std::optional<Target> parse_target(std::string_view text);

/// A query or an application/x-www-form-urlencoded body. Nothing when it is broken or has more than most_fields.
std::optional<Fields> parse_form(std::string_view text, bool lines);

/// A Cookie header; what is malformed in it is left out.
Fields parse_cookies(std::string_view text);

/// Whether `value` may stand in a header that we send: visible ASCII, spaces, and UTF-8, nothing that ends a line.
bool is_header_value(std::string_view value);
bool is_token(std::string_view name);

/// Whether a Set-Cookie value needs no quoting.
bool is_cookie_value(std::string_view value);

} // namespace wowhost::web
