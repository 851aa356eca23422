#include "sdk/sandbox/base64.hpp"

namespace sandbox {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

} // namespace

std::string base64(std::string_view bytes)
{
    std::string out;
    unsigned bits = 0;
    unsigned count = 0;
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        count += 8;
        while (count >= 6) {
            count -= 6;
            out += alphabet[(bits >> count) & 63U];
        }
    }
    if (count > 0) {
        out += alphabet[(bits << (6 - count)) & 63U];
    }
    out.append((4 - out.size() % 4) % 4, '=');
    return out;
}

std::string base64url(std::string_view bytes)
{
    auto out = base64(bytes);
    for (char& c : out) {
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    }
    out.erase(out.find_last_not_of('=') + 1);
    return out;
}

std::optional<std::string> base64_decode(std::string_view text)
{
    std::string out;
    unsigned bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        if (c == '=') {
            break;
        }
        const auto value = alphabet.find(c == '-' ? '+' : c == '_' ? '/' : c);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        bits = (bits << 6U) | static_cast<unsigned>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>((bits >> count) & 0xffU);
        }
    }
    return out;
}

} // namespace sandbox
