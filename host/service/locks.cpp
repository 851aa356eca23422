#include "host/service/locks.hpp"

#include "host/service/token.hpp"

#include <algorithm>
#include <atomic>

namespace wowhost::service {
namespace {

/// Unlike std::thread::id, never given to a second thread.
std::string thread_number()
{
    static std::atomic<std::int64_t> last{0};
    thread_local const auto number = std::to_string(++last);
    return number;
}

} // namespace

LockService::LockService(database::Database& database, const Clock& clock)
    : database_(database)
    , clock_(clock)
    , token_(random_token())
{
}

LockService::~LockService()
{
    if (!alive_)
        return;
    try {
        database_.coordination().run("DELETE FROM wowhost_lock WHERE token = ?", {token_});
    } catch (const std::exception&) {
        // The rows count as free as soon as the process lock is gone.
    }
}

std::string LockService::holder() const { return token_ + "/" + thread_number(); }

void LockService::announce_process()
{
    const std::lock_guard guard(mutex_);
    if (alive_)
        return;
    constexpr int most_processes = 10'000;
    for (int number = 1; number <= most_processes; ++number) {
        slot_ = "process-" + std::to_string(number);
        alive_ = database_.lock(slot_, database::LockMode::exclusive, 0, token_);
        if (alive_)
            return;
    }
    throw Error(ErrorCode::locked,
        "there are 10,000 processes that hold locks in " + database_.display_url() + "; end some of them");
}

bool LockService::process_is_gone(const std::string& slot, const std::string& token)
{
    if (token == token_)
        return false;
    const auto holder = database_.holder(slot);
    // A holder that cannot be told, or has just come, is given the benefit of the doubt.
    return !holder || (!holder->purpose.empty() && holder->purpose != token);
}

bool LockService::acquire(const std::string& module, const std::string& name, std::chrono::milliseconds lifetime)
{
    announce_process();
    const auto row_name = bounded_name(name);
    const auto me = holder();
    const auto lifetime_us = std::max<std::int64_t>(lifetime.count(), 1) * 1000;
    auto& connection = database_.coordination();
    constexpr int attempts = 3;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const auto now = clock_.shared_now_us(connection);
        if (connection.run(
                "INSERT INTO wowhost_lock (name, module, slot, token, holder, expires_us) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (name) DO UPDATE SET module = excluded.module, slot = excluded.slot, "
                "token = excluded.token, holder = excluded.holder, expires_us = excluded.expires_us "
                "WHERE wowhost_lock.holder = excluded.holder OR wowhost_lock.expires_us <= ?",
                {row_name, module, slot_, token_, me, now + lifetime_us, now})
            == 1)
            return true;
        std::string slot;
        std::string token;
        std::int64_t expires = 0;
        connection.run("SELECT slot, token, expires_us FROM wowhost_lock WHERE name = ?", {row_name},
            [&](const database::Row& row) {
                slot = row.string(0);
                token = row.string(1);
                expires = row.integer(2);
            });
        if (token.empty())
            continue; // released meanwhile
        if (!process_is_gone(slot, token))
            return false;
        connection.run(
            "DELETE FROM wowhost_lock WHERE name = ? AND token = ? AND expires_us = ?", {row_name, token, expires});
    }
    return false;
}

void LockService::release(const std::string& name)
{
    database_.coordination().run(
        "DELETE FROM wowhost_lock WHERE name = ? AND holder = ?", {bounded_name(name), holder()});
}

std::int64_t LockService::remove_expired()
{
    auto& connection = database_.coordination();
    return connection.run("DELETE FROM wowhost_lock WHERE expires_us <= ?", {clock_.shared_now_us(connection)});
}

void LockService::remove_module(const std::string& module)
{
    database_.coordination().run("DELETE FROM wowhost_lock WHERE module = ?", {module});
}

} // namespace wowhost::service
