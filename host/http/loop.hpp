// The thread that carries all requests of the process: one libcurl multi handle, driven by epoll.
//
// Jobs come in through an inbox, wait for their time, then for a place at their origin, are transferred, and go back to
// their mailbox. The loop calls no code but libcurl's, and so never waits for anybody's work. The thread starts with
// the first job. `submit`, `cancel` and `stop` may be called from any thread; all else belongs to the loop's own.
#pragma once

#include "host/http/job.hpp"
#include "host/http/multi.hpp"
#include "host/http/options.hpp"
#include "host/http/transfer.hpp"

#include <curl/curl.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace wowhost::http {

class Loop {
public:
    explicit Loop(HttpOptions options);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Takes the job over. It comes back in its mailbox, whatever happens.
    void submit(JobPtr job);

    /// Sends all jobs of that mailbox back with this failure, wherever they are.
    void cancel(const std::shared_ptr<Mailbox>& mailbox, HttpFailure failure, const std::string& reason);

    /// Sends everything back as cancelled, now and from now on. Does not wait for the thread to end.
    void stop();
    bool stopped() const { return stopped_.load(std::memory_order_acquire); }

private:
    struct Cancellation {
        std::shared_ptr<Mailbox> mailbox;
        HttpFailure failure;
        std::string reason;
    };
    struct Delayed {
        Clock::time_point when;
        std::uint64_t sequence;
        JobPtr job;
        /// For the heap: the earliest on top, equal ones in their order.
        bool operator<(const Delayed& other) const
        {
            return when != other.when ? when > other.when : sequence > other.sequence;
        }
    };
    struct Origin {
        std::size_t active = 0;
        std::deque<JobPtr> waiting{};
    };

    void start_thread();
    void work();
    bool take_inbox(std::vector<JobPtr>& jobs, std::vector<Cancellation>& cancellations);
    bool may_sleep();
    void admit(JobPtr job);
    void admit_due();
    void start(JobPtr job, Origin& origin);
    void read_results();
    void leave_origin(const std::string& name);
    void give_back(JobPtr job);
    void notify();
    bool may_gather() const;
    void carry_out(const Cancellation& cancellation);
    void fail_all(const Mailbox* mailbox, HttpFailure failure, const std::string& reason);
    std::chrono::milliseconds time_to_next() const;

    const HttpOptions options_;
    std::atomic<bool> stopped_ = false;

    std::mutex mutex_; // guards the four below
    std::vector<JobPtr> inbox_;
    std::vector<Cancellation> cancellations_;
    bool asleep_ = false; // in Multi::work, or about to enter it, and nobody has woken it yet
    std::thread thread_;

    std::unique_ptr<Multi> multi_; // made before the thread starts
    std::vector<Delayed> delayed_;
    std::uint64_t sequence_ = 0;
    std::unordered_map<std::string, Origin> origins_;
    std::unordered_map<CURL*, std::unique_ptr<Transfer>> active_;
    std::vector<std::unique_ptr<Transfer>> idle_;
    std::vector<std::shared_ptr<Mailbox>> to_notify_;
    std::size_t unannounced_ = 0; // results since the last notification
    Clock::time_point first_unannounced_{};
};

} // namespace wowhost::http
