// user: the accounts of a site.
#include "account_store.hpp"
#include "commands.hpp"
#include "pages.hpp"
#include "session_store.hpp"

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
        add.entity_type(session_definition());
        add.plugin<Accounts>("user", std::make_unique<AccountStore>(host));
        add.plugin<Sessions>("user", std::make_unique<SessionStore>(host));
        add.plugin<Authenticator>("user", std::make_unique<SessionAuthenticator>(SessionStore(host)));
        constexpr std::int64_t an_hour = 3600;
        add.cron(CronJob("user.sessions", an_hour, [&host] { return SessionStore(host).sweep(); }));
        register_commands(add, host);
        register_pages(add, host);
    }
};

} // namespace user

WOWHOST_MODULE(user::UserModule)
