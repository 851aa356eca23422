// wow_user: the characters of users, found as the plugin "wow_user" of the interface wow_user::Accounts.
//
// A character belongs to the user who has shown, by a token of their Battle.net account, that it is on that account;
// the column `uid` of `wow_character` says to whom. One of a user's characters may be the main one (`is_main`); the
// database allows no second. All functions may be called from any thread, `import` not inside a transaction.
#pragma once

#include <wowhost/plugin.hpp>
#include <wowhost/services.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace wow_user {

class ImportResult {
public:
    ImportResult() = default;
    std::int64_t created = 0; ///< Stubs of characters that were not stored.
    std::int64_t claimed = 0; ///< Stored characters of nobody that are the user's now.
    std::int64_t taken = 0; ///< Characters that were another user's.
    std::int64_t kept = 0; ///< Characters that were the user's already.
    std::int64_t released = 0; ///< Characters that are not on the account any more, and nobody's now.
    std::int64_t skipped = 0; ///< Entries that cannot be used, and characters without a profile.
};

class UserCharacter {
public:
    UserCharacter() = default;
    std::int64_t id = 0; ///< Of the row of `wow_character`.
    std::int64_t blizzard_id = 0;
    std::string region;
    std::string realm_slug;
    std::string name;
    std::int64_t level = 0;
    std::string faction;
    bool is_main = false;
    bool is_selected = false;
};

class Accounts {
public:
    WOWHOST_INTERFACE("wow_user.accounts/1");
    virtual ~Accounts() = default;

    /// Asks Battle.net for the characters of the account in this region and makes them the user's: creates stubs for
    /// those that are not stored (the scheduled refresh completes them soon), claims those that are, and releases the
    /// user's characters of this region that are not on the account any more. Throws Error and changes nothing when
    /// Battle.net does not answer, refuses the token, or the account was purged meanwhile; Error(locked) while another
    /// import of the user runs.
    virtual ImportResult import(std::int64_t uid, const std::string& user_token, const std::string& region) const = 0;

    /// The user's characters, the main one first, then by level and name.
    virtual std::vector<UserCharacter> characters(std::int64_t uid) const = 0;
    /// Which of their characters the user wants to show; all of them until the first choice. Throws
    /// Error(invalid_argument) for one that is not the user's.
    virtual void select(std::int64_t uid, const std::vector<std::int64_t>& ids) const = 0;
    /// Makes this character the main one, in place of another; 0: none is. Throws Error(invalid_argument) for one that
    /// is not the user's.
    virtual void set_main(std::int64_t uid, std::int64_t id) const = 0;
    /// Deletes the user's characters with all that hangs on them, and whatever else any module keeps because the user
    /// has shown us their Battle.net account. All of it, or Error and nothing.
    virtual void purge_account_data(std::int64_t uid) const = 0;
};

using AccountsHandle = wowhost::PluginHandle<Accounts>;

inline AccountsHandle accounts(const wowhost::Services& host) { return host.plugin<Accounts>("wow_user"); }

} // namespace wow_user
