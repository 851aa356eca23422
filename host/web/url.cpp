#include "host/web/url.hpp"

#include <algorithm>
#include <cstdint>

namespace wowhost::web {
namespace {

int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/// Calls `take(part)` for each part of `text` between `separator`s; stops when it says false.
template <class Take>
bool each_part(std::string_view text, char separator, Take take)
{
    while (true) {
        const auto end = text.find(separator);
        if (!take(text.substr(0, end)))
            return false;
        if (end == std::string_view::npos)
            return true;
        text.remove_prefix(end + 1);
    }
}

} // namespace

std::string_view trimmed(std::string_view text, std::string_view blanks)
{
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::size_t code_point(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) -> std::uint32_t {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const auto first = byte(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return follows(1) ? 2 : 0;
    if ((first & 0xF0U) == 0xE0U) {
        const auto value = (first & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6;
        return follows(1) && follows(2) && value >= 0x800 && (value < 0xD800 || value > 0xDFC0) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const auto value = (first & 0x07U) << 18 | (byte(1) & 0x3FU) << 12;
        return follows(1) && follows(2) && follows(3) && value >= 0x10000 && value <= 0x10F000 ? 4 : 0;
    }
    return 0;
}

bool is_clean(std::string_view text, bool lines)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x20 && !(lines && (byte == '\t' || byte == '\r' || byte == '\n')))
            return false;
        if (byte == 0x7F || (byte == 0xC2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0))
            return false; // DEL and the C1 controls
        const auto length = code_point(text, at);
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

std::optional<std::string> decode(std::string_view text, bool plus, bool lines)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '%') {
            if (at + 2 >= text.size() || hex(text[at + 1]) < 0 || hex(text[at + 2]) < 0)
                return std::nullopt;
            decoded += static_cast<char>(hex(text[at + 1]) * 16 + hex(text[at + 2]));
            at += 2;
        } else {
            decoded += plus && text[at] == '+' ? ' ' : text[at];
        }
    }
    if (!is_clean(decoded, lines))
        return std::nullopt;
    return decoded;
}

std::optional<Target> parse_target(std::string_view text)
{
    if (text.empty() || text.front() != '/' || text.size() > longest_target)
        return std::nullopt;
    if (std::any_of(text.begin(), text.end(), [](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return byte <= 0x20 || byte == 0x7F || byte == '#' || byte == '"' || byte == '<' || byte == '>';
        }))
        return std::nullopt;
    Target target;
    const auto question = text.find('?');
    target.path = text.substr(0, question);
    if (question != std::string_view::npos)
        target.query = text.substr(question + 1);
    const auto below = std::string_view(target.path).substr(1);
    if (below.empty())
        return target;
    const bool good = each_part(below, '/', [&](std::string_view part) {
        auto segment = decode(part);
        if (!segment || *segment == "." || *segment == ".." || segment->find_first_of("/\\") != std::string::npos)
            return false;
        target.segments.push_back(std::move(*segment));
        return true;
    });
    if (!good)
        return std::nullopt;
    return target;
}

std::optional<Fields> parse_form(std::string_view text, bool lines)
{
    std::vector<Fields::Pair> pairs;
    const bool good = each_part(text, '&', [&](std::string_view part) {
        if (part.empty())
            return true;
        const auto equals = part.find('=');
        auto name = decode(part.substr(0, equals), true);
        auto value =
            decode(equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1), true, lines);
        if (!name || !value || pairs.size() >= most_fields)
            return false;
        pairs.emplace_back(std::move(*name), std::move(*value));
        return true;
    });
    if (!good)
        return std::nullopt;
    return Fields(std::move(pairs));
}

Fields parse_cookies(std::string_view text)
{
    std::vector<Fields::Pair> pairs;
    each_part(text, ';', [&](std::string_view part) {
        const auto equals = part.find('=');
        if (equals == std::string_view::npos)
            return true;
        const auto name = trimmed(part.substr(0, equals));
        auto value = trimmed(part.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        if (is_token(name) && is_cookie_value(value))
            pairs.emplace_back(name, value);
        return pairs.size() < most_fields;
    });
    return Fields(std::move(pairs));
}

bool is_header_value(std::string_view value)
{
    return std::none_of(value.begin(), value.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F;
    });
}

bool is_token(std::string_view name)
{
    constexpr std::string_view special = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || special.find(c) != std::string_view::npos;
    });
}

bool is_cookie_value(std::string_view value)
{
    return std::none_of(value.begin(), value.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= 0x20 || byte >= 0x7F || byte == '"' || byte == ',' || byte == ';' || byte == '\\';
    });
}

} // namespace wowhost::web
