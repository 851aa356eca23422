// user: what other modules keep of a user, and how it goes.
//
// A module that keeps something because somebody has an account here registers an AccountData: its rows are counted
// when people are asked whether to delete a user, and purged before the user goes (the host itself then deletes the
// user data of all modules, and rows that belong to the user by an owner column). What was fetched with the help of an
// account elsewhere names that service as its source, and goes as well when the user breaks with it.
#pragma once

#include <wowhost/plugin.hpp>
#include <wowhost/services.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace user {

/// By entity type, or another word for what is counted.
using RowCounts = std::map<std::string, std::int64_t>;

class AccountData {
public:
    WOWHOST_INTERFACE("user.account_data/1");
    virtual ~AccountData() = default;

    /// The service whose account the data came by; empty for what has arisen on this site.
    virtual std::string source() const = 0;
    virtual RowCounts row_counts(std::int64_t user) const = 0;
    /// Deletes it all; part of the caller's transaction. Without any data it does nothing.
    virtual void purge(std::int64_t user) const = 0;
};

/// Rows that modules keep of the user: of one source, or of all when `source` is "*".
inline RowCounts row_counts(const wowhost::Services& host, std::int64_t user, const std::string& source = "*")
{
    RowCounts all;
    for (const auto& part : host.plugins<AccountData>()) {
        const auto counts = part.call("row_counts", [&](const AccountData& data) {
            return source == "*" || data.source() == source ? data.row_counts(user) : RowCounts();
        });
        for (const auto& [what, rows] : counts)
            if (rows > 0)
                all[what] += rows;
    }
    return all;
}

/// "2 rows of book and 1 row of loan"; empty when there is nothing.
inline std::string to_text(const RowCounts& counts)
{
    std::string text;
    std::size_t left = counts.size();
    for (const auto& [what, rows] : counts) {
        if (!text.empty())
            text += left == 1 ? " and " : ", ";
        text += std::to_string(rows) + (rows == 1 ? " row of " : " rows of ") + what;
        --left;
    }
    return text;
}

/// Deletes what modules keep of the user by this source, all of it or nothing.
inline void purge(const wowhost::Services& host, std::int64_t user, const std::string& source)
{
    host.entities().transaction([&] {
        for (const auto& part : host.plugins<AccountData>())
            part.call("purge", [&](const AccountData& data) {
                if (data.source() == source)
                    data.purge(user);
            });
    });
}

} // namespace user
