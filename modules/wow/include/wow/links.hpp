// wow: Battle.net's links. They name the build ("?namespace=static-11.2.0_62213-eu"), so that every patch changes every
// link: store what they point to, never the links.
#pragma once

#include <wow/document.hpp>
#include <wowhost/value.hpp>

#include <charconv>
#include <string>
#include <string_view>

namespace wow {

/// A body's value without its links, for json fields. What is deeper than `depth` levels becomes null.
inline wowhost::Value without_links(const Node& node, int depth = 24)
{
    if (depth <= 0)
        return {};
    if (node.is_array()) {
        wowhost::Value::Array items;
        for (const Node item : node.items())
            items.push_back(without_links(item, depth - 1));
        return items;
    }
    if (!node.is_object())
        return node.value(1);
    wowhost::Value::Object members;
    for (const auto& [key, member] : node.members()) {
        if (key == "_links" || (key == "key" && member["href"].is_text()))
            continue;
        members.emplace(key, without_links(member, depth - 1));
    }
    return members;
}

/// The last segment of a link's path, decoded: a slug. Empty when `link` is no link.
inline std::string last_segment(std::string_view link)
{
    auto path = link.substr(0, link.find_first_of("?#"));
    while (!path.empty() && path.back() == '/')
        path.remove_suffix(1);
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos)
        return {};
    path.remove_prefix(slash + 1);
    std::string text;
    for (std::size_t i = 0; i < path.size(); ++i) {
        unsigned byte = 0;
        const char* digits = path.data() + i + 1;
        if (path[i] == '%' && i + 2 < path.size() && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
            text += static_cast<char>(byte);
            i += 2;
        } else {
            text += path[i];
        }
    }
    return text;
}

} // namespace wow
