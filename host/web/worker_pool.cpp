#include "host/web/worker_pool.hpp"

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
    for (auto& thread : threads_)
        if (thread.joinable())
            thread.join();
}

bool WorkerPool::submit(std::function<void()> task)
{
    const std::lock_guard lock(mutex_);
    if (ending_ || tasks_.size() >= most_waiting_)
        return false;
    tasks_.push_back(std::move(task));
    if (idle_ >= tasks_.size() || threads_.size() >= most_threads_) {
        wake_.notify_one();
        return true;
    }
    try {
        threads_.emplace_back([this] { run(); });
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

void WorkerPool::run()
{
    std::unique_lock lock(mutex_);
    while (true) {
        ++idle_;
        wake_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
        --idle_;
        if (tasks_.empty())
            return;
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
