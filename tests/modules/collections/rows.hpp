// What tests of readers share: a body read into rows, and JSON beside Values.
#pragma once

#include "modules/wow_character/recorded.hpp"

#include <wow/catalogue_row.hpp>
#include <wow_character/collection_provider.hpp>
#include <wowhost/json.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace rows_test {

/// A body read by `read` into rows of `shape`.
template <class Read>
wow_character::CollectionRows collection(
    const wow_character::CollectionShape& shape, Read&& read, const std::string& body)
{
    wow::Document document;
    REQUIRE(document.parse(body));
    wow_character::CollectionRows rows(shape);
    read(document, "en_GB", rows);
    return rows;
}

/// A body mapped by `map` to a row of a catalogue with these columns, which must outlive it.
template <class Map>
wow::CatalogueRow catalogue_row(const std::vector<std::string>& columns, Map&& map, const std::string& body)
{
    wow::Document document;
    REQUIRE(document.parse(body));
    wow::CatalogueRow row(document["id"].integer().value_or(0), columns);
    map(document.root(), row, "en_GB");
    return row;
}

/// A member of a JSON object, or null.
inline nlohmann::json member(const nlohmann::json& object, const std::string& key)
{
    return object.is_object() && object.contains(key) ? object[key] : nlohmann::json();
}

/// Text in English, of a plain text or an object of languages.
inline nlohmann::json english(const nlohmann::json& text)
{
    return text.is_object() ? member(text, text.contains("en_GB") ? "en_GB" : "en_US") : text;
}

inline nlohmann::json without_hrefs(const nlohmann::json& value)
{
    if (value.is_array()) {
        auto items = nlohmann::json::array();
        for (const auto& item : value)
            items.push_back(without_hrefs(item));
        return items;
    }
    if (!value.is_object())
        return value;
    auto members = nlohmann::json::object();
    for (const auto& [key, item] : value.items())
        if (key != "_links" && !(key == "key" && item.contains("href")))
            members[key] = without_hrefs(item);
    return members;
}

} // namespace rows_test
