#include "host/database/connection_pool.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

namespace wowhost::database {

namespace {

constexpr std::size_t idle_connections_kept = 2;

std::uint64_t next_serial()
{
    static std::atomic<std::uint64_t> serial{0};
    return ++serial;
}

} // namespace

struct ConnectionPool::Shared {
    using Connections = std::vector<std::unique_ptr<Connection>>;

    explicit Shared(Open open_connection)
        : serial(next_serial())
        , open(std::move(open_connection))
    {
    }

    Connection* take(std::size_t store)
    {
        {
            const std::lock_guard lock(mutex);
            if (!idle[store].empty()) {
                leased[store].push_back(std::move(idle[store].back()));
                idle[store].pop_back();
                return leased[store].back().get();
            }
        }
        auto fresh = open(static_cast<Store>(store));
        const std::lock_guard lock(mutex);
        leased[store].push_back(std::move(fresh));
        return leased[store].back().get();
    }

    void give_back(std::size_t store, Connection* connection)
    {
        const std::lock_guard lock(mutex);
        const auto found = std::find_if(leased[store].begin(), leased[store].end(),
            [connection](const std::unique_ptr<Connection>& each) { return each.get() == connection; });
        if (found == leased[store].end()) {
            return; // closed meanwhile
        }
        while (connection->transaction_depth() > 0) {
            connection->rollback();
        }
        if (idle[store].size() < idle_connections_kept) {
            connection->rest();
            idle[store].push_back(std::move(*found));
        }
        leased[store].erase(found);
    }

    void close()
    {
        const std::lock_guard lock(mutex);
        for (auto* connections : {&idle, &leased}) {
            for (auto& of_store : *connections) {
                of_store.clear();
            }
        }
    }

    const std::uint64_t serial;
    const Open open;
    std::mutex mutex;
    std::array<Connections, 2> idle;
    std::array<Connections, 2> leased;
};

struct ConnectionPool::Lease {
    std::uint64_t serial = 0;
    std::weak_ptr<Shared> pool;
    std::array<Connection*, 2> connections{};
};

struct ConnectionPool::ThreadLeases {
    std::vector<Lease> leases;

    ThreadLeases() = default;
    ThreadLeases(const ThreadLeases&) = delete;
    ThreadLeases& operator=(const ThreadLeases&) = delete;
    ~ThreadLeases()
    {
        for (const Lease& lease : leases) {
            const auto pool = lease.pool.lock();
            for (std::size_t store = 0; pool && store < lease.connections.size(); ++store) {
                if (lease.connections[store] != nullptr) {
                    pool->give_back(store, lease.connections[store]);
                }
            }
        }
    }
};

ConnectionPool::ThreadLeases& ConnectionPool::thread_leases()
{
    thread_local ThreadLeases leases;
    return leases;
}

ConnectionPool::ConnectionPool(Open open)
    : shared_(std::make_shared<Shared>(std::move(open)))
{
}

ConnectionPool::~ConnectionPool() { close(); }

void ConnectionPool::close() { shared_->close(); }

ConnectionPool::Lease* ConnectionPool::find() const
{
    for (Lease& lease : thread_leases().leases) {
        if (lease.serial == shared_->serial) {
            return &lease;
        }
    }
    return nullptr;
}

Connection& ConnectionPool::of_this_thread(Store store)
{
    const auto index = static_cast<std::size_t>(store);
    Lease* lease = find();
    if (lease == nullptr) {
        auto& leases = thread_leases().leases;
        std::erase_if(leases, [](const Lease& each) { return each.pool.expired(); });
        lease = &leases.emplace_back();
        lease->serial = shared_->serial;
        lease->pool = shared_;
    }
    if (lease->connections[index] == nullptr) {
        lease->connections[index] = shared_->take(index);
    }
    return *lease->connections[index];
}

bool ConnectionPool::in_transaction() const
{
    const Lease* lease = find();
    return lease != nullptr
        && std::any_of(lease->connections.begin(), lease->connections.end(),
            [](const Connection* connection) { return connection != nullptr && connection->transaction_depth() > 0; });
}

} // namespace wowhost::database
