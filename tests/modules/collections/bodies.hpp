// What tests share that compare with recorded bodies.
#pragma once

#include "modules/wow_character/recorded.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace rows_test {

/// A member of a JSON object, or null.
inline nlohmann::json member(const nlohmann::json& object, const std::string& key)
{
    return object.is_object() && object.contains(key) ? object[key] : nlohmann::json();
}

/// Text in English, of a plain text or an object of languages.
inline nlohmann::json english(const nlohmann::json& text)
{
    return text.is_object() ? member(text, text.contains("en_GB") ? "en_GB" : "en_US") : text;
}

inline nlohmann::json without_hrefs(const nlohmann::json& value)
{
    if (value.is_array()) {
        auto items = nlohmann::json::array();
        for (const auto& item : value)
            items.push_back(without_hrefs(item));
        return items;
    }
    if (!value.is_object())
        return value;
    auto members = nlohmann::json::object();
    for (const auto& [key, item] : value.items())
        if (key != "_links" && !(key == "key" && item.contains("href")))
            members[key] = without_hrefs(item);
    return members;
}

} // namespace rows_test
