// Who has guessed wrong too often waits: an account from one address after a few tries, an address or an account after
// many. Counted for all processes of the site together; what is typed is kept as a hash, for a quarter of an hour.
#pragma once

#include <wowhost/services.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace user {

class Throttle {
public:
    explicit Throttle(const wowhost::Services& host)
        : host_(host)
    {
    }
    /// Seconds until this one may try again; 0: now. Counts the try as failed until `succeeded` says otherwise, so that
    /// tries at the same time count too.
    std::int64_t ask(const std::string& name, const std::string& client) const;
    void succeeded(const std::string& name, const std::string& client) const;

    static constexpr std::int64_t window_seconds = 15 * 60;
    static constexpr std::int64_t tries_of_pair = 5;
    static constexpr std::int64_t tries_of_client = 40;
    static constexpr std::int64_t tries_of_account = 100;
    static constexpr std::size_t most_entries = 2000;

private:
    const wowhost::Services& host_;
};

} // namespace user
