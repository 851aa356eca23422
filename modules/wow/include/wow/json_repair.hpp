// wow: makes a body readable that a strict parser refuses for one bad value.
//
// Numbers that fit no 64-bit integer or double become null; lone surrogate escapes and bytes that are not UTF-8 become
// U+FFFD. Everything else is left alone, so that text which is not JSON still is not.
#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

namespace wow::detail {

/// Bytes of the well-formed UTF-8 sequence at `at`; 0 when there is none.
inline std::size_t utf8_length(std::string_view text, std::size_t at) noexcept
{
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const auto tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return byte(i) >= low && byte(i) <= high;
    };
    const unsigned first = byte(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return tail(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF)
        return tail(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF) && tail(2) ? 3 : 0;
    if (first >= 0xF0 && first <= 0xF4)
        return tail(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF) && tail(2) && tail(3) ? 4 : 0;
    return 0;
}

/// The code unit of a \uXXXX escape at `at`, or -1.
inline int escaped_unit(std::string_view text, std::size_t at) noexcept
{
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u')
        return -1;
    int unit = 0;
    const char* begin = text.data() + at + 2;
    const auto result = std::from_chars(begin, begin + 4, unit, 16);
    return result.ec == std::errc() && result.ptr == begin + 4 && *begin != '-' ? unit : -1;
}

inline bool is_number_in_range(std::string_view token) noexcept
{
    const char* end = token.data() + token.size();
    if (token.find_first_of(".eE") == std::string_view::npos) {
        std::int64_t integer = 0;
        return std::from_chars(token.data(), end, integer).ec != std::errc::result_out_of_range;
    }
    double real = 0;
    return std::from_chars(token.data(), end, real).ec != std::errc::result_out_of_range && std::isfinite(real);
}

inline std::string repair_json(std::string_view text)
{
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    std::string out;
    out.reserve(text.size() + 128);
    bool in_string = false;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (!in_string && (c == '-' || (c >= '0' && c <= '9'))) {
            const auto end = text.find_first_not_of("+-.0123456789eE", i);
            const auto token = text.substr(i, end == std::string_view::npos ? end : end - i);
            out.append(is_number_in_range(token) ? token : "null");
            i += token.size();
            continue;
        }
        if (in_string && c == '\\') {
            const int unit = escaped_unit(text, i);
            if (unit >= 0xD800 && unit <= 0xDBFF) {
                const int low = escaped_unit(text, i + 6);
                const bool pair = low >= 0xDC00 && low <= 0xDFFF;
                out.append(pair ? text.substr(i, 12) : replacement);
                i += pair ? 12 : 6;
            } else if (unit >= 0xDC00 && unit <= 0xDFFF) {
                out.append(replacement);
                i += 6;
            } else {
                out.append(text.substr(i, 2));
                i += 2;
            }
            continue;
        }
        if (c == '"')
            in_string = !in_string;
        const auto length = utf8_length(text, i);
        out.append(length != 0 ? text.substr(i, length) : replacement);
        i += length != 0 ? length : 1;
    }
    return out;
}

} // namespace wow::detail
