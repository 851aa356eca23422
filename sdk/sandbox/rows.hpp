// Rows of ids and names, as the indexes of the service list them.
#pragma once

#include "sdk/sandbox/text.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace sandbox {

struct Named {
    std::int64_t id = 0;
    std::string name;
};

// A list of ids and names with a search by id.
class NamedList {
public:
    // An id that is there already changes nothing.
    void add(Named row)
    {
        if (by_id_.emplace(row.id, rows_.size()).second) {
            rows_.push_back(std::move(row));
        }
    }
    const std::vector<Named>& rows() const { return rows_; }
    // Null when there is no such id.
    const Named* find(std::int64_t id) const
    {
        const auto found = by_id_.find(id);
        return found == by_id_.end() ? nullptr : &rows_[found->second];
    }

private:
    std::vector<Named> rows_;
    std::unordered_map<std::int64_t, std::size_t> by_id_;
};

// Rows that a real index has in blocks, not sorted: blocks of 40 in an order of their own.
template <typename Row>
void shuffle_blocks(std::vector<Row>& rows, std::uint64_t seed)
{
    std::vector<std::size_t> order(rows.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::stable_sort(order.begin(), order.end(),
        [&](std::size_t a, std::size_t b) { return mix(seed, a / 40) < mix(seed, b / 40); });
    std::vector<Row> out;
    out.reserve(rows.size());
    for (const auto index : order) {
        out.push_back(std::move(rows[index]));
    }
    rows = std::move(out);
}

// `recorded` as it is, or `count` rows with growing ids from `first` and gaps of about `gap`; a twentieth bears its
// neighbour's name.
template <typename Name>
std::vector<Named> named_rows(const std::vector<Named>& recorded, std::uint64_t seed, std::size_t count,
    std::int64_t first, std::int64_t gap, Name name)
{
    if (!recorded.empty()) {
        return recorded;
    }
    std::vector<Named> rows;
    for (std::size_t i = 0; i < count; ++i) {
        const auto random = mix(seed, i);
        Named row;
        row.id = first + static_cast<std::int64_t>(i) * gap + (i > 0 && gap > 1 ? between(random, 0, gap - 1) : 0);
        row.name = i > 0 && mix(random) % 20 == 0 ? rows.back().name : name(random);
        rows.push_back(std::move(row));
    }
    shuffle_blocks(rows, seed);
    return rows;
}

} // namespace sandbox
