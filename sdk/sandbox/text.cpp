#include "sdk/sandbox/text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>

namespace sandbox {

namespace {

int hexadecimal(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
        return digit - 'a' + 10;
    }
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void append_code_point(std::string& out, utf8proc_int32_t code_point)
{
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto size = utf8proc_encode_char(code_point, bytes.data());
    for (utf8proc_ssize_t i = 0; i < size; ++i) {
        out += static_cast<char>(bytes[static_cast<std::size_t>(i)]);
    }
}

std::string composed(const std::string& text)
{
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> result(
        utf8proc_NFC(reinterpret_cast<const utf8proc_uint8_t*>(text.c_str())), &std::free);
    return result ? std::string(reinterpret_cast<const char*>(result.get())) : text;
}

// Applies `change` to every code point; invalid bytes are dropped.
template <typename Change>
std::string mapped(std::string_view text, Change change)
{
    std::string out;
    const auto* data = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    auto left = static_cast<utf8proc_ssize_t>(text.size());
    while (left > 0) {
        utf8proc_int32_t code_point = 0;
        const auto used = utf8proc_iterate(data, left, &code_point);
        if (used <= 0) {
            ++data;
            --left;
            continue;
        }
        change(out, code_point);
        data += used;
        left -= used;
    }
    return out;
}

std::string date_text(std::int64_t unix_seconds, bool padded)
{
    static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t time = unix_seconds;
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 64> buffer{};
    const int size = std::snprintf(buffer.data(), buffer.size(),
        padded ? "%s, %02d %s %d %02d:%02d:%02d GMT" : "%s, %d %s %d %02d:%02d:%02d GMT",
        days[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday, months[static_cast<std::size_t>(parts.tm_mon)],
        parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
    return {buffer.data(), static_cast<std::size_t>(size)};
}

} // namespace

std::optional<std::string> percent_decode(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (static_cast<unsigned char>(text[i]) >= 0x80) {
            return std::nullopt;
        }
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size()) {
            return std::nullopt;
        }
        const int high = hexadecimal(text[i + 1]);
        const int low = hexadecimal(text[i + 2]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

std::string percent_encode(std::string_view text)
{
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
            || c == '_' || c == '.' || c == '~';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
    return out;
}

std::optional<std::string> form_value(std::string_view form, std::string_view key)
{
    while (!form.empty()) {
        const auto end = form.find('&');
        const auto pair = form.substr(0, end);
        const auto equals = pair.find('=');
        if (pair.substr(0, equals) == key) {
            std::string value(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1));
            std::replace(value.begin(), value.end(), '+', ' ');
            return percent_decode(value);
        }
        form = end == std::string_view::npos ? std::string_view{} : form.substr(end + 1);
    }
    return std::nullopt;
}

std::string lower_key(std::string_view utf8)
{
    if (is_ascii(utf8)) {
        std::string out(utf8);
        std::transform(out.begin(), out.end(), out.begin(),
            [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        return out;
    }
    return composed(mapped(composed(std::string(utf8)),
        [](std::string& out, utf8proc_int32_t code_point) { append_code_point(out, utf8proc_tolower(code_point)); }));
}

std::string capitalized(std::string_view utf8)
{
    bool first = true;
    return mapped(utf8, [&first](std::string& out, utf8proc_int32_t code_point) {
        append_code_point(out, first ? utf8proc_toupper(code_point) : code_point);
        first = false;
    });
}

std::string slug_of(std::string_view name)
{
    std::string out;
    for (const char c : lower_key(name)) {
        if (c == ' ') {
            out += '-';
        } else if (c != '\'' && c != '-' && c != '(' && c != ')') {
            out += c;
        }
    }
    return out;
}

std::string unpadded_date(std::int64_t unix_seconds) { return date_text(unix_seconds, false); }
std::string padded_date(std::int64_t unix_seconds) { return date_text(unix_seconds, true); }

std::optional<std::int64_t> parse_date(std::string_view text)
{
    static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    std::tm parts{};
    std::array<char, 4> month{};
    if (std::sscanf(std::string(text).c_str(), "%*3s, %d %3s %d %d:%d:%d", &parts.tm_mday, month.data(), &parts.tm_year,
            &parts.tm_hour, &parts.tm_min, &parts.tm_sec)
        != 6) {
        return std::nullopt;
    }
    const auto at = months.find(month.data());
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    parts.tm_mon = static_cast<int>(at / 3);
    parts.tm_year -= 1900;
    return timegm(&parts);
}

std::uint64_t hash_of(std::string_view text)
{
    std::uint64_t value = 0xcbf29ce484222325ULL;
    for (const char c : text) {
        value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return mix(value);
}

void append_json_string(std::string& out, std::string_view text)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += "\\u00";
            out += digits[static_cast<unsigned char>(c) >> 4U];
            out += digits[static_cast<unsigned char>(c) & 15U];
        } else {
            out += c;
        }
    }
    out += '"';
}

} // namespace sandbox
