// wow: the sweep: what Battle.net has not confirmed for `wow.data_ttl_days` is deleted.
#pragma once

#include <wowhost/services.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace wow {

class SweepResult {
public:
    std::map<std::string, std::int64_t> deleted; ///< By type, every fetched type included.
    std::vector<std::string> failures; ///< What could not be deleted, one sentence per type.

    std::int64_t total() const;
};

class Sweep {
public:
    using Cancelled = std::function<bool()>;
    using Progress = std::function<void(const std::string& type, std::int64_t deleted)>;

    Sweep(const wowhost::Services& host, std::int64_t ttl_days)
        : host_(host)
        , ttl_days_(ttl_days)
    {
    }
    /// Deletes, type by type and in chunks, each chunk a transaction of its own. Rows of a catalogue that living rows
    /// refer to become stubs; a row that somebody confirms meanwhile stays. A row whose deletion a hook refuses stays
    /// and is named; the others go. Killed or cancelled midway, the next sweep goes on. Throws Error when the database
    /// fails.
    SweepResult run(const Cancelled& cancelled, const Progress& progress) const;
    /// What run() would delete now, without a look at stubs.
    std::map<std::string, std::int64_t> count() const;

private:
    std::int64_t cutoff() const;

    const wowhost::Services& host_;
    std::int64_t ttl_days_;
};

/// Unix seconds at which the last complete sweep ended; 0: never.
std::int64_t last_sweep(const wowhost::Services& host);
/// Rows that sweeps have deleted since the module was installed, by type.
std::map<std::string, std::int64_t> swept_rows(const wowhost::Services& host);

} // namespace wow
