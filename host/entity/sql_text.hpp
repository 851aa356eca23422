// Pieces of SQL that the two engines write differently, or that would be easy to get wrong by hand.
//
// All values are bound. Sets of values travel as one parameter.
#pragma once

#include "host/database/database.hpp"
#include "host/database/value_set.hpp"
#include "host/entity/schema.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::entity {

/// `"name"`. Names are valid ones (is_valid_name), so nothing needs to be escaped.
std::string quoted(std::string_view name);
std::string quoted_list(const std::vector<std::string>& names, std::string_view alias = {});

/// The placeholder for a value of this type.
std::string_view placeholder(database::Engine engine, FieldType type);
/// The column in a list of results, such that Row::text gives the text of json.
std::string selected(database::Engine engine, const Column& column, std::string_view alias = {});

/// Behind a json column in a list of results: its member, as json again. The names are valid ones.
std::string member_of(database::Engine engine, const std::vector<std::string>& path);

using database::id_set;
using database::in_ids;
/// The same for a field's values.
std::string in_set(database::Engine engine, std::string_view column, FieldType type);
std::string text_set(database::Engine engine, std::span<const std::string> texts);
std::string real_set(database::Engine engine, std::span<const double> reals);

} // namespace wowhost::entity
