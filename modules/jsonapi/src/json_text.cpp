#include "json_text.hpp"

#include "utf8.hpp"

#include <wowhost/json.hpp>

#include <charconv>
#include <cmath>

namespace jsonapi {

using wowhost::Value;

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
