// wow_user: which characters are whose.
#include "character_accounts.hpp"
#include "pages.hpp"
#include "purge.hpp"

#include <wowhost/module.hpp>

#include <memory>

namespace wow_user {

using namespace wowhost;

class UserModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.owner(OwnerProjection(owner, "user"));
        add.projection(Projection(character_type).boolean("is_main").unique_where({owner}, "is_main"));
        add.plugin<Accounts>("wow_user", std::make_unique<CharacterAccounts>(host));
        add.plugin<user::AccountData>("wow_user", std::make_unique<CharacterData>(host));
        add.command(purge_command(host));
        register_pages(add, host);
    }
};

} // namespace wow_user

WOWHOST_MODULE(wow_user::UserModule)
