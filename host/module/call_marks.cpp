#include "host/module/call_marks.hpp"

#include "host/module/mark_page.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace wowhost::module {
namespace {

constexpr std::size_t signal_stack_bytes = 64 * 1024;

/// For threads beyond the table, and for what runs after a thread has given its slot back: counts, but nobody sees it.
constinit thread_local CallSlot unseen_slot{};

/// A stack for the crash handler: without one, running out of stack could not be recorded.
class SignalStack {
public:
    SignalStack() noexcept
    {
        stack_t before{};
        if (::sigaltstack(nullptr, &before) != 0 || (before.ss_flags & SS_DISABLE) == 0)
            return; // somebody else (a sanitizer) has set one
        void* memory = ::mmap(nullptr, signal_stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            return;
        stack_t stack{};
        stack.ss_sp = memory;
        stack.ss_size = signal_stack_bytes;
        if (::sigaltstack(&stack, nullptr) == 0)
            memory_ = memory;
        else
            ::munmap(memory, signal_stack_bytes);
    }
    ~SignalStack()
    {
        if (!memory_)
            return;
        stack_t none{};
        none.ss_flags = SS_DISABLE;
        ::sigaltstack(&none, nullptr);
        ::munmap(memory_, signal_stack_bytes);
    }
    SignalStack(const SignalStack&) = delete;
    SignalStack& operator=(const SignalStack&) = delete;

private:
    void* memory_ = nullptr;
};

/// Gives this thread's slot back when the thread ends.
class SlotOwner {
public:
    explicit SlotOwner(CallSlot& slot) noexcept
        : slot_(slot)
    {
    }
    ~SlotOwner()
    {
        detail::this_thread_slot = &unseen_slot;
        slot_.depth.store(0, std::memory_order_relaxed);
        slot_.thread.store(0, std::memory_order_release);
    }
    SlotOwner(const SlotOwner&) = delete;
    SlotOwner& operator=(const SlotOwner&) = delete;

private:
    CallSlot& slot_;
    SignalStack stack_;
};

MarkPage* new_page() noexcept
{
    void* memory = ::mmap(nullptr, sizeof(MarkPage), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        std::abort(); // 300 KiB at start-up
    auto* page = new (memory) MarkPage; // zeroed by the kernel
    page->magic = MarkPage::magic_value;
    page->process = static_cast<std::uint32_t>(::getpid());
    page->entries_used.store(1, std::memory_order_relaxed);
    for (std::uint32_t i = 0; i < MarkPage::slot_count; ++i)
        page->slots[i].number.store(i, std::memory_order_relaxed);
    return page;
}

struct Index {
    std::mutex mutex;
    std::map<std::pair<std::string, std::string>, std::uint32_t> known;
};

Index& index()
{
    static auto* const instance = std::make_unique<Index>().release(); // lives as long as the process
    return *instance;
}

void copy_cut(char (&into)[64], std::string_view text)
{
    auto length = std::min(text.size(), sizeof into - 1);
    while (length < text.size() && length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80)
        --length; // not in the middle of a letter
    std::memcpy(into, text.data(), length);
    into[length] = '\0';
}

std::string_view cut(const char (&text)[64]) { return {text, ::strnlen(text, sizeof text)}; }

} // namespace

namespace detail {

constinit thread_local CallSlot* this_thread_slot = nullptr;

CallSlot& claim_slot() noexcept
{
    const auto thread = static_cast<std::uint32_t>(::gettid());
    for (auto& slot : mark_page().slots) {
        std::uint32_t free = 0;
        if (!slot.thread.compare_exchange_strong(free, thread, std::memory_order_acq_rel))
            continue;
        this_thread_slot = &slot;
        thread_local SlotOwner owner(slot);
        return slot;
    }
    unseen_slot.number.store(thread, std::memory_order_relaxed);
    this_thread_slot = &unseen_slot;
    return unseen_slot;
}

} // namespace detail

MarkPage& mark_page() noexcept
{
    static MarkPage* const page = new_page();
    return *page;
}

bool back_mark_page(int descriptor) noexcept
{
    auto& page = mark_page();
    const int flags = MAP_FIXED | (descriptor < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED);
    // The new memory gets the contents first and is then moved over the old in one step.
    void* fresh = ::mmap(nullptr, sizeof(MarkPage), PROT_READ | PROT_WRITE, flags & ~MAP_FIXED, descriptor, 0);
    if (fresh == MAP_FAILED)
        return false;
    std::memcpy(fresh, static_cast<const void*>(&page), sizeof(MarkPage));
    return ::mremap(fresh, sizeof(MarkPage), sizeof(MarkPage), MREMAP_MAYMOVE | MREMAP_FIXED, &page) != MAP_FAILED;
}

std::uint32_t mark_index(std::string_view module, std::string_view what)
{
    auto& page = mark_page();
    auto& names = index();
    const std::lock_guard lock(names.mutex);
    auto key = std::pair(std::string(module), std::string(what));
    if (const auto found = names.known.find(key); found != names.known.end())
        return found->second;
    const auto next = page.entries_used.load(std::memory_order_relaxed);
    if (next == MarkPage::entry_count) {
        const auto same_module = names.known.lower_bound({key.first, {}});
        return same_module != names.known.end() && same_module->first.first == module ? same_module->second : 0;
    }
    copy_cut(page.entries[next].module, module);
    copy_cut(page.entries[next].what, what);
    page.entries_used.store(next + 1, std::memory_order_release);
    names.known.emplace(std::move(key), next);
    return next;
}

std::vector<RunningCall> running_calls(std::string_view module)
{
    std::vector<RunningCall> calls;
    const auto& page = mark_page();
    const auto used = page.entries_used.load(std::memory_order_acquire);
    for (const auto& slot : page.slots) {
        const auto thread = slot.thread.load(std::memory_order_acquire);
        const auto depth = std::min(slot.depth.load(std::memory_order_acquire), CallSlot::levels);
        for (std::uint32_t level = 0; thread != 0 && level < depth; ++level) {
            const auto entry = slot.frames[level].load(std::memory_order_relaxed);
            if (entry < used && cut(page.entries[entry].module) == module.substr(0, sizeof(MarkEntry::module) - 1))
                calls.push_back({thread, std::string(cut(page.entries[entry].what))});
        }
    }
    return calls;
}

bool is_inside(std::string_view module)
{
    const auto thread = call_slot().thread.load(std::memory_order_relaxed);
    const auto calls = running_calls(module);
    return std::any_of(calls.begin(), calls.end(), [&](const auto& call) { return call.thread == thread; });
}

} // namespace wowhost::module
