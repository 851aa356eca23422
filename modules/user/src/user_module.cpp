// user: the accounts of a site.
#include "account_store.hpp"
#include "commands.hpp"

#include <wowhost/module.hpp>

#include <memory>

namespace user {

using namespace wowhost;

class UserModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(user_definition());
        add.owner(OwnerProjection("user", user_type));
        add.hook(EntityEvent::presave, user_type, [&host](EntityHookContext& context) { before_save(host, context); });
        add.hook(EntityEvent::predelete, user_type,
            [&host](EntityHookContext& context) { before_delete(host, context.entity); });
        add.plugin<Accounts>("user", std::make_unique<AccountStore>(host));
        register_commands(add, host);
    }
};

} // namespace user

WOWHOST_MODULE(user::UserModule)
