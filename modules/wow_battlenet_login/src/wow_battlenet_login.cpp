// wow_battlenet_login: logging in at Battle.net, and the accounts that users have connected.
#include "attempt.hpp"
#include "connection_store.hpp"
#include "pages.hpp"

#include <wowhost/module.hpp>

#include <memory>

namespace wow_battlenet_login {

using namespace wowhost;

class LoginModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(account_definition());
        add.plugin<Connections>("battlenet", std::make_unique<ConnectionStore>(host));
        add.plugin<user::AccountData>("wow_battlenet_login", std::make_unique<ConnectionData>(host));
        add.cron(CronJob("wow_battlenet_login.tokens", 3600, [&host] { return forget_expired_tokens(host); }));
        add.cron(CronJob("wow_battlenet_login.logins", 3600, [&host] { return forget_old_attempts(host); }));
        register_pages(add, host);
    }
};

} // namespace wow_battlenet_login

WOWHOST_MODULE(wow_battlenet_login::LoginModule)
