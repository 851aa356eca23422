#include "host/service/redactor.hpp"

#include <fmt/format.h>

#include <mutex>

namespace wowhost::service {
namespace {

constexpr std::string_view mask = "***";

/// A shorter one is no secret worth the name, and blanking it out would tear holes into every text.
constexpr std::size_t shortest_secret = 6;

std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    std::string result;
    for (const char c : text)
        result += plain.find(c) != std::string_view::npos ? std::string(1, c)
                                                          : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return result;
}

} // namespace

void Redactor::add(const std::string& secret)
{
    if (secret.size() < shortest_secret)
        return;
    const std::unique_lock lock(mutex_);
    secrets_.insert(secret);
    secrets_.insert(percent_encoded(secret));
    empty_ = false;
}

std::string Redactor::redact(std::string_view text) const
{
    std::string result(text);
    if (empty_)
        return result;
    const std::shared_lock lock(mutex_);
    for (const auto& secret : secrets_) {
        for (auto at = result.find(secret); at != std::string::npos; at = result.find(secret, at + mask.size()))
            result.replace(at, secret.size(), mask);
    }
    return result;
}

Value Redactor::redact_value(const Value& value) const
{
    if (empty_)
        return value;
    if (value.is_text())
        return redact(value.text());
    if (value.is_array()) {
        Value::Array items;
        for (const auto& item : value.items())
            items.push_back(redact_value(item));
        return items;
    }
    if (value.is_object()) {
        Value::Object members;
        for (const auto& [key, member] : value.members())
            members.insert_or_assign(redact(key), redact_value(member));
        return members;
    }
    return value;
}

} // namespace wowhost::service
