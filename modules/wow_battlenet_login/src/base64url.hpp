// Base64 as it stands in tokens and key sets. Header-only, pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wow_battlenet_login {

/// Of either alphabet, with or without padding: Battle.net's key sets are written in the plain one, its tokens in that
/// for URLs. Nothing for anything else.
inline std::optional<std::string> decode_base64(std::string_view text)
{
    const auto value_of = [](char c) -> int {
        if (c >= 'A' && c <= 'Z')
            return c - 'A';
        if (c >= 'a' && c <= 'z')
            return c - 'a' + 26;
        if (c >= '0' && c <= '9')
            return c - '0' + 52;
        if (c == '+' || c == '-')
            return 62;
        return c == '/' || c == '_' ? 63 : -1;
    };
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding)
        text.remove_suffix(1);
    if (text.size() % 4 == 1)
        return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const int value = value_of(c);
        if (value < 0)
            return std::nullopt;
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes += static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xffU);
        }
    }
    return bytes;
}

/// With - and _, without padding.
inline std::string encode_base64url(std::string_view bytes)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        held += 8;
        while (held >= 6) {
            held -= 6;
            text += digits[(bits >> static_cast<unsigned>(held)) & 63U];
        }
    }
    if (held > 0)
        text += digits[(bits << static_cast<unsigned>(6 - held)) & 63U];
    return text;
}

} // namespace wow_battlenet_login
