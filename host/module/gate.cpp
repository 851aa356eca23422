#include "host/module/gate.hpp"

#include "host/module/call_marks.hpp"

#include <fmt/format.h>

#include <utility>

namespace wowhost::module {

Gate::Gate(std::string module)
    : module_(std::move(module))
{
}

void Gate::turn_away(Stripe& stripe) noexcept
{
    stripe.refused.fetch_add(1, std::memory_order_relaxed);
    stripe.left.fetch_add(1, std::memory_order_seq_cst);
    wake();
}

void Gate::wake() noexcept
{
    // Under the mutex, so that the drainer is either before its look at the counters or waiting.
    const std::lock_guard lock(mutex_);
    emptied_.notify_all();
}

std::uint64_t Gate::inside() const noexcept
{
    // Departures first: a call that ends in between is then counted as inside, never the reverse.
    std::uint64_t left = 0;
    for (const auto& stripe : stripes_)
        left += stripe.left.load(std::memory_order_seq_cst);
    std::uint64_t entered = 0;
    for (const auto& stripe : stripes_)
        entered += stripe.entered.load(std::memory_order_seq_cst);
    return entered - left;
}

Gate::Drained Gate::drain(std::chrono::milliseconds patience)
{
    if (is_inside(module_))
        return {
            false, {fmt::format("the call that asks for it is itself inside module {}; ask from outside", module_)}};
    {
        std::unique_lock lock(mutex_);
        if (emptied_.wait_for(lock, patience, [&] { return inside() == 0; }))
            return {true, {}};
    }
    Drained result;
    for (const auto& call : running_calls(module_))
        result.stuck.push_back(fmt::format("module {}: `{}` is still running on thread {} after {:.1f} s", module_,
            call.what, call.thread, static_cast<double>(patience.count()) / 1000));
    if (result.stuck.empty()) {
        const auto count = inside();
        if (count == 0)
            return {true, {}};
        result.stuck.push_back(fmt::format("module {}: {} calls are still running", module_, count));
    }
    return result;
}

Gate::Statistics Gate::statistics() const noexcept
{
    Statistics sum;
    std::uint64_t nanoseconds = 0;
    for (const auto& stripe : stripes_) {
        const auto refused = stripe.refused.load(std::memory_order_relaxed);
        sum.calls += stripe.left.load(std::memory_order_relaxed) - refused;
        sum.refused += refused;
        sum.errors += stripe.errors.load(std::memory_order_relaxed);
        nanoseconds += stripe.nanoseconds.load(std::memory_order_relaxed);
    }
    sum.seconds = static_cast<double>(nanoseconds) / 1e9;
    return sum;
}

} // namespace wowhost::module
