// A request on its way through the client, and the mailbox in which its caller waits for it.
//
// A job is owned by exactly one side at a time: the caller that made it, the loop that carries it out, the mailbox it
// comes back in. So neither side ever reads what the other writes, and a caller that leaves early leaves nothing
// dangling.
#pragma once

#include <wowhost/http.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace wowhost::http {

constexpr std::size_t body_spare = 64; ///< What HttpResponse::body promises beyond its end.

using Clock = HttpRequest::Clock;

class Mailbox;

struct Job {
    Job(HttpRequest what, std::size_t position)
        : request(std::move(what))
        , index(position)
    {
    }

    /// Turns the job's response into a failure: no status, no content. `reason` follows the request's name.
    void fail(HttpFailure failure, const std::string& reason)
    {
        response.status = 0;
        response.headers.clear();
        response.body = std::string();
        response.body.reserve(body_spare);
        response.failure = failure;
        response.failure_message = std::string(to_string(request.method)) + " " + request.url + ": " + reason;
    }

    void fail_too_large()
    {
        fail(HttpFailure::too_large,
            "the body exceeds " + std::to_string(request.max_body) + " bytes; raise max_body if that is meant to be");
    }

    HttpRequest request;
    HttpResponse response;
    std::size_t index; ///< In the caller's list.
    std::string origin{};
    bool tls = false;
    std::shared_ptr<Mailbox> mailbox{}; ///< Where it goes when it is over.
};

using JobPtr = std::unique_ptr<Job>;

/// Finished jobs of one call. Filled by the loop (or by whoever refuses a job), emptied by the waiting thread.
class Mailbox {
public:
    /// The caller holds the mailbox by itself. True if it was empty, so that the caller should `notify()`, at a time
    /// that suits it.
    bool put(JobPtr job)
    {
        job->mailbox.reset(); // a job in its mailbox must not keep it alive: its caller may never come back for it
        const std::lock_guard lock(mutex_);
        jobs_.push_back(std::move(job));
        return jobs_.size() == 1;
    }

    void notify() { arrived_.notify_one(); }

    /// Waits for at least one job, no longer than `until`, and takes all there are.
    std::vector<JobPtr> take(Clock::time_point until)
    {
        std::unique_lock lock(mutex_);
        const auto filled = [this] { return !jobs_.empty(); };
        if (until == Clock::time_point::max())
            arrived_.wait(lock, filled);
        else
            arrived_.wait_until(lock, until, filled);
        return std::exchange(jobs_, {});
    }

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<JobPtr> jobs_;
};

} // namespace wowhost::http
