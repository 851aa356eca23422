// The deadline of what this thread is doing now. Calls into modules set it, nested ones may only shorten it, and host
// services that wait (the network, locks) ask for it.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace wowhost::module {

using Deadline = std::chrono::steady_clock::time_point;
inline constexpr Deadline no_deadline = Deadline::max();

namespace detail {
inline constinit thread_local Deadline this_thread_deadline = no_deadline;
}

/// When the work of this thread must be done; nothing when it may take as long as it likes.
inline std::optional<Deadline> current_deadline() noexcept
{
    if (detail::this_thread_deadline == no_deadline)
        return std::nullopt;
    return detail::this_thread_deadline;
}

/// Shortens this thread's deadline to `deadline` until the end of the scope; a later one than the present changes
/// nothing.
class DeadlineScope {
public:
    explicit DeadlineScope(Deadline deadline) noexcept
        : before_(detail::this_thread_deadline)
    {
        detail::this_thread_deadline = std::min(before_, deadline);
    }
    ~DeadlineScope() { detail::this_thread_deadline = before_; }
    DeadlineScope(const DeadlineScope&) = delete;
    DeadlineScope& operator=(const DeadlineScope&) = delete;

private:
    Deadline before_;
};

} // namespace wowhost::module
