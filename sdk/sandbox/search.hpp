// What a search asks for: pages, order and filters of its query.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandbox {

constexpr std::size_t most_results = 1000; // of a query, however many pages it takes

struct SearchRange {
    std::optional<std::int64_t> low; // inclusive
    std::optional<std::int64_t> high; // inclusive
};

// field=value, field=a||b, field!=a, field=[lo,hi], field=(lo,hi)
struct SearchFilter {
    std::string field; // "id", "name.en_US", "quality.type"
    bool negated = false;
    std::vector<std::string> values; // any of them
    std::optional<SearchRange> range;

    bool is_name() const { return field.starts_with("name."); }
    // Equal to a value or within the range; texts without regard to case.
    bool admits(std::string_view text) const;
};

struct SearchOrder {
    std::string field;
    bool descending = false;
};

struct SearchQuery {
    std::int64_t page = 1;
    std::int64_t page_size = 100;
    std::vector<SearchOrder> order;
    std::vector<SearchFilter> filters;

    // What the filters say of the id alone.
    SearchRange ids() const;
};

SearchQuery parse_search(std::string_view query);

// True when the name has all words of one of the filter's values.
bool name_matches(const SearchFilter& filter, std::string_view name);

} // namespace sandbox
