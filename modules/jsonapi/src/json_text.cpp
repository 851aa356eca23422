#include "json_text.hpp"

#include <wowhost/json.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>

namespace jsonapi {

using wowhost::Value;

namespace {

/// Whether `text` is valid UTF-8: a damaged row must not make the whole document unreadable.
bool is_utf8(std::string_view text)
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

} // namespace

void JsonText::separate()
{
    if (needs_comma_)
        out_ += ',';
    needs_comma_ = true;
}

JsonText& JsonText::open(char bracket)
{
    separate();
    out_ += bracket;
    needs_comma_ = false;
    return *this;
}

JsonText& JsonText::close(char bracket)
{
    out_ += bracket;
    needs_comma_ = true;
    return *this;
}

JsonText& JsonText::key(std::string_view name)
{
    separate();
    put_text(name);
    out_ += ':';
    needs_comma_ = false;
    return *this;
}

JsonText& JsonText::text(std::string_view value)
{
    separate();
    put_text(value);
    return *this;
}

JsonText& JsonText::null()
{
    separate();
    out_ += "null";
    return *this;
}

void JsonText::put_text(std::string_view value)
{
    constexpr char digits[] = "0123456789abcdef";
    if (!is_utf8(value)) {
        out_ += wowhost::to_json_text(Value(std::string(value))); // replaces what is none
        return;
    }
    out_ += '"';
    std::size_t done = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto byte = static_cast<unsigned char>(value[i]);
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        out_.append(value, done, i - done);
        done = i + 1;
        switch (byte) {
        case '"': out_ += "\\\""; break;
        case '\\': out_ += "\\\\"; break;
        case '\n': out_ += "\\n"; break;
        case '\r': out_ += "\\r"; break;
        case '\t': out_ += "\\t"; break;
        default:
            out_ += "\\u00";
            out_ += digits[byte >> 4U];
            out_ += digits[byte & 15U];
        }
    }
    out_.append(value, done);
    out_ += '"';
}

JsonText& JsonText::value(const Value& value)
{
    if (value.is_text())
        return text(value.text());
    if (value.is_array()) {
        begin_array();
        for (const auto& item : value.items())
            this->value(item);
        return end_array();
    }
    if (value.is_object()) {
        begin_object();
        for (const auto& [name, item] : value.members())
            key(name).value(item);
        return end_object();
    }
    char number[32];
    std::to_chars_result end{number, {}};
    if (value.is_integer())
        end = std::to_chars(number, std::end(number), value.integer());
    else if (value.is_real() && std::isfinite(value.real()))
        end = std::to_chars(number, std::end(number), value.real());
    else if (!value.is_boolean())
        return null();
    separate();
    if (value.is_boolean())
        out_ += value.boolean() ? "true" : "false";
    else
        out_.append(number, end.ptr);
    return *this;
}

} // namespace jsonapi
