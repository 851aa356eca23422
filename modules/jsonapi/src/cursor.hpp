// Where a page ended, as the opaque text of `page[after]`, and the rows that come after it.
//
// A cursor holds the values by which the last row stood where it stood, and its id: it stays good when that row or
// others change or go. Long texts are not held; the row itself is asked for them then. It says nothing that the page
// did not, and whoever makes one up gets no more than by a filter. Pure; any input.
#pragma once

#include "parameters.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jsonapi {

constexpr std::size_t longest_held_text = 256;

struct Position {
    std::int64_t id = 0;
    /// One per sort key; nothing when one of them is too long to hold.
    std::optional<std::vector<wowhost::Value>> values;

    friend bool operator==(const Position&, const Position&) = default;
};

/// The position of a row whose sort keys have these values.
Position position_of(std::int64_t id, std::vector<wowhost::Value> values);

std::string encode_cursor(std::string_view type, const std::vector<SortKey>& sorts, const Position& position);
/// Nothing when it is damaged, or was made for another type or order.
std::optional<Position> decode_cursor(
    std::string_view type, const std::vector<SortKey>& sorts, std::string_view cursor);

/// The rows after a position as sets that do not overlap, one behind the other in the order of the page: a query has no
/// "or". `values` must be as many as there are keys.
std::vector<wowhost::Conditions> sets_after(
    const std::vector<SortKey>& sorts, std::int64_t id, const std::vector<wowhost::Value>& values);

} // namespace jsonapi
