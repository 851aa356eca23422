#include "host/entity/sql_text.hpp"

#include "host/entity/cells.hpp"

namespace wowhost::entity {

using database::Engine;

std::string quoted(std::string_view name)
{
    std::string text;
    text.reserve(name.size() + 2);
    text += '"';
    text += name;
    text += '"';
    return text;
}

std::string quoted_list(const std::vector<std::string>& names, std::string_view alias)
{
    std::string text;
    for (const auto& name : names) {
        if (!text.empty())
            text += ", ";
        if (!alias.empty())
            (text += alias) += '.';
        text += quoted(name);
    }
    return text;
}

std::string_view placeholder(Engine engine, FieldType type)
{
    return type == FieldType::json && engine == Engine::postgresql ? "CAST(? AS jsonb)" : "?";
}

std::string selected(Engine, const Column& column, std::string_view alias)
{
    return alias.empty() ? quoted(column.name) : std::string(alias) + "." + quoted(column.name);
}

std::string member_of(Engine engine, const std::vector<std::string>& path)
{
    const bool sqlite = engine == Engine::sqlite;
    std::string text = sqlite ? " -> '$" : " #> '{";
    for (const auto& name : path)
        text += (sqlite ? "." : &name == &path.front() ? "" : ",") + quoted(name);
    return text + (sqlite ? "'" : "}'");
}

std::string in_set(Engine engine, std::string_view column, FieldType type)
{
    switch (type) {
    case FieldType::text: return database::in_set(engine, column, "text");
    case FieldType::real: return database::in_set(engine, column, "double precision");
    default: return in_ids(engine, column);
    }
}

std::string text_set(Engine engine, std::span<const std::string> texts)
{
    std::string items;
    for (const auto& text : texts) {
        if (!items.empty())
            items += ',';
        if (engine == Engine::sqlite) {
            append_json_text(items, text);
            continue;
        }
        items += '"';
        for (const char c : text) {
            if (c == '"' || c == '\\')
                items += '\\';
            items += c;
        }
        items += '"';
    }
    return database::set_of(engine, std::move(items));
}

std::string real_set(Engine engine, std::span<const double> reals)
{
    std::string items;
    for (const auto real : reals) {
        if (!items.empty())
            items += ',';
        append_json_real(items, real);
    }
    return database::set_of(engine, std::move(items));
}

} // namespace wowhost::entity
