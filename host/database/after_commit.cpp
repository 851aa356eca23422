#include "host/database/after_commit.hpp"

#include "host/database/database.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace wowhost::database {
namespace {

class Entry {
public:
    const Connection* connection;
    int depth;
    std::function<void()> action;
};

/// A connection is used by one thread at a time, and a transaction by one thread throughout.
std::vector<Entry>& entries()
{
    thread_local std::vector<Entry> all;
    return all;
}

void run(const std::function<void()>& action) noexcept
{
    try {
        action();
    } catch (...) { // the change stands; there is nobody left to tell
    }
}

} // namespace

void after_commit(Connection& connection, std::function<void()> action)
{
    const int depth = connection.transaction_depth();
    if (depth == 0)
        action();
    else
        entries().push_back({&connection, depth, std::move(action)});
}

void note_commit(Connection& connection, int depth)
{
    auto& all = entries();
    std::vector<std::function<void()>> due;
    for (auto& entry : all)
        if (entry.connection == &connection && entry.depth >= depth) {
            entry.depth = depth - 1;
            if (depth == 1)
                due.push_back(std::move(entry.action));
        }
    all.erase(std::remove_if(all.begin(), all.end(), [](const Entry& entry) { return entry.depth == 0; }), all.end());
    for (const auto& action : due)
        run(action);
}

void note_rollback(Connection& connection, int depth) noexcept
{
    auto& all = entries();
    all.erase(std::remove_if(all.begin(), all.end(),
                  [&](const Entry& entry) { return entry.connection == &connection && entry.depth >= depth; }),
        all.end());
}

} // namespace wowhost::database
