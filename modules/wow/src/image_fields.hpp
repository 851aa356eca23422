// wow: reading and writing the text of an image in a row, also within a json field ("crest.emblem.media.image"). Pure.
#pragma once

#include <wowhost/entity.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace wow {

/// The column of a field.
inline std::string column_of(std::string_view field) { return std::string(field.substr(0, field.find('.'))); }

/// Empty when there is none.
inline std::string image_text(const wowhost::Entity& row, std::string_view field)
{
    auto dot = field.find('.');
    auto value = row[field.substr(0, dot)];
    while (dot != std::string_view::npos) {
        field.remove_prefix(dot + 1);
        dot = field.find('.');
        value = wowhost::Value(value[field.substr(0, dot)]);
    }
    return value.is_text() ? value.string() : std::string();
}

/// `value` with the member at `path` set; unchanged where one on the way is no object.
inline wowhost::Value with_member(wowhost::Value value, std::string_view path, const wowhost::Value& text)
{
    if (!value.is_object())
        return value;
    const auto dot = path.find('.');
    const std::string name(path.substr(0, dot));
    value.set(name, dot == std::string_view::npos ? text : with_member(value[name], path.substr(dot + 1), text));
    return value;
}

inline void set_image_text(wowhost::Entity& row, std::string_view field, const wowhost::Value& text)
{
    const auto dot = field.find('.');
    const auto column = column_of(field);
    row.set(column, dot == std::string_view::npos ? text : with_member(row[column], field.substr(dot + 1), text));
}

} // namespace wow
