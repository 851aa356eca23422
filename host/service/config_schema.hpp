// Which keys the configuration has, of which type, with which defaults.
#pragma once

#include "host/service/config_tree.hpp"

#include <wowhost/value.hpp>

#include <string>
#include <vector>

namespace wowhost::service {

/// `list`: of texts. `map`: of texts or lists of texts, for the host's own keys.
enum class KeyType { text, integer, real, boolean, list, map };

struct KeyDeclaration {
    std::string key;
    KeyType type = KeyType::text;
    Value fallback;
    std::string description;
    bool secret = false; ///< Its value is never printed. (So is that of a key whose name says so.)
    bool generate = false; ///< A text that is empty is made once and kept in a file; see Secrets::generated.
};

struct SectionDeclaration {
    std::string section;
    std::vector<KeyDeclaration> keys;
    /// Not empty: any key is allowed, and is of the first declaration's type and default (roles).
    bool any_key = false;

    /// The declaration of a key, or null.
    const KeyDeclaration* find(const std::string& key) const;
};

const char* type_name(KeyType type);
/// The type an info file names: "text", "integer", "real", "boolean", "list". Throws Error(invalid_argument).
KeyType key_type_of(const std::string& name);

/// The host's own sections, as CONTRACT 3 lists them.
const std::vector<SectionDeclaration>& host_sections();

/// The node as a value of the declared type; nothing (`~`) is the default. `name` is "section.key". Throws
/// Error(invalid_argument) with the place when it is of another type.
Value typed_value(const ConfigNode& node, const KeyDeclaration& declaration, const std::string& name);

} // namespace wowhost::service
