// A YAML document as a tree that knows where everything stands.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace wowhost::service {

struct ConfigNode {
    enum class Kind { null, scalar, list, map };
    struct Member;

    Kind kind = Kind::null;
    std::string scalar;
    bool quoted = false;
    std::string where; ///< "etc/wowhost.yml:3:7"
    std::vector<ConfigNode> items;
    std::vector<Member> members; ///< In the order of the file, each name once.

    const Member* find(const std::string& name) const;
    Member* find(const std::string& name);
    /// "text", "a list", "a map", "nothing": for messages.
    const char* kind_name() const;
};

struct ConfigNode::Member {
    std::string name;
    std::string where; ///< Of the name.
    ConfigNode node;
};

/// Parses one YAML document; `source` names it in positions. Throws Error(invalid_argument) with file, line and column
/// for what is not YAML, a name that stands twice in one map, more than one document, or more than 1 MiB.
ConfigNode parse_config(const std::string& text, const std::string& source);

} // namespace wowhost::service
