// wow: how much of the allowed requests was used over the last day, for the dashboard. Arithmetic only.
//
// The limiter knows the last hour, in pieces of 20 s; a cron job keeps its sums of ten minutes for a day. A sum only
// grows while its piece of time lasts, so that of two that are known of one piece the larger is right.
#pragma once

#include "rate_limit.hpp"

#include <wowhost/value.hpp>

#include <cstdint>
#include <map>

namespace wow::budget {

inline constexpr std::int64_t piece_seconds = 600;
inline constexpr std::int64_t pieces = 24 * 3600 / piece_seconds;

/// Number of the piece of time (unix seconds / piece_seconds) → requests.
using Use = std::map<std::int64_t, std::int64_t>;

/// What was stored and what the limiter knows, as one: the last day's, none from the future.
Use merged(const wowhost::Value& stored, const limit::HourWindow& hour, std::int64_t now);
/// [piece, requests, piece, requests, …]
wowhost::Value to_value(const Use& use);

/// The bars of a picture 720 wide and 100 high, and what to say of it: `{"bars":[{"x","y","height","title"}],
/// "limit_y","most","total","any"}`. `per_hour` 0: no limit.
wowhost::Value chart(const Use& use, std::int64_t per_hour, std::int64_t now);
/// `{"used","of","percent","filled","level"}`: filled is of 1000, level is ok, near or full. Null without a limit.
wowhost::Value gauge(std::int64_t used, std::int64_t per_hour);

} // namespace wow::budget
