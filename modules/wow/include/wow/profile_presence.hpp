// Who is gone: what a 404 of the summary means for a stored character or guild. Pure, so that the rules can be tested
// alone.
#pragma once

#include <cstdint>
#include <optional>

namespace wow {

/// What else is known when the summary is 404. A character has `/status`; a guild has nothing of the kind, and counts
/// as `missing`.
enum class StatusAnswer {
    valid, ///< The same id, is_valid true.
    invalid, ///< is_valid false.
    other_person, ///< Another id lives at this address now.
    missing, ///< 404 as well.
    unknown, ///< No usable answer: 5xx, network, 403, not JSON.
};

/// Between two 404s that together may delete: a maintenance of Battle.net is shorter.
constexpr std::int64_t missing_confirmation_seconds = 6 * 60 * 60;

class MissingVerdict {
public:
    MissingVerdict(bool purge_, std::int64_t missing_since_)
        : purge(purge_)
        , missing_since(missing_since_)
    {
    }
    bool purge; ///< The owner and all it owns goes now.
    std::int64_t missing_since; ///< Otherwise: the time of the first 404, to be kept with the row.
};

/// `missing_since`: the time of the first 404, if this is not the first.
inline MissingVerdict judge_missing(
    std::optional<std::int64_t> missing_since, StatusAnswer status, std::int64_t now) noexcept
{
    if (status == StatusAnswer::invalid || status == StatusAnswer::other_person)
        return {true, now};
    const auto first = missing_since.value_or(now);
    const bool confirmed = missing_since && now - first >= missing_confirmation_seconds;
    return {confirmed && status == StatusAnswer::missing, first};
}

} // namespace wow
