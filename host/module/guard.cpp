#include "host/module/guard.hpp"

#include "host/module/call_marks.hpp"

#include <wowhost/error.hpp>

#include <boost/core/demangle.hpp>
#include <fmt/format.h>

#include <cstring>
#include <cxxabi.h>
#include <exception>
#include <typeinfo>
#include <utility>
#include <vector>

namespace wowhost::module {

/// What was thrown, copied: nothing in it points into the module.
struct Guard::Failure {
    ErrorCode code = ErrorCode::module_failed;
    std::string message;
    std::vector<std::string> reasons;
    std::string module;
};

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t longest_text = 8 * 1024;
constexpr std::size_t probes = 4;
/// Calls shorter than this are timed one in `sample`; reading the clock would cost more than they do.
constexpr std::uint64_t long_call_ns = 5'000;
constexpr std::uint32_t sample = 64;

constinit thread_local std::uint32_t calls_until_timed = 0;

std::string copy_text(const char* text)
{
    return text ? std::string(text, ::strnlen(text, longest_text)) : std::string("(no text)");
}

bool is_for_the_caller(ErrorCode code)
{
    switch (code) {
    case ErrorCode::deadline_exceeded:
    case ErrorCode::cancelled:
    case ErrorCode::not_found:
    case ErrorCode::refused:
    case ErrorCode::invalid_argument:
    case ErrorCode::conflict:
    case ErrorCode::locked: return true;
    default: return false;
    }
}

std::string current_exception_type()
{
    const auto* type = ::abi::__cxa_current_exception_type();
    if (!type)
        return "of unknown type";
    return "of type " + copy_text(boost::core::demangle(type->name()).c_str());
}

std::uint64_t nanoseconds_since(Clock::time_point start)
{
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count());
}

double seconds(Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

/// The lease of one call: counted in, counted out whatever happens.
class Lease {
public:
    Lease(Gate& gate, std::uint32_t thread) noexcept
        : gate_(gate)
        , thread_(thread)
    {
    }
    ~Lease() { gate_.leave(thread_); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

private:
    Gate& gate_;
    std::uint32_t thread_;
};

} // namespace

Guard::Guard(std::string module)
    : module_(std::move(module))
    , gate_(module_)
{
}

Guard::~Guard() = default;

std::uint32_t Guard::mark_of(const char* what) const
{
    auto at = reinterpret_cast<std::uintptr_t>(what) * 0x9E3779B97F4A7C15U >> 32;
    for (std::size_t probe = 0; probe < probes; ++probe, ++at) {
        const auto& mark = marks_[at % remembered];
        if (mark.what.load(std::memory_order_acquire) == what) [[likely]]
            return mark.index.load(std::memory_order_relaxed);
    }
    return add_mark(what);
}

std::uint32_t Guard::add_mark(const char* what) const
{
    const auto index = mark_index(module_, what);
    const std::lock_guard lock(marks_mutex_);
    auto at = reinterpret_cast<std::uintptr_t>(what) * 0x9E3779B97F4A7C15U >> 32;
    for (std::size_t probe = 0; probe < probes; ++probe, ++at) {
        auto& mark = marks_[at % remembered];
        const auto* known = mark.what.load(std::memory_order_relaxed);
        if (known == what)
            break;
        if (known)
            continue;
        mark.index.store(index, std::memory_order_relaxed);
        mark.what.store(what, std::memory_order_release);
        break;
    }
    return index;
}

// Texts are copied inside the catch: when it ends, the exception object, whose code may be the module's, is gone.
std::unique_ptr<Guard::Failure> Guard::attempt(const char* what, Thunk thunk, const void* object, void* context) const
{
    try {
        thunk(object, context);
        return nullptr;
    } catch (const Error& error) {
        auto failure = std::make_unique<Failure>();
        const auto text = copy_text(error.what());
        if (is_for_the_caller(error.code())) {
            failure->code = error.code();
            const auto prefix = module_ + ": ";
            failure->message = text.starts_with(prefix) ? text : prefix + text;
        } else {
            failure->message = fmt::format("module {} failed in {}: {}", module_, what, text);
            failure->module =
                error.code() == ErrorCode::module_failed && !error.module().empty() ? error.module() : module_;
        }
        for (const auto& reason : error.reasons())
            failure->reasons.push_back(copy_text(reason.c_str()));
        return failure;
    } catch (const std::exception& error) {
        auto failure = std::make_unique<Failure>();
        failure->message = fmt::format("module {} failed in {}: {}", module_, what, copy_text(error.what()));
        failure->module = module_;
        return failure;
    } catch (...) {
        auto failure = std::make_unique<Failure>();
        failure->message = fmt::format("module {} failed in {}: it threw an object {}, which is no std::exception; "
                                       "throw wowhost::Error",
            module_, what, current_exception_type());
        failure->module = module_;
        return failure;
    }
}

std::unique_ptr<Guard::Failure> Guard::call(const char* what, Thunk thunk, const void* object, void* context) const
{
    auto& slot = call_slot();
    const auto thread = slot.number.load(std::memory_order_relaxed);
    if (!gate_.enter(thread)) [[unlikely]]
        refuse();
    const Lease lease(gate_, thread);
    const CallMark mark(slot, mark_of(what));
    const bool all = time_all_.load(std::memory_order_relaxed);
    std::unique_ptr<Failure> failure;
    if (all || calls_until_timed-- == 0) [[unlikely]] {
        const auto start = Clock::now();
        failure = attempt(what, thunk, object, context);
        const auto spent = nanoseconds_since(start);
        if (!all)
            calls_until_timed = sample - 1;
        gate_.count_time(thread, all ? spent : spent >= long_call_ns ? spent : spent * sample);
        if (all != (spent >= long_call_ns))
            time_all_.store(!all, std::memory_order_relaxed);
    } else {
        failure = attempt(what, thunk, object, context);
    }
    if (failure) [[unlikely]]
        gate_.count_error(thread);
    return failure;
}

void Guard::run(const char* what, Thunk thunk, const void* object, void* context) const
{
    if (const auto failure = call(what, thunk, object, context)) [[unlikely]]
        pass_on(*failure);
}

void Guard::run_until(Deadline deadline, const char* what, Thunk thunk, const void* object, void* context) const
{
    const DeadlineScope scope(deadline);
    const auto start = Clock::now();
    const auto end = current_deadline().value_or(no_deadline);
    if (start >= end)
        throw Error(ErrorCode::deadline_exceeded,
            fmt::format("{}: {} was not started, its deadline had passed", module_, what));
    if (const auto failure = call(what, thunk, object, context))
        pass_on(*failure);
    const auto now = Clock::now();
    if (now > end)
        throw Error(ErrorCode::deadline_exceeded,
            fmt::format("{}: {} took {:.1f} s, longer than its deadline of {:.1f} s; its result is dropped", module_,
                what, seconds(now - start), seconds(end - start)));
}

void Guard::refuse() const
{
    throw Error(ErrorCode::unavailable,
        fmt::format(
            "module {} is not available: it is being uninstalled or replaced; try again when that is done", module_));
}

void Guard::pass_on(const Failure& failure) const
{
    throw Error(failure.code, failure.message, failure.reasons, failure.module);
}

} // namespace wowhost::module
