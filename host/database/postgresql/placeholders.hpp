// `?` placeholders as PostgreSQL's `$1`, `$2` …
#pragma once

#include <string>
#include <string_view>

namespace wowhost::database::postgresql {

struct Translated {
    std::string sql;
    std::size_t placeholders = 0;
};

/// Skips string literals ('…', E'…', $tag$…$tag$), quoted identifiers and comments.
Translated translate_placeholders(std::string_view sql);

} // namespace wowhost::database::postgresql
