// What somebody has achieved, drawn: the points over time, and the share of each branch of the tree of categories.
#pragma once

#include <wow/chart.hpp>
#include <wowhost/services.hpp>

#include <cstdint>
#include <vector>

namespace wow_achievement {

/// Made of stored rows alone: each earned achievement has its time, so nothing else need be kept over time. Its points
/// are those of the catalogue; Battle.net's own total may differ, since it counts what it no longer tells.
/// `earned` and `latest`: how many are earned and when the last was; while neither changes, an answer holds for ten
/// minutes. Charts of which nothing is known are left out.
std::vector<wow::Chart> progress_charts(const wowhost::Services& host, const char* owner_kind, std::int64_t owner,
    std::int64_t earned, std::int64_t latest);

} // namespace wow_achievement
