// Text as it may go into a document, and into a comparison by the database. Header-only, pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace jsonapi {

/// Whether `text` is valid UTF-8.
inline bool is_utf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = [&](std::size_t i) {
            return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : std::uint8_t{0};
        };
        const auto first = byte(0);
        if (first < 0x80)
            continue;
        const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
        for (std::size_t i = 1; i <= more; ++i)
            if ((byte(i) & 0xC0U) != 0x80U)
                return false;
        const auto second = byte(1);
        if (first < 0xC2 || first > 0xF4 || (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)
            || (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F))
            return false;
        at += more;
    }
    return true;
}

} // namespace jsonapi
