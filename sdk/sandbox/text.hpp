// Text helpers of the sandbox: URL coding, casing, slugs, dates, deterministic numbers and JSON strings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sandbox {

// Decodes %XX. Nothing for a broken escape or for a byte above 0x7f that was not escaped.
std::optional<std::string> percent_decode(std::string_view text);
// Encodes everything but unreserved characters, hexadecimal digits in upper case as the real service does.
std::string percent_encode(std::string_view text);
// Decoded value of `key` in a query or form body; nothing when it is absent.
std::optional<std::string> form_value(std::string_view form, std::string_view key);

// NFC and Unicode lower case without any locale's own rules.
std::string lower_key(std::string_view utf8);
// First letter in upper case.
std::string capitalized(std::string_view utf8);
// The service's own rule: lower case, space to hyphen, apostrophes, hyphens and parentheses dropped, accents kept.
std::string slug_of(std::string_view name);

// "Sat, 7 Mar 2020 09:41:14 GMT": the day of the month has no leading zero, as in Last-Modified of the real service.
std::string unpadded_date(std::int64_t unix_seconds);
// "Sat, 07 Mar 2020 09:41:14 GMT", as in Date.
std::string padded_date(std::int64_t unix_seconds);
// Reads both forms.
std::optional<std::int64_t> parse_date(std::string_view text);

// Deterministic numbers: equal arguments give equal results on every machine.
constexpr std::uint64_t mix(std::uint64_t value)
{
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31U);
}
constexpr std::uint64_t mix(std::uint64_t seed, std::uint64_t value)
{
    return mix(mix(seed) ^ (value * 0xd6e8feb86659fd93ULL));
}
std::uint64_t hash_of(std::string_view text);
// A number in [low, high].
constexpr std::int64_t between(std::uint64_t random, std::int64_t low, std::int64_t high)
{
    return low + static_cast<std::int64_t>(random % static_cast<std::uint64_t>(high - low + 1));
}

// Appends `text` as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);

} // namespace sandbox
