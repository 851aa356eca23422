// wowhost SDK: what a visitor asks, as the handler of a route sees it.
//
// The host has read, bounded and checked all of it before a handler is called: texts are valid UTF-8 without control
// characters (`body` alone is as sent), the permission of the route is granted, a form's CSRF token is right. Values
// only, owned by the request; valid during the call, copy what you keep.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wowhost {
inline namespace v1 {

/// Names and values in the order in which they came; a name may be there several times.
class Fields {
public:
    using Pair = std::pair<std::string, std::string>;

    Fields() = default;
    explicit Fields(std::vector<Pair> pairs)
        : pairs_(std::move(pairs))
    {
    }
    bool has(std::string_view name) const noexcept { return find(name) != nullptr; }
    /// The first value of that name; empty when there is none.
    const std::string& get(std::string_view name) const noexcept
    {
        static const std::string none;
        const auto* value = find(name);
        return value ? *value : none;
    }
    std::vector<std::string> all(std::string_view name) const
    {
        std::vector<std::string> values;
        for (const auto& [key, value] : pairs_)
            if (key == name)
                values.push_back(value);
        return values;
    }
    void add(std::string name, std::string value) { pairs_.emplace_back(std::move(name), std::move(value)); }
    const std::vector<Pair>& pairs() const& noexcept { return pairs_; }
    /// Of a temporary: by value, so that a loop goes over what still exists.
    std::vector<Pair> pairs() && { return std::move(pairs_); }
    bool empty() const noexcept { return pairs_.empty(); }

private:
    const std::string* find(std::string_view name) const noexcept
    {
        for (const auto& [key, value] : pairs_)
            if (key == name)
                return &value;
        return nullptr;
    }

    std::vector<Pair> pairs_;
};

/// Who asks. Without an account: id 0, no name, the role "anonymous".
class User {
public:
    bool is_authenticated() const noexcept { return id != 0; }
    /// Whether one of the user's roles has the permission; "*" among `permissions` grants all.
    bool may(std::string_view permission) const noexcept
    {
        if (permission.empty())
            return true;
        for (const auto& granted : permissions)
            if (granted == "*" || granted == permission)
                return true;
        return false;
    }

    std::int64_t id = 0;
    std::string name;
    std::vector<std::string> roles;
    std::vector<std::string> permissions; ///< Of all roles, by the configuration; filled by the host.
};

class Request {
public:
    /// Whether the visitor is a program: it accepts JSON and not HTML.
    bool wants_json() const noexcept
    {
        const auto& accept = headers.get("accept");
        return accept.find("json") != std::string::npos && accept.find("text/html") == std::string::npos;
    }

    std::string method; ///< "GET" (HEAD arrives as GET), "POST", …
    std::string path; ///< As sent, percent-encoded, without the query.
    std::string query_text; ///< As sent, without the question mark.
    Fields parameters; ///< Of the route's path: `{name}`, decoded.
    Fields query; ///< Decoded.
    Fields form; ///< Of an application/x-www-form-urlencoded body; empty otherwise.
    Fields headers; ///< Names in lower case.
    Fields cookies;
    std::string body;
    std::string client; ///< The visitor's address, as far as trusted proxies tell it.
    std::string origin; ///< Scheme and host under which visitors reach the site: site.base_url without its path.
    bool secure = false; ///< Whether the visitor came by TLS: set Secure on cookies then.
    User user;
    /// Belongs into each form as the hidden field `csrf_token` (or into the header X-CSRF-Token). Differs each time,
    /// all of a session are right. Templates have it as {{csrf_token}}.
    std::string csrf_token;
};

/// `text` as one segment of a path or one value of a query: everything but [A-Za-z0-9._~-] is percent-encoded.
inline std::string encode_segment(std::string_view text)
{
    constexpr char digits[] = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9')
            || byte == '.' || byte == '_' || byte == '~' || byte == '-';
        if (plain) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += digits[byte >> 4];
            encoded += digits[byte & 15];
        }
    }
    return encoded;
}

/// Whether `destination` stays on this site: a path with one leading slash, nothing that a browser reads as another
/// host. For `?destination=` and the like.
inline bool is_local_path(std::string_view destination) noexcept
{
    if (destination.empty() || destination.size() > 2000 || destination.front() != '/')
        return false;
    if (destination.size() > 1 && (destination[1] == '/' || destination[1] == '\\'))
        return false;
    for (const char c : destination)
        if (static_cast<unsigned char>(c) <= 0x20 || c == '\\' || c == 0x7f)
            return false;
    return true;
}

} // namespace v1
} // namespace wowhost
