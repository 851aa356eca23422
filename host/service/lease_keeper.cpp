#include "host/service/lease_keeper.hpp"

#include <algorithm>
#include <utility>

namespace wowhost::service {

using std::chrono::steady_clock;

LeaseKeeper::LeaseKeeper(
    const QueueStore& queues, std::function<void(const std::string& queue, const std::string& what)> trouble)
    : queues_(queues)
    , trouble_(std::move(trouble))
{
}

LeaseKeeper::~LeaseKeeper()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        changed_.notify_all();
    }
    if (thread_.joinable())
        thread_.join();
}

std::shared_ptr<void> LeaseKeeper::keep(const QueueClaim& claim, std::chrono::milliseconds lease)
{
    constexpr int most_renewals = 30;
    auto kept = std::make_shared<Kept>(
        Kept{{claim.queue, claim.token, {}}, lease, steady_clock::now() + lease / 2, most_renewals});
    for (const auto& job : claim.jobs)
        kept->claim.jobs.emplace_back(job.id, Value(), job.attempt);
    const std::lock_guard lock(mutex_);
    const auto place = kept_.insert(kept_.end(), kept);
    if (!thread_.joinable())
        thread_ = std::thread([this] { run(); });
    changed_.notify_all();
    return {this, [place](LeaseKeeper* self) {
                const std::lock_guard guard(self->mutex_);
                self->kept_.erase(place);
            }};
}

void LeaseKeeper::run()
{
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        auto next = Time::max();
        for (const auto& kept : kept_)
            next = std::min(next, kept->due);
        if (next == Time::max())
            changed_.wait(lock);
        else if (next > steady_clock::now())
            changed_.wait_until(lock, next);
        else
            renew_due(lock);
    }
}

void LeaseKeeper::renew_due(std::unique_lock<std::mutex>& lock)
{
    std::vector<std::shared_ptr<Kept>> due;
    for (const auto& kept : kept_)
        if (kept->due <= steady_clock::now())
            due.push_back(kept);
    for (const auto& kept : due) {
        lock.unlock();
        std::string what;
        bool renewed = false;
        try {
            renewed = kept->renewals_left > 0 && queues_.renew(kept->claim, kept->lease);
            if (kept->renewals_left == 0)
                what = "a batch has not ended after 30 renewals of its lease; its jobs will be given to another worker";
        } catch (const std::exception& error) {
            what = std::string("a lease could not be renewed: ") + error.what();
            renewed = true; // tried again
        }
        if (!what.empty())
            trouble_(kept->claim.queue, what);
        lock.lock();
        --kept->renewals_left;
        kept->due = renewed ? steady_clock::now() + kept->lease / 2 : Time::max();
    }
}

} // namespace wowhost::service
