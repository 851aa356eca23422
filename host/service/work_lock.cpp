#include "host/service/work_lock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wowhost::service {
namespace {

using database::LockMode;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* turnstile = "turnstile";
constexpr const char* work = "work";
constexpr milliseconds look_every{100};
constexpr milliseconds linger_for{5000};

std::int64_t left(steady_clock::time_point deadline)
{
    const auto rest = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now()).count();
    return std::max<std::int64_t>(rest, 0);
}

std::string who(database::Database& database, const char* lock)
{
    const auto holder = database.holder(lock);
    return holder ? fmt::format("another process ({})", holder->describe()) : std::string("another process");
}

} // namespace

WorkLock::WorkLock(database::Database& database, bool linger)
    : database_(database)
    , linger_(linger)
{
}

WorkLock::~WorkLock()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        changed_.notify_all();
    }
    if (keeper_.joinable())
        keeper_.join();
}

std::unique_ptr<database::ProcessLock> WorkLock::enter(const std::string& purpose, Time deadline)
{
    const auto passed = database_.lock(turnstile, LockMode::shared, left(deadline), purpose);
    return passed ? database_.lock(work, LockMode::shared, left(deadline), purpose) : nullptr;
}

WorkHandle WorkLock::shared(const std::string& purpose, milliseconds wait)
{
    const auto deadline = steady_clock::now() + wait;
    std::unique_lock lock(mutex_);
    if (owner_ == std::this_thread::get_id() || held_.contains(std::this_thread::get_id()))
        return unit(true);
    for (;;) {
        if (shared_ && !wanted_) {
            if (units_ > 0)
                start_keeper();
            return unit(false);
        }
        if (!shared_ && !entering_) {
            entering_ = true;
            lock.unlock();
            std::unique_ptr<database::ProcessLock> entered;
            std::exception_ptr trouble;
            try {
                entered = enter(purpose, deadline);
            } catch (...) {
                trouble = std::current_exception();
            }
            lock.lock();
            entering_ = false;
            wanted_ = false;
            shared_ = std::move(entered);
            ++turn_;
            changed_.notify_all();
            if (trouble)
                std::rethrow_exception(trouble);
            if (shared_)
                continue;
        } else if (changed_.wait_until(lock, deadline) != std::cv_status::timeout) {
            continue;
        }
        if (steady_clock::now() < deadline)
            continue;
        lock.unlock();
        throw Error(ErrorCode::locked,
            fmt::format("{} is changing modules and has not ended within {} ms; try again", who(database_, turnstile),
                wait.count()));
    }
}

WorkHandle WorkLock::shared_at_once()
{
    const std::lock_guard lock(mutex_);
    if (owner_ == std::this_thread::get_id() || held_.contains(std::this_thread::get_id()))
        return unit(true);
    if (!shared_ || wanted_)
        return nullptr;
    if (units_ > 0)
        start_keeper();
    return unit(false);
}

/// Called with the mutex held.
WorkHandle WorkLock::unit(bool nested)
{
    const auto thread = std::this_thread::get_id();
    ++held_[thread];
    if (!nested)
        ++units_;
    return {this, [nested, thread](WorkLock* self) { self->leave(thread, nested); }};
}

void WorkLock::leave(std::thread::id thread, bool nested)
{
    std::unique_lock lock(mutex_);
    if (const auto found = held_.find(thread); found != held_.end() && --found->second == 0)
        held_.erase(found);
    if (nested || --units_ > 0)
        return;
    idle_since_ = steady_clock::now();
    if (linger_ && !wanted_)
        start_keeper();
    else
        let_go(lock);
}

/// Gives the process lock back, outside the mutex, since that may take a round trip to the database.
void WorkLock::let_go(std::unique_lock<std::mutex>& lock)
{
    auto old = std::move(shared_);
    entering_ = true; // nobody takes it anew before it has gone
    lock.unlock();
    old.reset();
    lock.lock();
    entering_ = false;
    wanted_ = false;
    changed_.notify_all();
}

WorkHandle WorkLock::exclusive(const std::string& purpose, milliseconds wait)
{
    const auto deadline = steady_clock::now() + wait;
    const auto me = std::this_thread::get_id();
    {
        const std::lock_guard lock(mutex_);
        if (owner_ == me || held_.contains(me))
            throw Error(ErrorCode::refused,
                "modules cannot be changed by work that uses them: `" + purpose + "` runs inside a unit of work");
    }
    auto first = database_.lock(turnstile, LockMode::exclusive, left(deadline), purpose);
    if (!first)
        throw Error(ErrorCode::locked,
            fmt::format("{} is changing modules; wait until it has ended and try again", who(database_, turnstile)));
    {
        std::unique_lock lock(mutex_);
        if (shared_) {
            wanted_ = true;
            if (units_ == 0)
                let_go(lock);
        }
    }
    auto second = database_.lock(work, LockMode::exclusive, left(deadline), purpose);
    if (!second)
        throw Error(ErrorCode::locked,
            fmt::format("work that uses the modules has not ended within {} ms; try again when jobs, requests and "
                        "commands have finished, or stop the workers",
                wait.count()));
    {
        const std::lock_guard lock(mutex_);
        owner_ = me;
    }
    auto locks =
        std::make_shared<std::pair<std::unique_ptr<database::ProcessLock>, std::unique_ptr<database::ProcessLock>>>(
            std::move(first), std::move(second));
    return {this, [locks](WorkLock* self) mutable {
                {
                    const std::lock_guard lock(self->mutex_);
                    self->owner_.reset();
                }
                locks->second.reset();
                locks->first.reset();
            }};
}

void WorkLock::start_keeper()
{
    if (!keeper_.joinable())
        keeper_ = std::thread([this] { keep(); });
}

void WorkLock::keep()
{
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (!shared_) {
            changed_.wait(lock);
            continue;
        }
        changed_.wait_for(lock, look_every, [this] { return stopping_ || !shared_; });
        if (stopping_ || !shared_)
            continue;
        lock.unlock();
        bool wanted = false;
        try {
            wanted = database_.holder(turnstile).has_value();
        } catch (const std::exception&) {
            // The database is away: nobody can change modules either.
        }
        lock.lock();
        if (!shared_)
            continue;
        wanted_ = wanted;
        if (units_ == 0 && (wanted_ || steady_clock::now() - idle_since_ > linger_for))
            let_go(lock);
        else if (!wanted_)
            changed_.notify_all();
    }
}

std::unique_ptr<database::ProcessLock> take_install_lock(database::Database& database, const std::string& purpose)
{
    auto lock = database.lock("install", LockMode::exclusive, 0, purpose);
    if (!lock)
        throw Error(ErrorCode::locked,
            who(database, "install") + " is changing modules; wait until it has ended and try again");
    return lock;
}

} // namespace wowhost::service
