// Batches of jobs: how many of each are open, and which have ended. Used by the queue store, inside its transactions.
#pragma once

#include "host/database/database.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace wowhost::service {

/// What one transaction changes of the batches. Rows are changed in the order of their keys, so that two transactions
/// do not wait for each other in a circle.
class BatchChanges {
public:
    void add(const std::string& queue, const std::string& batch_key, std::int64_t open, std::int64_t done = 0,
        std::int64_t failed = 0);
    void apply(database::Connection& connection, std::int64_t now_us) const;

private:
    struct Change {
        std::int64_t open = 0;
        std::int64_t done = 0;
        std::int64_t failed = 0;
    };
    std::map<std::pair<std::string, std::string>, Change> changes_;
};

} // namespace wowhost::service
