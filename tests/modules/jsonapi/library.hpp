// Types as the storage would describe them: books, authors, and what only some may see.
#pragma once

#include "catalogue.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace jsonapi_test {

using namespace jsonapi;
using wowhost::FieldInfo;
using wowhost::FieldType;
using wowhost::TypeInfo;

inline FieldInfo field(std::string name, FieldType type, std::string permission = {})
{
    FieldInfo info;
    info.name = std::move(name);
    info.type = type;
    info.provider = "library";
    info.permission = std::move(permission);
    return info;
}

inline FieldInfo reference(std::string name, const std::string& target, std::string permission = {})
{
    auto info = field(std::move(name), FieldType::reference, std::move(permission));
    info.target = target;
    info.target_type = target == "absent" ? "" : target;
    return info;
}

inline std::vector<TypeInfo> library()
{
    TypeInfo author;
    author.id = "author";
    author.label = "Author";
    author.fields = {field("name", FieldType::text), field("secret", FieldType::text, "trust"),
        reference("mentor", "author"), reference("account", "user", "trust")};
    TypeInfo book;
    book.id = "book";
    book.label = "Book";
    book.fields = {field("title", FieldType::text), field("type", FieldType::text), field("pages", FieldType::integer),
        field("rating", FieldType::real), field("in_print", FieldType::boolean),
        field("published", FieldType::timestamp), field("extra", FieldType::json), reference("author", "author"),
        reference("gone", "absent"), reference("owner", "user", "trust")};
    TypeInfo user;
    user.id = "user";
    user.permission = "trust";
    user.fields = {field("name", FieldType::text)};
    return {author, book, user};
}

inline Catalogue catalogue(bool trusted = false)
{
    return Catalogue(
        [](std::string_view id) -> std::optional<TypeInfo> {
            for (auto& type : library())
                if (type.id == id)
                    return type;
            return std::nullopt;
        },
        [trusted](const std::string&) { return trusted; });
}

} // namespace jsonapi_test
