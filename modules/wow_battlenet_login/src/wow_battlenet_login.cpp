// wow_battlenet_login: Battle.net accounts that users have connected.
#include "connection_store.hpp"

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
    }
};

} // namespace wow_battlenet_login

WOWHOST_MODULE(wow_battlenet_login::LoginModule)
