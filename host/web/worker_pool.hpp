// Threads that run handlers, which may block. Made as they are needed, up to `threads`; what waits is bounded. A thread
// that has had nothing to do for a while ends, and gives back what it holds: a connection to the database with its
// cache.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace wowhost::web {

class WorkerPool {
public:
    WorkerPool(std::size_t threads, std::size_t waiting, std::chrono::milliseconds patience = std::chrono::seconds(5))
        : most_threads_(threads)
        , most_waiting_(waiting)
        , patience_(patience)
    {
    }
    ~WorkerPool() { end(); }
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// False, and nothing done, when too much waits already. `task` must not throw.
    bool submit(std::function<void()> task);
    /// Runs what waits, then ends its threads; nothing is taken any more. Not for several threads at once.
    void end();
    std::size_t waiting() const;
    std::size_t threads() const;

private:
    void run(std::list<std::thread>::iterator self);

    const std::size_t most_threads_;
    const std::size_t most_waiting_;
    const std::chrono::milliseconds patience_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> tasks_;
    std::list<std::thread> threads_;
    std::list<std::thread> ended_; ///< To be joined, which takes no time.
    std::size_t idle_ = 0;
    bool ending_ = false;
};

} // namespace wowhost::web
