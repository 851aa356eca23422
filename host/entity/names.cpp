#include "host/entity/names.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include <fmt/format.h>

namespace wowhost::entity {

bool is_valid_name(std::string_view name)
{
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    return !name.empty() && name.size() <= longest_name && is_letter(name.front())
        && std::all_of(
            name.begin(), name.end(), [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

std::string shortened_name(const std::string& name)
{
    if (name.size() <= longest_name)
        return name;
    std::uint64_t hash = 14695981039346656037ULL; // FNV-1a: fixed for ever, since names in databases depend on it
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    const auto suffix = fmt::format("$0{:015x}", hash & 0xFFFFFFFFFFFFFFFULL);
    return name.substr(0, longest_name - suffix.size()) + suffix;
}

namespace {

std::size_t distance(std::string_view left, std::string_view right)
{
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < right.size(); ++j) {
            const auto above = row[j + 1];
            row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (left[i] == right[j] ? 0U : 1U)});
            diagonal = above;
        }
    }
    return row.back();
}

} // namespace

std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates)
{
    if (name.size() > 4 * longest_name)
        return {};
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(2, name.size() / 3) + 1;
    for (const auto& candidate : candidates) {
        auto found = distance(name, candidate);
        // What was cut short or left out at an end is nearer than its length says.
        if (name.size() >= 3 && candidate.find(name) != std::string::npos)
            found = std::min<std::size_t>(found, 2);
        if (found < best_distance) {
            best = candidate;
            best_distance = found;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates)
{
    const auto nearest = nearest_name(name, candidates);
    return nearest.empty() ? std::string() : fmt::format("; did you mean '{}'?", nearest);
}

} // namespace wowhost::entity
