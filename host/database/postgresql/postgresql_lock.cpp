#include "host/database/postgresql/postgresql_lock.hpp"

#include "host/database/backoff.hpp"
#include "host/database/lock_holder.hpp"
#include "host/database/postgresql/postgresql_session.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace wowhost::database::postgresql {

namespace {

/// FNV-1a: the same in every process of every version.
std::uint64_t hash(std::string_view name)
{
    std::uint64_t value = 14695981039346656037ULL;
    for (const char character : name) {
        value = (value ^ static_cast<unsigned char>(character)) * 1099511628211ULL;
    }
    return value;
}

class AdvisoryLock final : public ProcessLock {
public:
    AdvisoryLock(Session session, std::string unlock)
        : session_(std::move(session))
        , unlock_(std::move(unlock))
    {
    }
    /// The end of the session would release it too, but only some moments later.
    ~AdvisoryLock() override { const Result ignored(PQexec(session_.get(), unlock_.c_str())); }

private:
    Session session_;
    std::string unlock_;
};

/// Of "wowhost: lock 4711@web1", when the server does not show us the holder's statement.
LockHolder from_application_name(std::string_view name)
{
    constexpr std::string_view prefix = "wowhost: lock ";
    LockHolder holder;
    const std::size_t at = name.find('@');
    if (name.starts_with(prefix) && at != std::string_view::npos) {
        std::from_chars(name.data() + prefix.size(), name.data() + at, holder.pid);
        holder.host = std::string(name.substr(at + 1));
    }
    return holder;
}

} // namespace

std::unique_ptr<ProcessLock> take_lock(
    const std::string& url, const std::string& name, LockMode mode, std::int64_t wait_ms, const std::string& purpose)
{
    const LockHolder self = this_process(purpose);
    const std::string suffix = mode == LockMode::shared ? "_shared" : "";
    const auto key = static_cast<std::int64_t>(hash(name));
    Session session(url, fmt::format("wowhost: lock {}@{}", self.pid, self.host).substr(0, 63),
        "SET client_min_messages = warning");
    // The statement stays visible in pg_stat_activity as long as the session lives: its comment tells others who holds
    // the lock.
    const std::string sql = fmt::format("SELECT pg_try_advisory_lock{}({}) -- {}", suffix, key, to_line(self));
    Backoff backoff(std::chrono::milliseconds(5), std::chrono::milliseconds(35),
        std::chrono::milliseconds(std::max<std::int64_t>(wait_ms, 0)));
    for (;;) {
        const Result result = session.simple(sql);
        if (*PQgetvalue(result.get(), 0, 0) == 't') {
            return std::make_unique<AdvisoryLock>(
                std::move(session), fmt::format("SELECT pg_advisory_unlock{}({})", suffix, key));
        }
        if (!backoff.wait()) {
            return nullptr;
        }
    }
}

std::optional<LockHolder> lock_holder(Connection& connection, const std::string& name)
{
    const std::uint64_t key = hash(name);
    std::optional<LockHolder> holder;
    connection.run("SELECT coalesce(a.application_name, ''), coalesce(a.query, '') FROM pg_locks l "
                   "LEFT JOIN pg_stat_activity a ON a.pid = l.pid "
                   "WHERE l.locktype = 'advisory' AND l.granted AND l.mode = 'ExclusiveLock' AND l.objsubid = 1 "
                   "AND l.classid::bigint = ? AND l.objid::bigint = ? "
                   "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        {static_cast<std::int64_t>(key >> 32U), static_cast<std::int64_t>(key & 0xFFFFFFFFU)}, [&](const Row& row) {
            const std::string_view query = row.text(1);
            const std::size_t comment = query.find("-- ");
            if (comment != std::string_view::npos) {
                holder = from_line(query.substr(comment + 3));
            }
            if (!holder) {
                holder = from_application_name(row.text(0));
            }
        });
    return holder;
}

} // namespace wowhost::database::postgresql
