#include "host/database/after_commit.hpp"
#include "host/database/backoff.hpp"
#include "host/database/database.hpp"
#include "host/database/kill_point.hpp"

namespace wowhost::database {

Transaction::Transaction(Connection& connection)
    : connection_(connection)
{
    connection_.begin();
    depth_ = connection_.transaction_depth();
}

Transaction::~Transaction()
{
    if (!open_)
        return;
    while (connection_.transaction_depth() >= depth_) {
        connection_.rollback();
    }
    note_rollback(connection_, depth_);
}

void Transaction::commit()
{
    if (!open_) {
        throw Error(ErrorCode::storage, "A transaction was committed twice; commit it once.");
    }
    if (connection_.transaction_depth() != depth_) {
        throw Error(ErrorCode::storage,
            "A transaction was committed while a nested one is still open; let the nested one end first.");
    }
    const bool outermost = depth_ == 1;
    if (outermost)
        kill_point(KillPoint::commit, "before");
    connection_.commit();
    open_ = false;
    if (outermost)
        kill_point(KillPoint::commit, "after");
    note_commit(connection_, depth_);
}

void transact(Connection& connection, const std::function<void()>& work)
{
    const bool outermost = connection.transaction_depth() == 0;
    constexpr int attempts = 5;
    for (int attempt = 1;; ++attempt) {
        try {
            Transaction transaction(connection);
            work();
            transaction.commit();
            return;
        } catch (...) {
            if (!outermost || attempt == attempts || !connection.was_victim()) {
                throw;
            }
        }
        sleep_with_jitter(std::chrono::milliseconds(2 << attempt));
    }
}

} // namespace wowhost::database
