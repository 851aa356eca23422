// The guard: the one way into a module's code.
//
// There is one per loaded module, shared by everything that can call it. A call is let in by the gate, marked (so that
// a crash names the module), counted, and runs where every exception is caught. Whatever was thrown is copied while the
// module still cannot go away, and arrives at the caller as wowhost::Error:
//
//   thrown in the module                     arrives as
//   Error with a code a caller acts on       Error with that code and the reasons, message "<module>: …"
//   any other Error, std::exception, other   Error(module_failed), "module <module> failed in <what>: …", module() says
//   which (nothing: the gate is closed)            Error(unavailable)
//
// Codes a caller acts on: deadline_exceeded, cancelled, not_found, refused, invalid_argument, conflict, locked. When
// one module calls another, module() is the one that failed first.
//
// Hold it by shared_ptr for as long as a call may run.
#pragma once

#include "host/module/deadline.hpp"
#include "host/module/gate.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace wowhost::module {

class Guard {
public:
    using Thunk = void (*)(const void* object, void* context);

    explicit Guard(std::string module);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

    const std::string& module() const noexcept { return module_; }

    /// Calls `thunk(object, context)`. `what` names the call and must be a literal (its address is remembered).
    void run(const char* what, Thunk thunk, const void* object, void* context) const;
    /// The same, with a deadline that shortens the thread's own. A call that has no time left is not made; one that
    /// ends too late fails with Error(deadline_exceeded), unless it threw.
    void run_until(Deadline deadline, const char* what, Thunk thunk, const void* object, void* context) const;

    /// Refuses calls from now on.
    void close() const noexcept { gate_.close(); }
    bool is_closed() const noexcept { return gate_.is_closed(); }
    /// Waits for the calls under way, after close.
    Gate::Drained drain(std::chrono::milliseconds patience) const { return gate_.drain(patience); }
    Gate::Statistics statistics() const noexcept { return gate_.statistics(); }

private:
    struct Failure;
    struct Mark {
        std::atomic<const char*> what{nullptr};
        std::atomic<std::uint32_t> index{0};
    };

    std::uint32_t mark_of(const char* what) const;
    std::uint32_t add_mark(const char* what) const;
    std::unique_ptr<Failure> attempt(const char* what, Thunk thunk, const void* object, void* context) const;
    std::unique_ptr<Failure> call(const char* what, Thunk thunk, const void* object, void* context) const;
    [[noreturn]] void refuse() const;
    [[noreturn]] void pass_on(const Failure& failure) const;

    std::string module_;
    mutable Gate gate_;
    mutable std::atomic<bool> time_all_{true};
    static constexpr std::size_t remembered = 64;
    mutable std::array<Mark, remembered> marks_;
    mutable std::mutex marks_mutex_;
};

} // namespace wowhost::module
