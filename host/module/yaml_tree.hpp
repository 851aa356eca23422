// YAML from a foreign file as a plain tree with line numbers. Bounded in size, depth and nodes; anchors and aliases are
// refused (a few of them make a huge document), and so are explicit tags, duplicate keys and several documents.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::module {

struct YamlMember;

struct YamlNode {
    enum class Kind { null, scalar, list, map };
    Kind kind = Kind::null;
    int line = 0; ///< From 1.
    std::string scalar;
    bool quoted = false; ///< A quoted scalar is text even if it looks like a number.
    std::vector<YamlNode> items;
    std::vector<YamlMember> members;

    /// "nothing", "text", "a list", "a map": for messages.
    const char* kind_name() const noexcept;
    const YamlNode* find(std::string_view key) const;
};

struct YamlMember {
    YamlNode key; ///< A scalar.
    YamlNode value;
};

/// Throws Error(invalid_argument), its message beginning with "<name>:<line>: ".
YamlNode parse_yaml(std::string_view text, const std::string& name);

} // namespace wowhost::module
