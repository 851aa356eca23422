// One blocking call of the client, on the thread that made it: starts jobs, waits for them, watches the caller's
// deadline.
//
// Lives on the caller's stack. When it goes while jobs are under way (a callback threw), they are cancelled.
#pragma once

#include "host/http/job.hpp"
#include "host/http/loop.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace wowhost::http {

class Call {
public:
    /// Throws Error invalid_argument inside a transaction.
    Call(Loop& loop, const HttpOptions& options, const std::function<bool()>& in_transaction);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    /// Starts a request, or answers it as blocked if it must not be sent. The same check as the constructor.
    void start(HttpRequest request, std::size_t index);

    /// Waits until something has come back, or until `until`, and takes it. May return nothing: ask again.
    std::vector<JobPtr> wait(Clock::time_point until);

    /// To be said of each job that wait() returned, when it has been dealt with.
    void settle() { --outstanding_; }
    std::size_t outstanding() const { return outstanding_; }

    /// Not none: the call is to end; timeout (the job's deadline) or cancelled.
    HttpFailure ended() const;

private:
    void refuse_transaction() const;
    void watch();

    Loop& loop_;
    const HttpOptions& options_;
    const std::function<bool()>& in_transaction_;
    const Clock::time_point deadline_;
    const std::shared_ptr<Mailbox> mailbox_ = std::make_shared<Mailbox>();
    std::size_t outstanding_ = 0;
    HttpFailure ended_ = HttpFailure::none;
};

} // namespace wowhost::http
