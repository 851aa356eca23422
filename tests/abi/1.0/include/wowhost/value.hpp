// wowhost SDK: Value, the one dynamic type that crosses the boundary between host and modules.
//
// A JSON value: null, boolean, 64-bit integer, real, text (UTF-8), array, object. Field values of entities, state,
// queue payloads, configuration and the results of commands are Values. `wowhost/json.hpp` converts to and from
// nlohmann::json inside one module; no JSON library's type crosses.
//
// A Value owns all it holds, and is an ordinary value type: copy it, move it, compare it. Not synchronised.
#pragma once

#include <wowhost/error.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace wowhost {
inline namespace v1 {

class Value {
public:
    using Array = std::vector<Value>;
    using Object = std::map<std::string, Value, std::less<>>;

    Value() = default;
    Value(std::nullptr_t) { }
    Value(bool value)
        : data_(value)
    {
    }
    template <class T>
    requires(std::integral<T> && !std::same_as<T, bool>) Value(T value)
        : data_(static_cast<std::int64_t>(value))
    {
    }
    Value(double value)
        : data_(value)
    {
    }
    Value(const char* value)
        : data_(std::string(value))
    {
    }
    Value(std::string_view value)
        : data_(std::string(value))
    {
    }
    Value(std::string value)
        : data_(std::move(value))
    {
    }
    Value(Array value)
        : data_(std::move(value))
    {
    }
    Value(Object value)
        : data_(std::move(value))
    {
    }
    /// An empty optional is null.
    template <class T>
    Value(const std::optional<T>& value)
    {
        if (value)
            *this = Value(*value);
    }

    static Value object(std::initializer_list<std::pair<const std::string, Value>> members) { return Object(members); }
    static Value array(std::initializer_list<Value> items) { return Array(items); }

    bool is_null() const noexcept { return std::holds_alternative<std::monostate>(data_); }
    bool is_boolean() const noexcept { return std::holds_alternative<bool>(data_); }
    bool is_integer() const noexcept { return std::holds_alternative<std::int64_t>(data_); }
    bool is_real() const noexcept { return std::holds_alternative<double>(data_); }
    bool is_number() const noexcept { return is_integer() || is_real(); }
    bool is_text() const noexcept { return std::holds_alternative<std::string>(data_); }
    bool is_array() const noexcept { return std::holds_alternative<Array>(data_); }
    bool is_object() const noexcept { return std::holds_alternative<Object>(data_); }

    /// The content, or `fallback` when it is of another type. Integers count as reals and 0/1 as booleans; nothing
    /// else is converted.
    bool boolean(bool fallback = false) const noexcept
    {
        if (const auto* value = std::get_if<bool>(&data_))
            return *value;
        if (const auto* value = std::get_if<std::int64_t>(&data_); value && (*value == 0 || *value == 1))
            return *value == 1;
        return fallback;
    }
    std::int64_t integer(std::int64_t fallback = 0) const noexcept
    {
        const auto* value = std::get_if<std::int64_t>(&data_);
        return value ? *value : fallback;
    }
    double real(double fallback = 0) const noexcept
    {
        if (const auto* value = std::get_if<double>(&data_))
            return *value;
        const auto* value = std::get_if<std::int64_t>(&data_);
        return value ? static_cast<double>(*value) : fallback;
    }
    /// The text, or an empty view. Valid as long as this Value is neither changed nor destroyed.
    std::string_view text() const noexcept
    {
        const auto* value = std::get_if<std::string>(&data_);
        return value ? std::string_view(*value) : std::string_view();
    }
    std::string string() const { return std::string(text()); }

    /// The items of an array, the members of an object; empty for any other type.
    const Array& items() const& noexcept
    {
        static const Array none;
        const auto* value = std::get_if<Array>(&data_);
        return value ? *value : none;
    }
    const Object& members() const& noexcept
    {
        static const Object none;
        const auto* value = std::get_if<Object>(&data_);
        return value ? *value : none;
    }
    /// Of a temporary: by value, so that `for (… : host.config().get("x").items())` iterates over what still exists.
    Array items() &&
    {
        auto* value = std::get_if<Array>(&data_);
        return value ? std::move(*value) : Array();
    }
    Object members() &&
    {
        auto* value = std::get_if<Object>(&data_);
        return value ? std::move(*value) : Object();
    }

    /// A member of an object, or null: reading never fails and never adds.
    const Value& operator[](std::string_view key) const noexcept
    {
        static const Value none;
        const auto& object = members();
        const auto found = object.find(key);
        return found == object.end() ? none : found->second;
    }
    bool contains(std::string_view key) const noexcept { return members().find(key) != members().end(); }

    /// Sets a member; a null Value becomes an object first. Throws Error(invalid_argument) on any other type.
    Value& set(std::string key, Value value)
    {
        if (is_null())
            data_ = Object();
        auto* object = std::get_if<Object>(&data_);
        if (!object)
            throw Error(ErrorCode::invalid_argument, "Value::set(\"" + key + "\") needs an object");
        object->insert_or_assign(std::move(key), std::move(value));
        return *this;
    }
    /// Appends an item; a null Value becomes an array first. Throws Error(invalid_argument) on any other type.
    Value& push_back(Value value)
    {
        if (is_null())
            data_ = Array();
        auto* array = std::get_if<Array>(&data_);
        if (!array)
            throw Error(ErrorCode::invalid_argument, "Value::push_back needs an array");
        array->push_back(std::move(value));
        return *this;
    }

    friend bool operator==(const Value& left, const Value& right) = default;

    /// The type's name in messages: "null", "boolean", "integer", "real", "text", "array", "object".
    const char* type_name() const noexcept
    {
        constexpr const char* names[] = {"null", "boolean", "integer", "real", "text", "array", "object"};
        return names[data_.index()];
    }

private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> data_;
};

} // namespace v1
} // namespace wowhost
