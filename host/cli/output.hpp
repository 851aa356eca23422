// Results on stdout: the same Value as a table, JSON, YAML or CSV.
#pragma once

#include <wowhost/value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace wowhost::cli {

enum class Format { table, json, yaml, csv };

/// Throws Error(invalid_argument) that lists the formats.
Format parse_format(std::string_view name);

/// `columns` is the order of a table's or CSV's columns; columns that are not named follow alphabetically.
std::string render(const Value& value, Format format, const std::vector<std::string>& columns = {});

} // namespace wowhost::cli
