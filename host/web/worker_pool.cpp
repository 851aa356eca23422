#include "host/web/worker_pool.hpp"

#include <memory>
#include <system_error>
#include <utility>

namespace wowhost::web {

void WorkerPool::end()
{
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_.notify_all();
    // None ends by itself any more.
    for (auto* threads : {&threads_, &ended_})
        for (auto& thread : *threads)
            if (thread.joinable())
                thread.join();
}

bool WorkerPool::submit(std::function<void()> task)
{
    std::list<std::thread> ended; // joined outside the mutex
    const auto join = [&ended](void*) {
        for (auto& thread : ended)
            thread.join();
    };
    const std::unique_ptr<void, decltype(join)> joined(this, join);
    const std::lock_guard lock(mutex_);
    ended.swap(ended_);
    if (ending_ || tasks_.size() >= most_waiting_)
        return false;
    tasks_.push_back(std::move(task));
    if (idle_ >= tasks_.size() || threads_.size() >= most_threads_) {
        wake_.notify_one();
        return true;
    }
    try {
        threads_.emplace_front();
        try {
            threads_.front() = std::thread([this, self = threads_.begin()] { run(self); });
        } catch (...) {
            threads_.pop_front();
            throw;
        }
    } catch (const std::system_error&) {
        // The machine has no more threads to give: those that there are will come to it.
        if (threads_.empty()) {
            tasks_.pop_back();
            return false;
        }
    }
    return true;
}

std::size_t WorkerPool::waiting() const
{
    const std::lock_guard lock(mutex_);
    return tasks_.size();
}

std::size_t WorkerPool::threads() const
{
    const std::lock_guard lock(mutex_);
    return threads_.size();
}

void WorkerPool::run(std::list<std::thread>::iterator self)
{
    std::unique_lock lock(mutex_);
    while (true) {
        ++idle_;
        wake_.wait_for(lock, patience_, [this] { return ending_ || !tasks_.empty(); });
        --idle_;
        if (tasks_.empty()) {
            if (!ending_)
                ended_.splice(ended_.begin(), threads_, self);
            return;
        }
        {
            auto task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
        }
        lock.lock();
    }
}

} // namespace wowhost::web
