// wowhost SDK: what the installed entity types are, as values: for modules that work on types they do not know.
//
// EntityStorage::types() and type() give them, as the schema is at that moment; plain copies, for any thread.
#pragma once

#include <wowhost/definition.hpp>
#include <wowhost/entity.hpp>

#include <string>
#include <vector>

namespace wowhost {
inline namespace v1 {

/// A column of an installed type, whoever declared it; `id`, which all types have, is not among them.
class FieldInfo {
public:
    std::string name;
    FieldType type = FieldType::text;
    std::string label;
    std::string provider; ///< The module that declared it.
    std::string target; ///< Of a reference: a type or vocabulary, as declared.
    std::string target_type; ///< The type whose ids it holds; empty while that is not installed.
    std::string permission; ///< What reading it from outside needs, beside what the type needs; empty: nothing.
};

class TypeInfo {
public:
    std::string id;
    std::string label;
    std::string provider;
    std::string bundle_field;
    std::string permission; ///< What reading its rows from outside needs; empty: nothing.
    std::vector<FieldInfo> fields;
};

} // namespace v1
} // namespace wowhost
