#include "host/module/nearest.hpp"

#include <algorithm>
#include <vector>

namespace wowhost::module {
namespace {

constexpr std::size_t longest_name = 100;

std::string plain(std::string_view name)
{
    std::string text(name);
    for (auto& letter : text) {
        if (letter == '-')
            letter = '_';
        else if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
    }
    return text;
}

} // namespace

std::size_t edit_distance(std::string_view left, std::string_view right, std::size_t limit)
{
    const auto longer = std::max(left.size(), right.size());
    if (longer - std::min(left.size(), right.size()) > limit)
        return limit + 1;
    std::vector<std::size_t> before(right.size() + 1);
    std::vector<std::size_t> previous(right.size() + 1);
    std::vector<std::size_t> current(right.size() + 1);
    for (std::size_t j = 0; j <= right.size(); ++j)
        previous[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t change = left[i - 1] == right[j - 1] ? 0 : 1;
            current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + change});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                current[j] = std::min(current[j], before[j - 2] + 1);
        }
        if (*std::min_element(current.begin(), current.end()) > limit + 1)
            return limit + 1;
        std::swap(before, previous);
        std::swap(previous, current);
    }
    return std::min(previous[right.size()], limit + 1);
}

std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates)
{
    if (name.empty() || name.size() > longest_name)
        return std::nullopt;
    const auto wanted = plain(name);
    std::size_t best = std::clamp<std::size_t>(name.size() / 3, 1, 3);
    std::optional<std::string> found;
    for (const auto& candidate : candidates) {
        if (candidate.size() > longest_name)
            continue;
        const auto distance = edit_distance(wanted, plain(candidate), best);
        if (distance > best || (found && distance == best))
            continue;
        best = distance;
        found = candidate;
    }
    return found;
}

std::string nearest_hint(std::string_view name, std::span<const std::string> candidates)
{
    const auto found = nearest(name, candidates);
    return found ? "; did you mean \"" + *found + "\"?" : std::string();
}

} // namespace wowhost::module
