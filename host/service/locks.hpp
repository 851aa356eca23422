// Named locks across all processes, by the database's clock.
//
// A lock is a row in the coordination store with its holder and its expiry. The holder is a thread of a process, so
// that two jobs on two threads of one worker exclude each other too. Each process that takes locks also holds one of
// the process locks `process-1`, `process-2`, …, with its random token as the purpose; the kernel or the database
// session releases it when the process ends in whatever way. A row whose process is not there any more counts as free.
// Any thread.
#pragma once

#include "host/database/database.hpp"
#include "host/service/clock.hpp"

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

namespace wowhost::service {

class LockService {
public:
    LockService(database::Database& database, const Clock& clock);
    /// Releases what this process still holds.
    ~LockService();
    LockService(const LockService&) = delete;
    LockService& operator=(const LockService&) = delete;

    /// Never waits for the holder. The holder may acquire again and so sets a new expiry; false when somebody else
    /// holds the lock, also when they took it after it had expired. `lifetime` is at least a millisecond.
    bool acquire(const std::string& module, const std::string& name, std::chrono::milliseconds lifetime);
    /// Nothing happens unless the calling thread holds the lock.
    void release(const std::string& name);
    /// Removes rows of locks that have expired; returns how many there were. Housekeeping, never needed for
    /// correctness.
    std::int64_t remove_expired();
    void remove_module(const std::string& module);

private:
    void announce_process();
    bool process_is_gone(const std::string& slot, const std::string& token);
    std::string holder() const;

    database::Database& database_;
    const Clock& clock_;
    const std::string token_;
    std::mutex mutex_;
    std::string slot_; ///< The name of the process lock that this process holds.
    std::unique_ptr<database::ProcessLock> alive_;
};

} // namespace wowhost::service
