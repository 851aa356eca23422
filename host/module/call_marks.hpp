// Which thread runs which module's code now: a mark per call, kept per thread.
//
// Two need it. A drain that takes too long names the calls that are still running (running_calls); and after a crash
// the marks tell whose code it was (crash_marker.hpp), for which they lie in one mapping that may be backed by a file.
// Setting a mark costs two plain stores into a cache line of the thread's own; what it says, module and call, is
// written once into a table and marked by its index. Marks nest; the first 13 levels are recorded.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::module {

/// One thread's marks. Written by its thread only, read by others and, in a file, by later processes.
struct alignas(64) CallSlot {
    static constexpr std::uint32_t levels = 13;
    std::atomic<std::uint32_t> thread; ///< Kernel's thread id, 0 when free.
    std::atomic<std::uint32_t> number; ///< Position in the table: spreads threads over stripes.
    std::atomic<std::uint32_t> depth;
    std::atomic<std::uint32_t> frames[levels];
};
static_assert(sizeof(CallSlot) == 64);

namespace detail {
extern constinit thread_local CallSlot* this_thread_slot;
CallSlot& claim_slot() noexcept;
} // namespace detail

/// This thread's slot, claimed at its first call and given back when it ends.
inline CallSlot& call_slot() noexcept
{
    auto* slot = detail::this_thread_slot;
    return slot ? *slot : detail::claim_slot();
}

/// The index that stands for a call of `module` named `what` (both cut to 63 bytes). The same for the same pair, for
/// the life of the process; when the table is full, an index that stands for the module or for nothing.
std::uint32_t mark_index(std::string_view module, std::string_view what);

/// Marks this thread until the end of the scope; the mark before is restored.
class CallMark {
public:
    CallMark(CallSlot& slot, std::uint32_t index) noexcept
        : slot_(slot)
        , depth_(slot.depth.load(std::memory_order_relaxed))
    {
        if (depth_ < CallSlot::levels)
            slot_.frames[depth_].store(index, std::memory_order_relaxed);
        slot_.depth.store(depth_ + 1, std::memory_order_release);
    }
    ~CallMark() { slot_.depth.store(depth_, std::memory_order_release); }
    CallMark(const CallMark&) = delete;
    CallMark& operator=(const CallMark&) = delete;

private:
    CallSlot& slot_;
    std::uint32_t depth_;
};

struct RunningCall {
    std::uint32_t thread; ///< As in /proc/<pid>/task.
    std::string what;
};

/// The calls into `module` that are running now, in this process.
std::vector<RunningCall> running_calls(std::string_view module);

/// Whether this thread is inside a call into `module`.
bool is_inside(std::string_view module);

} // namespace wowhost::module
