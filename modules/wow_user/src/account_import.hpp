// Import of an account's characters: one request, one transaction.
#pragma once

#include <wow_user/accounts.hpp>
#include <wow_user/mapping.hpp>
#include <wowhost/entity.hpp>

#include <optional>
#include <set>
#include <string>

namespace wow_user {

class AccountImport {
public:
    /// Throws Error(invalid_argument) when there is no such region.
    AccountImport(const wowhost::Services& host, std::int64_t uid, const std::string& region);

    ImportResult run(const std::string& user_token);

private:
    AccountList fetch(const std::string& user_token) const;
    void store(const AccountList& list);
    void store(const AccountCharacter& character);
    void create(const AccountCharacter& character);
    void claim(const wowhost::Entity& row, const AccountCharacter& character);
    /// Nobody else has the address afterwards.
    void clear_address(const AccountCharacter& character, const std::string& name_key, std::int64_t own_row) const;
    void release_absent();
    wowhost::Entity::Fields known_fields(const AccountCharacter& character) const;
    std::optional<wowhost::Entity> stored(std::int64_t blizzard_id) const;

    const wowhost::Services& host_;
    std::int64_t uid_;
    std::string region_;
    std::int64_t stub_age_; ///< The `last_fetched` of stubs.
    std::set<std::int64_t> listed_;
    std::set<std::int64_t> with_profile_; ///< Those of them that have an address.
    ImportResult result_;
};

} // namespace wow_user
