// What is done once the transaction around it has committed, and not at all when it rolls back: for effects outside of
// the database, such as the removal of a file, that must not happen unless the change stands.
//
// Actions run on the thread of the transaction, in order, after the outermost commit; what they throw is dropped. A
// process that ends between the commit and its actions does not run them. An action belongs to the savepoint in which
// it was given.
#pragma once

#include <functional>

namespace wowhost::database {

class Connection;

/// Runs `action` after the commit of the transaction that is open on `connection`; at once when none is.
void after_commit(Connection& connection, std::function<void()> action);

/// For Transaction: the one of this depth (1: outermost) has committed, or was rolled back.
void note_commit(Connection& connection, int depth);
void note_rollback(Connection& connection, int depth) noexcept;

} // namespace wowhost::database
