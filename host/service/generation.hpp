// The generation: a number in the main store that each change of the set of modules raises, so that running processes
// notice. Any thread.
#pragma once

#include "host/database/database.hpp"

#include <cstdint>

namespace wowhost::service {

class Generation {
public:
    explicit Generation(database::Database& database);
    std::int64_t current() const;
    /// Part of the caller's transaction. Returns the new one.
    std::int64_t raise() const;
    /// A number that was never given before: which installation of a module this is. Part of the caller's transaction.
    std::int64_t next_serial() const;

private:
    database::Database& database_;
};

} // namespace wowhost::service
