#include "host/service/text.hpp"

#include <wowhost/error.hpp>

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace wowhost::service {
namespace {

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string ascii_lower(std::string_view text)
{
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return result;
}

const utf8proc_uint8_t* bytes(std::string_view text) { return reinterpret_cast<const utf8proc_uint8_t*>(text.data()); }

std::string map(std::string_view valid, int options)
{
    utf8proc_uint8_t* mapped = nullptr;
    const auto size = utf8proc_map(bytes(valid), static_cast<utf8proc_ssize_t>(valid.size()), &mapped,
        static_cast<utf8proc_option_t>(options | UTF8PROC_STABLE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
    if (size < 0)
        throw Error(ErrorCode::failed, std::string("a text cannot be normalised: ") + utf8proc_errmsg(size));
    return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size)};
}

/// Calls `each(code point or -1, bytes)` along the text; an invalid sequence counts byte by byte.
template <class Each>
void for_each_code_point(std::string_view text, Each each)
{
    while (!text.empty()) {
        utf8proc_int32_t code = -1;
        const auto step = utf8proc_iterate(bytes(text), static_cast<utf8proc_ssize_t>(text.size()), &code);
        const auto size = step > 0 ? static_cast<std::size_t>(step) : 1;
        each(step > 0 ? code : -1, text.substr(0, size));
        text.remove_prefix(size);
    }
}

} // namespace

std::string valid_utf8(std::string_view text)
{
    if (is_ascii(text))
        return std::string(text);
    std::string result;
    result.reserve(text.size());
    bool replaced = false; // one U+FFFD for a run of bytes that are the rest of a broken sequence
    for_each_code_point(text, [&](utf8proc_int32_t code, std::string_view part) {
        const bool continuation = (static_cast<unsigned char>(part[0]) & 0xC0U) == 0x80U;
        if (code >= 0)
            result += part;
        else if (!replaced || !continuation)
            result += "\xEF\xBF\xBD";
        replaced = code < 0;
    });
    return result;
}

std::string cut_utf8(std::string_view text, std::size_t most)
{
    if (text.size() <= most)
        return std::string(text);
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U)
        --most;
    return std::string(text.substr(0, most));
}

std::string lower(std::string_view text)
{
    if (is_ascii(text))
        return ascii_lower(text);
    std::string lowered;
    for_each_code_point(map(valid_utf8(text), UTF8PROC_COMPOSE), [&](utf8proc_int32_t code, std::string_view) {
        std::array<utf8proc_uint8_t, 4> encoded{};
        const auto size = utf8proc_encode_char(utf8proc_tolower(code), encoded.data());
        lowered.append(reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(size));
    });
    return map(lowered, UTF8PROC_COMPOSE);
}

std::string fold(std::string_view text)
{
    if (is_ascii(text))
        return ascii_lower(text);
    return map(valid_utf8(text), UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_COMPOSE);
}

} // namespace wowhost::service
