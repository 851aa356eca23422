#include "host/module/crash_marker.hpp"

#include "host/module/mark_page.hpp"
#include "host/module/note_reader.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wowhost::module {
namespace {

constexpr std::array fatal_signals{SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
constexpr std::string_view file_prefix = "calls-";

std::array<struct sigaction, fatal_signals.size()> previous_actions;
std::atomic<MarkPage*> marked_page{nullptr};

/// Async-signal-safe: touches the page, this thread's slot and system calls only.
void on_fatal_signal(int signal, siginfo_t* info, void*)
{
    const int saved = errno;
    auto* page = marked_page.load(std::memory_order_acquire);
    const auto process = ::getpid();
    const bool by_itself = info->si_code > 0 || info->si_pid == process;
    std::uint32_t unclaimed = 0;
    if (page && by_itself && page->process == static_cast<std::uint32_t>(process)
        && page->crash.claimed.compare_exchange_strong(unclaimed, 1)) {
        auto& crash = page->crash;
        if (const auto* slot = detail::this_thread_slot) {
            crash.thread = slot->thread.load(std::memory_order_relaxed);
            crash.depth = slot->depth.load(std::memory_order_relaxed);
            for (std::uint32_t level = 0; level < CallSlot::levels; ++level)
                crash.frames[level] = slot->frames[level].load(std::memory_order_relaxed);
        }
        timespec now{};
        ::clock_gettime(CLOCK_REALTIME, &now);
        crash.time = now.tv_sec;
        crash.signal.store(static_cast<std::uint32_t>(signal), std::memory_order_release);
    }
    for (std::size_t i = 0; i < fatal_signals.size(); ++i) {
        if (fatal_signals[i] == signal)
            ::sigaction(signal, &previous_actions[i], nullptr);
    }
    // A fault happens again when the handler returns, now with the previous action; a sent signal has to be sent again.
    if (info->si_code <= 0)
        ::raise(signal);
    errno = saved;
}

void install_handlers()
{
    struct sigaction action { };
    action.sa_sigaction = on_fatal_signal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND;
    ::sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < fatal_signals.size(); ++i)
        ::sigaction(fatal_signals[i], &action, &previous_actions[i]);
}

void restore_handlers()
{
    for (std::size_t i = 0; i < fatal_signals.size(); ++i)
        ::sigaction(fatal_signals[i], &previous_actions[i], nullptr);
}

std::string text_of(const char (&text)[64])
{
    const std::string_view view(text, ::strnlen(text, sizeof text));
    return is_utf8(view) ? std::string(view) : std::string();
}

/// What the page of a dead process says; nothing when it did not crash, or is no such page.
std::optional<CrashReport> read_report(int descriptor)
{
    auto page = std::make_unique<MarkPage>();
    struct stat status { };
    if (::fstat(descriptor, &status) != 0 || status.st_nlink == 0 || status.st_size != sizeof(MarkPage)
        || ::pread(descriptor, static_cast<void*>(page.get()), sizeof(MarkPage), 0) != sizeof(MarkPage)
        || page->magic != MarkPage::magic_value || page->crash.signal.load() == 0)
        return std::nullopt;
    const auto& crash = page->crash;
    CrashReport report;
    report.signal = static_cast<int>(crash.signal.load());
    report.time = crash.time;
    report.process = page->process;
    for (std::uint32_t level = 0; level < std::min(crash.depth, CallSlot::levels); ++level) {
        const auto& entry = page->entries[crash.frames[level] % MarkPage::entry_count];
        report.module = text_of(entry.module);
        report.what = text_of(entry.what);
        report.chain.push_back(report.module + ": " + report.what);
    }
    return report;
}

Error cannot(const char* action, const std::filesystem::path& file)
{
    return {ErrorCode::failed,
        fmt::format("cannot {} {}: {}; make its folder writable for this user, or free some space there", action,
            file.native(), std::strerror(errno))};
}

} // namespace

std::string CrashReport::signal_name() const
{
    const auto* name = ::sigabbrev_np(signal);
    return name ? std::string("SIG") + name : fmt::format("signal {}", signal);
}

CrashMarker::CrashMarker(const std::filesystem::path& folder)
{
    if (marked_page.load())
        throw Error(ErrorCode::failed, "a crash marker is open already in this process; close it first");
    std::error_code ignored; // opening the file tells more
    std::filesystem::create_directories(folder, ignored);
    const auto stamp = std::chrono::system_clock::now().time_since_epoch().count();
    const auto name = fmt::format("{}{}-{}", file_prefix, ::getpid(), stamp);
    file_ = folder / name;
    // Made and locked under another name, so that nobody takes it for one that a dead process left.
    const auto unnamed = folder / ("." + name);
    descriptor_ = ::open(unnamed.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor_ < 0)
        throw cannot("create", unnamed);
    // Allocated, not sparse: a full disk must not become a SIGBUS later.
    const int allocated = ::posix_fallocate(descriptor_, 0, sizeof(MarkPage));
    if (allocated != 0)
        errno = allocated;
    if (allocated != 0 || ::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 || ::rename(unnamed.c_str(), file_.c_str()) != 0
        || !back_mark_page(descriptor_)) {
        const auto error = cannot("set up", file_);
        ::unlink(unnamed.c_str());
        ::unlink(file_.c_str());
        ::close(descriptor_);
        throw error;
    }
    auto& page = mark_page();
    page.process = static_cast<std::uint32_t>(::getpid());
    marked_page.store(&page, std::memory_order_release);
    install_handlers();
}

CrashMarker::~CrashMarker()
{
    restore_handlers();
    marked_page.store(nullptr, std::memory_order_release);
    ::unlink(file_.c_str());
    // If the page stays on the file's memory, that memory lives on with the mapping; nothing is lost.
    back_mark_page(-1);
    ::close(descriptor_);
}

std::vector<CrashReport> CrashMarker::take_crashes(const std::filesystem::path& folder)
{
    std::vector<CrashReport> reports;
    std::error_code error;
    for (auto entry = std::filesystem::directory_iterator(folder, error);
         !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        const auto& file = entry->path();
        if (!file.filename().native().starts_with(file_prefix))
            continue;
        const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        if (descriptor < 0)
            continue;
        // Whoever gets the lock knows that the writer is gone, and is the only one to report and remove the file.
        if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
            if (auto report = read_report(descriptor))
                reports.push_back(std::move(*report));
            ::unlink(file.c_str());
        }
        ::close(descriptor);
    }
    std::sort(
        reports.begin(), reports.end(), [](const auto& left, const auto& right) { return left.time < right.time; });
    return reports;
}

} // namespace wowhost::module
