// wow: SingleFlight, so that what several want at the same time is fetched once. Header-only.
//
// Who gets a claim fetches; the others wait and then look at what is stored. Claims hold among the threads of a process
// and, by locks of the site, among its processes. Whoever holds claims must not wait for those of others.
#pragma once

#include <wowhost/services.hpp>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace wow {

class SingleFlight {
public:
    /// Names of locks are `prefix` and the key.
    SingleFlight(const wowhost::Services& host, std::string prefix)
        : host_(host)
        , prefix_(std::move(prefix))
    {
    }

    /// The keys that one fetch is about; given back at the end of the scope.
    class Claim {
    public:
        explicit Claim(const SingleFlight& flights)
            : flights_(flights)
        {
        }
        Claim(const Claim&) = delete;
        Claim& operator=(const Claim&) = delete;
        ~Claim()
        {
            for (const auto& key : keys_)
                release(key);
        }
        /// false: somebody else has it.
        bool take(const std::string& key)
        {
            {
                const std::lock_guard lock(flights_.mutex_);
                if (!flights_.under_way_.insert(key).second)
                    return false;
            }
            try {
                if (flights_.host_.locks().acquire(flights_.prefix_ + key, lock_life)) {
                    keys_.push_back(key);
                    return true;
                }
            } catch (...) {
                give_back(key);
                throw;
            }
            give_back(key);
            return false;
        }

    private:
        void give_back(const std::string& key) const
        {
            {
                const std::lock_guard lock(flights_.mutex_);
                flights_.under_way_.erase(key);
            }
            flights_.finished_.notify_all();
        }
        void release(const std::string& key) const
        {
            try {
                flights_.host_.locks().release(flights_.prefix_ + key);
            } catch (const std::exception&) {
                // It expires.
            }
            give_back(key);
        }

        const SingleFlight& flights_;
        std::vector<std::string> keys_;
    };

    /// A moment: threads of this process say when they have ended, other processes do not.
    void wait() const
    {
        std::unique_lock lock(mutex_);
        finished_.wait_for(lock, std::chrono::milliseconds(50));
    }

private:
    static constexpr auto lock_life = std::chrono::seconds(60);

    const wowhost::Services& host_;
    std::string prefix_;
    mutable std::mutex mutex_;
    mutable std::condition_variable finished_;
    mutable std::set<std::string> under_way_;
};

} // namespace wow
