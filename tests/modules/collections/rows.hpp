// What tests of readers share: a body read into rows.
#pragma once

#include "modules/collections/bodies.hpp"

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

} // namespace rows_test
