#include "host/entity/query_sql.hpp"
#include "host/entity/session.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <utility>

#include <fmt/format.h>

namespace wowhost::entity {

using database::Row;

namespace {

using Ids = std::vector<std::int64_t>;

/// How much to do at once: as much as takes some milliseconds, which is how long somebody may wait for it.
class Pace {
public:
    using Clock = std::chrono::steady_clock;

    Pace(std::int64_t first, std::int64_t most)
        : size_(first)
        , least_(first / 4)
        , most_(most)
    {
    }
    std::int64_t size() const { return size_; }
    void begin() { begun_ = Clock::now(); }
    void end(std::int64_t done)
    {
        const auto took = Clock::now() - begun_;
        if (took > 2 * aim)
            size_ = std::max(least_, done / 2);
        else if (took < aim / 2 && done == size_)
            size_ = std::min(most_, done * 2);
    }

private:
    static constexpr std::chrono::milliseconds aim{40};

    std::int64_t size_;
    std::int64_t least_;
    std::int64_t most_;
    Clock::time_point begun_;
};

/// A refusal of the database, or the end of the host's patience, is not about the rows.
bool concerns_all(const std::exception& error)
{
    const auto* known = dynamic_cast<const Error*>(&error);
    return known
        && (known->code() == ErrorCode::storage || known->code() == ErrorCode::cancelled
            || known->code() == ErrorCode::deadline_exceeded || known->code() == ErrorCode::locked);
}

class GradualRemover {
public:
    GradualRemover(const std::function<Session()>& session, const std::string& type, const Conditions& conditions,
        const EntityStorage::Watch& watch)
        : session_(session)
        , type_(type)
        , conditions_(conditions)
        , watch_(watch)
    {
    }

    std::int64_t run()
    {
        const auto session = session_();
        if (session.connection.transaction_depth() > 0)
            throw Error(ErrorCode::failed,
                fmt::format(
                    "Rows of {} can't be deleted bit by bit inside a transaction; call remove_gradually outside "
                    "of it, or remove_if.",
                    type_));
        const bool unseen = is_plain(session, session.schema->require(type_)) && !watch_.keep;
        if (unseen && session.is_postgresql() && !conditions(session).has_joins())
            by_blocks(session);
        else
            by_ids();
        return removed_;
    }

private:
    QuerySql conditions(const Session& session) const
    {
        QuerySql sql(*session.schema, session.engine(), type_);
        sql.add(conditions_);
        return sql;
    }

    bool go_on() const { return !watch_.go_on || watch_.go_on(removed_); }

    /// Finds and deletes as the rows lie in the table, in one pass over it.
    void by_blocks(const Session& session)
    {
        std::int64_t blocks = 0;
        session.connection.run(
            "SELECT pg_relation_size(CAST(? AS regclass)) / CAST(current_setting('block_size') AS bigint)",
            {quoted(type_)}, [&](const Row& row) { blocks = row.integer(0); });
        const auto found = conditions(session);
        const auto sql = fmt::format("DELETE{}{} t.ctid >= CAST(? AS tid) AND t.ctid < CAST(? AS tid)", found.from(),
            found.where().empty() ? " WHERE" : " AND");
        constexpr std::int64_t first = 64;
        constexpr std::int64_t most = 2048;
        Pace pace(first, most);
        for (std::int64_t at = 0; at < blocks && go_on();) {
            const auto end = at + pace.size();
            const auto from = fmt::format("({},0)", at);
            const auto to = fmt::format("({},0)", end);
            auto bound = found.bound();
            bound.emplace_back(std::string_view(from));
            bound.emplace_back(std::string_view(to));
            pace.begin();
            std::int64_t gone = 0;
            database::transact(session.connection, [&] { gone = session.connection.run(sql, bound); });
            pace.end(end - at);
            removed_ += gone;
            at = end;
        }
    }

    /// Finds many without the lock that writers need, and deletes some at once.
    void by_ids()
    {
        constexpr std::int64_t first = 500;
        constexpr std::int64_t most = 20'000;
        Pace pace(first, most);
        std::int64_t last = 0;
        for (auto found = next(last); !found.empty(); found = next(last)) {
            last = found.back();
            for (std::size_t at = 0; at < found.size();) {
                if (!go_on())
                    return;
                const auto end = std::min(found.size(), at + static_cast<std::size_t>(pace.size()));
                const Ids some(
                    found.begin() + static_cast<std::ptrdiff_t>(at), found.begin() + static_cast<std::ptrdiff_t>(end));
                pace.begin();
                remove(some);
                pace.end(static_cast<std::int64_t>(some.size()));
                at = end;
            }
        }
    }

    Ids next(std::int64_t last) const
    {
        constexpr std::int64_t page = 200'000; // the search passes over what does not meet the conditions
        const auto session = session_();
        auto sql = conditions(session);
        sql.after_id();
        auto bound = sql.bound();
        bound.emplace_back(last);
        bound.emplace_back(page);
        Ids ids;
        session.connection.run("SELECT t.\"id\"" + sql.from() + " ORDER BY t.\"id\" LIMIT ?", bound,
            [&](const Row& row) { ids.push_back(row.integer(0)); });
        return ids;
    }

    /// These; where that is refused, half by half, so that one row does not keep the others.
    void remove(const Ids& ids)
    {
        try {
            removed_ += remove_entities(session_(), type_, ids, conditions_, watch_.keep);
            return;
        } catch (const std::exception& error) {
            if (!watch_.refused || concerns_all(error))
                throw;
            if (ids.size() == 1)
                return watch_.refused(ids.front(), error.what());
        }
        const auto middle = ids.begin() + static_cast<std::ptrdiff_t>(ids.size() / 2);
        remove(Ids(ids.begin(), middle));
        remove(Ids(middle, ids.end()));
    }

    const std::function<Session()>& session_;
    const std::string& type_;
    const Conditions& conditions_;
    const EntityStorage::Watch& watch_;
    std::int64_t removed_ = 0;
};

} // namespace

std::int64_t remove_gradually_from(const std::function<Session()>& session, const std::string& type,
    const Conditions& conditions, const EntityStorage::Watch& watch)
{
    return GradualRemover(session, type, conditions, watch).run();
}

} // namespace wowhost::entity
