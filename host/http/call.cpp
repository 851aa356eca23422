#include "host/http/call.hpp"

#include "host/http/request_check.hpp"
#include "host/http/unpack.hpp"

#include <wowhost/error.hpp>

#include <algorithm>
#include <utility>

namespace wowhost::http {
namespace {

constexpr auto deadline_passed = "the deadline of the job that sent it passed";
constexpr auto given_up = "the job that sent it was given up";
constexpr auto watch_interval = std::chrono::milliseconds(100);

} // namespace

Call::Call(Loop& loop, const HttpOptions& options, const std::function<bool()>& in_transaction)
    : loop_(loop)
    , options_(options)
    , in_transaction_(in_transaction)
    , deadline_(
          options.call_deadline ? options.call_deadline().value_or(Clock::time_point::max()) : Clock::time_point::max())
{
    refuse_transaction();
}

Call::~Call()
{
    if (outstanding_ > 0)
        loop_.cancel(mailbox_, HttpFailure::cancelled, given_up);
}

void Call::refuse_transaction() const
{
    if (in_transaction_ && in_transaction_())
        throw Error(ErrorCode::invalid_argument,
            "HTTP inside a transaction: it would hold the database for as long as the network takes; commit first, or "
            "fetch before the transaction begins");
}

void Call::start(HttpRequest request, std::size_t index)
{
    refuse_transaction();
    auto target = check(request);
    auto job = std::make_unique<Job>(std::move(request), index);
    job->mailbox = mailbox_;
    job->origin = std::move(target.origin);
    job->tls = target.tls;
    ++outstanding_;
    if (!target.refusal.empty()) {
        job->fail(HttpFailure::blocked, target.refusal);
        mailbox_->put(std::move(job));
        return;
    }
    watch();
    if (ended_ == HttpFailure::none) {
        loop_.submit(std::move(job));
        return;
    }
    job->fail(ended_, ended_ == HttpFailure::timeout ? deadline_passed : given_up);
    mailbox_->put(std::move(job));
}

HttpFailure Call::ended() const
{
    if (ended_ != HttpFailure::none)
        return ended_;
    return loop_.stopped() ? HttpFailure::cancelled : HttpFailure::none;
}

void Call::watch()
{
    if (ended_ != HttpFailure::none)
        return;
    if (deadline_ <= Clock::now()) {
        ended_ = HttpFailure::timeout;
        loop_.cancel(mailbox_, ended_, deadline_passed);
    } else if (options_.call_cancelled && options_.call_cancelled()) {
        ended_ = HttpFailure::cancelled;
        loop_.cancel(mailbox_, ended_, given_up);
    }
}

std::vector<JobPtr> Call::wait(Clock::time_point until)
{
    watch();
    auto limit = until;
    if (ended_ == HttpFailure::none) {
        limit = std::min(limit, deadline_);
        // Nothing under way means that nobody wakes us at shutdown either.
        if (options_.call_cancelled || outstanding_ == 0)
            limit = std::min(limit, Clock::now() + watch_interval);
    }
    auto jobs = mailbox_->take(limit);
    for (const auto& job : jobs)
        unpack(*job);
    return jobs;
}

} // namespace wowhost::http
