// The memory that holds the marks of all threads of this process, at one address for its whole life: anonymous at
// first, a file's pages while a CrashMarker is open. Its layout is also that of the file.
#pragma once

#include "host/module/call_marks.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace wowhost::module {

struct MarkEntry {
    char module[64];
    char what[64];
};

/// Written by the signal handler, once.
struct CrashRecord {
    std::atomic<std::uint32_t> claimed; ///< By the first thread that crashes.
    std::atomic<std::uint32_t> signal; ///< Written last; 0: no crash.
    std::int64_t time; ///< Unix seconds.
    std::uint32_t thread;
    std::uint32_t depth;
    std::uint32_t frames[CallSlot::levels];
};

struct MarkPage {
    static constexpr std::uint64_t magic_value = 0x31304b52414d5757; // "WWMARK01"
    static constexpr std::uint32_t slot_count = 256;
    static constexpr std::uint32_t entry_count = 2048;

    std::uint64_t magic;
    std::uint32_t process;
    std::atomic<std::uint32_t> entries_used; ///< Entry 0 is empty: "no module".
    CrashRecord crash;
    CallSlot slots[slot_count];
    MarkEntry entries[entry_count];
};

// Only address-free atomics may lie in a file's pages.
static_assert(std::atomic<std::uint32_t>::is_always_lock_free && std::is_standard_layout_v<MarkPage>);

/// The page of this process.
MarkPage& mark_page() noexcept;

/// Backs the page by `descriptor` (of at least sizeof(MarkPage) bytes), or by anonymous memory again when -1. Contents
/// stay, apart from marks set by other threads in this very moment. Returns false, with errno, when the kernel refuses.
bool back_mark_page(int descriptor) noexcept;

} // namespace wowhost::module
