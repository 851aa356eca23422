// Renews the leases of claims while their batches are worked on, from a thread of its own.
#pragma once

#include "host/service/queue_store.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace wowhost::service {

class LeaseKeeper {
public:
    /// `trouble` gets a sentence when a lease could not be renewed; called from the keeper's thread.
    LeaseKeeper(
        const QueueStore& queues, std::function<void(const std::string& queue, const std::string& what)> trouble);
    ~LeaseKeeper();
    LeaseKeeper(const LeaseKeeper&) = delete;
    LeaseKeeper& operator=(const LeaseKeeper&) = delete;

    /// Renews the claim's lease whenever half of it has passed, until the handle goes. A batch that hangs loses its
    /// jobs in the end: after 30 renewals the keeper gives it up.
    std::shared_ptr<void> keep(const QueueClaim& claim, std::chrono::milliseconds lease);

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Kept {
        QueueClaim claim;
        std::chrono::milliseconds lease;
        Time due;
        int renewals_left;
    };
    void run();
    void renew_due(std::unique_lock<std::mutex>& lock);

    const QueueStore& queues_;
    std::function<void(const std::string& queue, const std::string& what)> trouble_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::list<std::shared_ptr<Kept>> kept_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace wowhost::service
