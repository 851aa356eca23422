#include "host/database/value_set.hpp"

#include <charconv>

namespace wowhost::database {

std::string in_set(Engine engine, std::string_view column, std::string_view type)
{
    std::string text(column);
    if (engine == Engine::sqlite)
        return text + " IN (SELECT value FROM json_each(?))";
    return text.append(" = ANY(CAST(? AS ").append(type).append("[]))");
}

std::string set_of(Engine engine, std::string items)
{
    const bool json = engine == Engine::sqlite;
    return (json ? "[" : "{") + items + (json ? "]" : "}");
}

std::string in_ids(Engine engine, std::string_view column) { return in_set(engine, column, "bigint"); }

std::string id_set(Engine engine, std::span<const std::int64_t> ids)
{
    std::string items;
    items.reserve(ids.size() * 8);
    for (const auto id : ids) {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, id).ptr;
        if (!items.empty())
            items += ',';
        items.append(digits, end);
    }
    return set_of(engine, std::move(items));
}

} // namespace wowhost::database
