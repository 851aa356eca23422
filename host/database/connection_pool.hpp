// Connections per thread: a thread that asks gets one of each store and keeps it until it ends; then it goes back to
// the pool.
//
// The pool owns every connection, so that destroying it closes them all, whatever threads still live. It must not be
// destroyed while another thread runs a statement.
#pragma once

#include "host/database/database.hpp"

#include <functional>
#include <memory>

namespace wowhost::database {

enum class Store { main = 0, coordination = 1 };

class ConnectionPool {
public:
    using Open = std::function<std::unique_ptr<Connection>(Store)>;

    explicit ConnectionPool(Open open);
    ~ConnectionPool();
    ConnectionPool(const ConnectionPool&) = delete;
    ConnectionPool& operator=(const ConnectionPool&) = delete;

    Connection& of_this_thread(Store store);
    bool in_transaction() const;
    /// Closes every connection; the destructor does it too.
    void close();

private:
    struct Shared;
    struct Lease;
    struct ThreadLeases;
    static ThreadLeases& thread_leases();
    Lease* find() const;

    std::shared_ptr<Shared> shared_;
};

} // namespace wowhost::database
