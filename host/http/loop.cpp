#include "host/http/loop.hpp"

#include <wowhost/error.hpp>

#include <algorithm>
#include <csignal>
#include <mutex>
#include <utility>

namespace wowhost::http {
namespace {

constexpr auto shutting_down = "the host is shutting down";
constexpr auto too_late = "it could not be sent by the time that was set for it, and so was not sent";

} // namespace

Loop::Loop(HttpOptions options)
    : options_(std::move(options))
{
}

Loop::~Loop()
{
    stop();
    if (thread_.joinable())
        thread_.join();
    active_.clear();
    idle_.clear();
}

void Loop::start_thread()
{
    multi_ = std::make_unique<Multi>(static_cast<long>(options_.max_connections));
    // Signals are for the host's threads; and OpenSSL writes to dead connections without MSG_NOSIGNAL.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread([this] { work(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Loop::submit(JobPtr job)
{
    bool wake = false;
    JobPtr refused;
    {
        const std::lock_guard lock(mutex_);
        if (stopped()) {
            refused = std::move(job);
        } else {
            if (!thread_.joinable())
                start_thread();
            inbox_.push_back(std::move(job));
            wake = std::exchange(asleep_, false);
        }
    }
    if (refused) {
        refused->fail(HttpFailure::cancelled, shutting_down);
        const auto mailbox = refused->mailbox;
        mailbox->put(std::move(refused));
        mailbox->notify();
    } else if (wake) {
        multi_->wake();
    }
}

void Loop::cancel(const std::shared_ptr<Mailbox>& mailbox, HttpFailure failure, const std::string& reason)
{
    bool wake = false;
    {
        const std::lock_guard lock(mutex_);
        if (stopped() || !thread_.joinable())
            return;
        cancellations_.push_back({mailbox, failure, reason});
        wake = std::exchange(asleep_, false);
    }
    if (wake)
        multi_->wake();
}

void Loop::stop()
{
    const std::lock_guard lock(mutex_);
    stopped_.store(true, std::memory_order_release);
    if (thread_.joinable())
        multi_->wake();
}

void Loop::work()
{
    std::vector<JobPtr> jobs;
    std::vector<Cancellation> cancellations;
    while (take_inbox(jobs, cancellations)) {
        for (auto& job : jobs)
            admit(std::move(job));
        jobs.clear();
        for (const auto& cancellation : cancellations)
            carry_out(cancellation);
        cancellations.clear();
        admit_due();
        multi_->work(may_sleep() ? time_to_next() : std::chrono::milliseconds(0));
        read_results();
        if (!may_gather())
            notify();
    }
    for (auto& job : jobs) {
        job->fail(HttpFailure::cancelled, shutting_down);
        give_back(std::move(job));
    }
    fail_all(nullptr, HttpFailure::cancelled, shutting_down);
    notify();
}

bool Loop::take_inbox(std::vector<JobPtr>& jobs, std::vector<Cancellation>& cancellations)
{
    const std::lock_guard lock(mutex_);
    asleep_ = false;
    jobs.swap(inbox_);
    cancellations.swap(cancellations_);
    return !stopped();
}

bool Loop::may_sleep()
{
    const std::lock_guard lock(mutex_);
    asleep_ = inbox_.empty() && cancellations_.empty() && !stopped();
    return asleep_;
}

void Loop::admit(JobPtr job)
{
    if (job->request.not_before > Clock::now()) {
        const auto when = job->request.not_before;
        delayed_.push_back({when, sequence_++, std::move(job)});
        std::push_heap(delayed_.begin(), delayed_.end());
        return;
    }
    auto& origin = origins_[job->origin];
    if (origin.active < options_.max_connections)
        start(std::move(job), origin);
    else
        origin.waiting.push_back(std::move(job));
}

void Loop::admit_due()
{
    const auto now = Clock::now();
    while (!delayed_.empty() && delayed_.front().when <= now) {
        std::pop_heap(delayed_.begin(), delayed_.end());
        auto job = std::move(delayed_.back().job);
        delayed_.pop_back();
        admit(std::move(job));
    }
}

void Loop::start(JobPtr job, Origin& origin)
{
    if (job->request.not_after < Clock::now()) {
        job->fail(HttpFailure::expired, too_late);
        give_back(std::move(job));
        return;
    }
    std::unique_ptr<Transfer> transfer;
    if (idle_.empty()) {
        transfer = std::make_unique<Transfer>(options_);
    } else {
        transfer = std::move(idle_.back());
        idle_.pop_back();
    }
    transfer->begin(std::move(job));
    auto* const easy = transfer->handle();
    if (!multi_->add(easy)) {
        give_back(transfer->finish(CURLE_OUT_OF_MEMORY));
        return;
    }
    ++origin.active;
    active_.emplace(easy, std::move(transfer));
}

void Loop::read_results()
{
    while (const auto finished = multi_->next_finished()) {
        const auto found = active_.find(finished->easy);
        if (found->second->begin_again(finished->code) && multi_->add(finished->easy))
            continue;
        auto job = found->second->finish(finished->code);
        idle_.push_back(std::move(found->second));
        active_.erase(found);
        leave_origin(job->origin);
        give_back(std::move(job));
    }
}

void Loop::leave_origin(const std::string& name)
{
    const auto found = origins_.find(name);
    auto& origin = found->second;
    --origin.active;
    while (!origin.waiting.empty() && origin.active < options_.max_connections) {
        auto next = std::move(origin.waiting.front());
        origin.waiting.pop_front();
        start(std::move(next), origin);
    }
    if (origin.active == 0)
        origins_.erase(found);
}

void Loop::give_back(JobPtr job)
{
    if (unannounced_++ == 0)
        first_unannounced_ = Clock::now();
    auto mailbox = job->mailbox;
    if (mailbox->put(std::move(job)))
        to_notify_.push_back(std::move(mailbox));
}

void Loop::notify()
{
    for (const auto& mailbox : to_notify_)
        mailbox->notify();
    to_notify_.clear();
    unannounced_ = 0;
}

/// In dense traffic a few results are announced together: to wake a thread costs more than to take in an answer.
bool Loop::may_gather() const
{
    constexpr std::size_t dense = 16;
    constexpr std::size_t enough = 32;
    constexpr auto soon = std::chrono::microseconds(1000);
    return unannounced_ > 0 && unannounced_ < enough && active_.size() >= dense
        && Clock::now() - first_unannounced_ < soon;
}

void Loop::carry_out(const Cancellation& cancellation)
{
    fail_all(cancellation.mailbox.get(), cancellation.failure, cancellation.reason);
    notify();
}

void Loop::fail_all(const Mailbox* mailbox, HttpFailure failure, const std::string& reason)
{
    const auto meant = [mailbox](const Job& job) { return !mailbox || job.mailbox.get() == mailbox; };
    const auto fail = [&](JobPtr job) {
        job->fail(failure, reason);
        give_back(std::move(job));
    };
    for (auto& entry : delayed_)
        if (meant(*entry.job))
            fail(std::move(entry.job));
    std::erase_if(delayed_, [](const Delayed& entry) { return !entry.job; });
    std::make_heap(delayed_.begin(), delayed_.end());
    for (auto& [name, origin] : origins_) {
        for (auto& job : origin.waiting)
            if (meant(*job))
                fail(std::move(job));
        std::erase(origin.waiting, nullptr);
    }
    std::vector<std::pair<CURL*, std::string>> gone;
    for (auto& [easy, transfer] : active_) {
        if (!meant(*transfer->job()))
            continue;
        gone.emplace_back(easy, transfer->job()->origin);
        multi_->remove(easy); // before the job, whose body curl may still be sending, is given away
        fail(transfer->abandon());
    }
    notify();
    for (const auto& [easy, name] : gone) {
        active_.erase(easy);
        leave_origin(name);
    }
}

std::chrono::milliseconds Loop::time_to_next() const
{
    using std::chrono::milliseconds;
    const milliseconds longest(to_notify_.empty() ? 60'000 : 1);
    if (delayed_.empty())
        return longest;
    return std::clamp(std::chrono::ceil<milliseconds>(delayed_.front().when - Clock::now()), milliseconds(0), longest);
}

} // namespace wowhost::http
