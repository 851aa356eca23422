// Which characters are whose.
#pragma once

#include <wow_user/accounts.hpp>
#include <wowhost/entity.hpp>

namespace wow_user {

inline constexpr const char* character_type = "wow_character";
inline constexpr const char* owner = "uid"; ///< The kind of owner, and so the column.

/// Saves changes of a stored character. What was fetched of it does not become younger by them.
void save_keeping_age(const wowhost::Services& host, wowhost::Entity& changes, std::int64_t last_fetched);

class CharacterAccounts final : public Accounts {
public:
    explicit CharacterAccounts(const wowhost::Services& host)
        : host_(host)
    {
    }
    ImportResult import(std::int64_t uid, const std::string& user_token, const std::string& region) const override;
    std::vector<UserCharacter> characters(std::int64_t uid) const override;
    void select(std::int64_t uid, const std::vector<std::int64_t>& ids) const override;
    void set_main(std::int64_t uid, std::int64_t id) const override;
    void purge_account_data(std::int64_t uid) const override;

private:
    const wowhost::Services& host_;
};

} // namespace wow_user
