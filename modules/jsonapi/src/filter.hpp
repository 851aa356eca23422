// One filter: `filter[field]=value` or `filter[field][op]=value`, with op: eq ne lt le gt ge in like null notnull.
#pragma once

#include <wowhost/definition.hpp>
#include <wowhost/entity.hpp>

#include <string>
#include <string_view>
#include <variant>

namespace jsonapi {

constexpr std::size_t longest_filter = 1000; ///< Bytes of one value.
constexpr std::size_t most_alternatives = 200; ///< Of `in`.
constexpr std::size_t longest_pattern = 100;
constexpr std::size_t most_wildcards = 8; ///< `%` of a pattern; each may cost a pass over the text.

/// The condition on the field at `path` of that type, or a sentence that says what is wrong.
std::variant<wowhost::Condition, std::string> parse_filter(
    const std::string& path, wowhost::FieldType type, std::string_view op, std::string_view value);

} // namespace jsonapi
