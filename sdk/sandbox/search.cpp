#include "sdk/sandbox/search.hpp"

#include "sdk/sandbox/goods.hpp"
#include "sdk/sandbox/text.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace sandbox {

namespace {

std::optional<std::int64_t> number(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::vector<std::string> split(std::string_view text, std::string_view separator)
{
    std::vector<std::string> out;
    while (true) {
        const auto at = text.find(separator);
        out.emplace_back(text.substr(0, at));
        if (at == std::string_view::npos) {
            return out;
        }
        text.remove_prefix(at + separator.size());
    }
}

std::optional<SearchRange> parse_range(std::string_view text)
{
    const auto comma = text.find(',');
    if (text.size() < 3 || (text.front() != '[' && text.front() != '(') || (text.back() != ']' && text.back() != ')')
        || comma == std::string_view::npos) {
        return std::nullopt;
    }
    SearchRange out;
    out.low = number(text.substr(1, comma - 1));
    out.high = number(text.substr(comma + 1, text.size() - comma - 2));
    using Limits = std::numeric_limits<std::int64_t>;
    if (out.low && text.front() == '(' && *out.low < Limits::max()) {
        ++*out.low;
    }
    if (out.high && text.back() == ')' && *out.high > Limits::min()) {
        --*out.high;
    }
    return out;
}

std::string decoded(std::string_view text)
{
    std::string plain(text);
    std::replace(plain.begin(), plain.end(), '+', ' ');
    return percent_decode(plain).value_or(std::string());
}

void read(SearchQuery& out, const std::string& key, const std::string& value)
{
    if (key == "_page") {
        out.page = std::max<std::int64_t>(1, number(value).value_or(1));
    } else if (key == "_pageSize") {
        out.page_size = std::clamp<std::int64_t>(number(value).value_or(100), 1, 1000);
    } else if (key == "orderby") {
        for (const auto& part : split(value, ",")) {
            const auto colon = part.find(':');
            out.order.push_back({part.substr(0, colon), part.substr(std::min(colon, part.size())) == ":desc"});
        }
    } else if (key != "namespace" && key != "locale" && key != "access_token" && !key.empty()) {
        SearchFilter filter;
        filter.negated = key.ends_with("!");
        filter.field = filter.negated ? key.substr(0, key.size() - 1) : key;
        filter.range = parse_range(value);
        filter.values = split(value, "||");
        out.filters.push_back(std::move(filter));
    }
}

} // namespace

bool SearchFilter::admits(std::string_view text) const
{
    bool found = false;
    if (range) {
        const auto value = number(text);
        found = value && (!range->low || *value >= *range->low) && (!range->high || *value <= *range->high);
    } else {
        const auto key = lower_key(text);
        found = std::any_of(values.begin(), values.end(), [&](const auto& value) { return lower_key(value) == key; });
    }
    return found != negated;
}

SearchRange SearchQuery::ids() const
{
    SearchRange out;
    const auto narrow = [&out](std::optional<std::int64_t> low, std::optional<std::int64_t> high) {
        if (low && (!out.low || *low > *out.low)) {
            out.low = low;
        }
        if (high && (!out.high || *high < *out.high)) {
            out.high = high;
        }
    };
    for (const auto& filter : filters) {
        if (filter.field != "id" || filter.negated) {
            continue;
        }
        if (filter.range) {
            narrow(filter.range->low, filter.range->high);
            continue;
        }
        std::optional<std::int64_t> low;
        std::optional<std::int64_t> high;
        for (const auto& value : filter.values) {
            const auto id = number(value).value_or(0);
            low = std::min(low.value_or(id), id);
            high = std::max(high.value_or(id), id);
        }
        narrow(low, high);
    }
    return out;
}

SearchQuery parse_search(std::string_view query)
{
    SearchQuery out;
    for (const auto& pair : split(query, "&")) {
        const auto equals = pair.find('=');
        if (equals != std::string::npos) {
            read(out, decoded(std::string_view(pair).substr(0, equals)),
                decoded(std::string_view(pair).substr(equals + 1)));
        }
    }
    return out;
}

bool name_matches(const SearchFilter& filter, std::string_view name)
{
    const auto have = words_of(name);
    const auto has_all = [&have](const std::string& value) {
        const auto wanted = words_of(value);
        return !wanted.empty() && std::all_of(wanted.begin(), wanted.end(), [&have](const auto& word) {
            return std::find(have.begin(), have.end(), word) != have.end();
        });
    };
    return std::any_of(filter.values.begin(), filter.values.end(), has_all) != filter.negated;
}

} // namespace sandbox
