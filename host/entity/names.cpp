#include "host/entity/names.hpp"

#include "host/service/nearest.hpp"

#include <algorithm>
#include <cstdint>

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

std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates)
{
    const auto nearest = service::nearest(name, candidates);
    return nearest.empty() ? std::string() : fmt::format("; did you mean '{}'?", nearest);
}

} // namespace wowhost::entity
