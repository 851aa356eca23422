// How what came by a user's Battle.net account goes.
#pragma once

#include <user/account_data.hpp>
#include <wowhost/command.hpp>
#include <wowhost/services.hpp>

namespace wow_user {

/// From here to the end of the transaction no other import, choice or purge of this user goes on, in any process. Call
/// it first in the transaction.
void take_turn(const wowhost::Services& host, std::int64_t uid);

/// Purges what every module keeps by the user's Battle.net account.
void purge_account_data(const wowhost::Services& host, std::int64_t uid);

/// What this module keeps of it: characters, and user data.
class CharacterData final : public user::AccountData {
public:
    explicit CharacterData(const wowhost::Services& host)
        : host_(host)
    {
    }
    std::string source() const override;
    user::RowCounts row_counts(std::int64_t uid) const override;
    void purge(std::int64_t uid) const override;

private:
    const wowhost::Services& host_;
};

wowhost::Command purge_command(const wowhost::Services& host);

} // namespace wow_user
