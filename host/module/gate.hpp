// The gate around one module: counts the calls inside its code, refuses new ones once closed, and waits for those under
// way.
//
// Counters are striped: each thread adds to a cache line of its own (unless there are more threads than stripes, where
// lines are shared and still right), so threads that call the same module do not slow each other down. A call is
// counted in when it enters and counted out when it leaves; the difference of the sums is what is inside.
//
// Entering and closing cannot miss each other: a caller counts itself in and then looks whether the gate is closed, the
// closer closes and then counts, both sequentially consistent. One of them sees the other.
//
// The gate must outlive every call that entered it, also while the last of them leaves (it may wake the drainer then):
// keep it by shared_ptr in whatever a caller holds. It never opens again.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace wowhost::module {

class Gate {
public:
    static constexpr std::uint32_t stripes = 32;

    /// The module's name, for the description of stuck calls.
    explicit Gate(std::string module);

    /// Counts the call in and returns true, or returns false when the gate is closed. `thread` is any number that tells
    /// threads apart (call_slot().number); leave must get the same.
    bool enter(std::uint32_t thread) noexcept
    {
        auto& stripe = stripes_[thread % stripes];
        stripe.entered.fetch_add(1, std::memory_order_seq_cst);
        if (!closed_.load(std::memory_order_seq_cst)) [[likely]]
            return true;
        turn_away(stripe);
        return false;
    }
    void leave(std::uint32_t thread) noexcept
    {
        stripes_[thread % stripes].left.fetch_add(1, std::memory_order_seq_cst);
        if (closed_.load(std::memory_order_seq_cst)) [[unlikely]]
            wake();
    }

    /// From now on enter returns false.
    void close() noexcept { closed_.store(true, std::memory_order_seq_cst); }
    bool is_closed() const noexcept { return closed_.load(std::memory_order_relaxed); }

    struct Drained {
        bool done = false;
        /// When not done: which calls are still inside, one sentence each.
        std::vector<std::string> stuck;
        explicit operator bool() const noexcept { return done; }
    };
    /// Waits until no call is inside, at most `patience`. The gate must be closed. Returns at once, not done, when this
    /// thread itself is inside the module: it would wait for itself.
    Drained drain(std::chrono::milliseconds patience);

    /// Calls inside now.
    std::uint64_t inside() const noexcept;

    /// What the calls so far came to. Time is measured for calls that take long and sampled for short ones.
    struct Statistics {
        std::uint64_t calls = 0; ///< That have ended.
        std::uint64_t errors = 0; ///< Of these, ended by an exception.
        std::uint64_t refused = 0; ///< Not let in.
        double seconds = 0;
    };
    Statistics statistics() const noexcept;
    void count_error(std::uint32_t thread) noexcept
    {
        stripes_[thread % stripes].errors.fetch_add(1, std::memory_order_relaxed);
    }
    void count_time(std::uint32_t thread, std::uint64_t nanoseconds) noexcept
    {
        stripes_[thread % stripes].nanoseconds.fetch_add(nanoseconds, std::memory_order_relaxed);
    }

private:
    // Two lines apart: processors prefetch lines in pairs.
    struct alignas(128) Stripe {
        std::atomic<std::uint64_t> entered{0};
        std::atomic<std::uint64_t> left{0};
        std::atomic<std::uint64_t> refused{0};
        std::atomic<std::uint64_t> errors{0};
        std::atomic<std::uint64_t> nanoseconds{0};
    };

    void turn_away(Stripe& stripe) noexcept;
    void wake() noexcept;

    std::array<Stripe, stripes> stripes_;
    alignas(128) std::atomic<bool> closed_{false}; // read by all, written once
    std::string module_;
    std::mutex mutex_;
    std::condition_variable emptied_;
};

} // namespace wowhost::module
