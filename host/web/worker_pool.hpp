// Threads that run handlers, which may block. Made as they are needed, up to `threads`; what waits is bounded.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace wowhost::web {

class WorkerPool {
public:
    WorkerPool(std::size_t threads, std::size_t waiting)
        : most_threads_(threads)
        , most_waiting_(waiting)
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
    void run();

    const std::size_t most_threads_;
    const std::size_t most_waiting_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> tasks_;
    std::vector<std::thread> threads_;
    std::size_t idle_ = 0;
    bool ending_ = false;
};

} // namespace wowhost::web
