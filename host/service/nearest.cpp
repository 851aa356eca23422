#include "host/service/nearest.hpp"

#include <algorithm>
#include <cstddef>

namespace wowhost::service {
namespace {

char lowered(char c)
{
    if (c == '-')
        return '_';
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Optimal string alignment distance.
std::size_t distance(std::string_view left, std::string_view right)
{
    std::vector<std::size_t> before(right.size() + 1);
    std::vector<std::size_t> last(right.size() + 1);
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j <= right.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const char a = lowered(left[i - 1]);
            const char b = lowered(right[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a == b ? 0U : 1U)});
            if (i > 1 && j > 1 && a == lowered(right[j - 2]) && lowered(left[i - 2]) == b)
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[right.size()];
}

} // namespace

std::string nearest(std::string_view name, const std::vector<std::string>& candidates)
{
    constexpr std::size_t longest = 200;
    if (name.size() > longest)
        return {};
    auto best = std::max<std::size_t>(name.size() / 3, 1) + 1;
    std::string result;
    for (const auto& candidate : candidates) {
        if (candidate.size() > longest)
            continue;
        const auto errors = distance(name, candidate);
        if (errors < best && errors < std::max(name.size(), candidate.size())) {
            best = errors;
            result = candidate;
        }
    }
    return result;
}

std::string nearest_hint(std::string_view name, const std::vector<std::string>& candidates)
{
    const auto found = nearest(name, candidates);
    return found.empty() ? std::string() : "; did you mean \"" + found + "\"?";
}

} // namespace wowhost::service
