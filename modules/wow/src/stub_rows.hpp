// wow: what is left of a catalogue's rows that others refer to when they should go: number and name.
#pragma once

#include <wowhost/services.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace wow {

/// How the rows of a catalogue become stubs.
class StubRule {
public:
    std::vector<std::string> fields; ///< What a stub keeps.
    std::string dates; ///< Prefix of the states that tell that the catalogue is complete; empty: none.
};

/// Of all installed catalogues, by entity type.
std::map<std::string, StubRule> stub_rules(const wowhost::Services& host);

/// Turns those rows into stubs that rows refer to which themselves stay.
class StubRows {
public:
    using Ids = std::vector<std::int64_t>;

    /// `cutoff`: fetched rows that were confirmed earlier do not count, as they are about to go themselves; 0: all
    /// count.
    StubRows(const wowhost::Services& host, std::string type, StubRule rule, std::int64_t cutoff);

    /// Which of these stay, for EntityStorage::Watch::keep. Part of the transaction that deletes the others.
    Ids keep(const Ids& locked) const;

private:
    std::vector<std::int64_t> referred_to(const Ids& ids) const;
    void make_stub(std::int64_t id) const;
    void forget_dates() const;

    const wowhost::Services& host_;
    const std::string type_;
    const StubRule rule_;
    const std::int64_t cutoff_;
    const std::vector<std::string> fetched_; ///< By name.
    const std::vector<std::pair<std::string, std::string>> referrers_; ///< (type, field)
};

} // namespace wow
