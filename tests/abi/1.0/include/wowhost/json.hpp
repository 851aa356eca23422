// wowhost SDK: Value to and from JSON text and nlohmann::json, header-only, compiled into whoever includes it.
//
// For results of commands, state, tests and configuration. Bodies of a remote API that are large go through a faster
// reader. No nlohmann type may cross the boundary between host and modules: convert on your own side.
#pragma once

#include <wowhost/value.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace wowhost {
inline namespace v1 {

inline nlohmann::json to_json(const Value& value)
{
    if (value.is_boolean())
        return value.boolean();
    if (value.is_integer())
        return value.integer();
    if (value.is_real())
        return value.real();
    if (value.is_text())
        return value.string();
    if (value.is_array()) {
        auto array = nlohmann::json::array();
        for (const auto& item : value.items())
            array.push_back(to_json(item));
        return array;
    }
    if (value.is_object()) {
        auto object = nlohmann::json::object();
        for (const auto& [key, member] : value.members())
            object[key] = to_json(member);
        return object;
    }
    return nullptr;
}

/// Integers beyond 64 bits become reals.
inline Value from_json(const nlohmann::json& json)
{
    switch (json.type()) {
    case nlohmann::json::value_t::boolean: return json.get<bool>();
    case nlohmann::json::value_t::number_integer: return json.get<std::int64_t>();
    case nlohmann::json::value_t::number_unsigned: {
        const auto number = json.get<std::uint64_t>();
        if (number > static_cast<std::uint64_t>(INT64_MAX))
            return static_cast<double>(number);
        return static_cast<std::int64_t>(number);
    }
    case nlohmann::json::value_t::number_float: return json.get<double>();
    case nlohmann::json::value_t::string: return json.get<std::string>();
    case nlohmann::json::value_t::array: {
        Value::Array array;
        array.reserve(json.size());
        for (const auto& item : json)
            array.push_back(from_json(item));
        return array;
    }
    case nlohmann::json::value_t::object: {
        Value::Object object;
        for (const auto& [key, member] : json.items())
            object.emplace(key, from_json(member));
        return object;
    }
    default: return nullptr;
    }
}

/// Compact JSON text (`indent` < 0) or indented. Invalid UTF-8 is replaced, never an exception.
inline std::string to_json_text(const Value& value, int indent = -1)
{
    return to_json(value).dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Throws Error(invalid_argument) with the position when `text` is not JSON.
inline Value parse_json(std::string_view text)
{
    try {
        return from_json(nlohmann::json::parse(text));
    } catch (const nlohmann::json::exception& error) {
        throw Error(ErrorCode::invalid_argument, std::string("not valid JSON: ") + error.what());
    }
}

} // namespace v1
} // namespace wowhost
