#include "battlenet_client.hpp"
#include "commands.hpp"
#include "dashboard.hpp"
#include "image_keeper.hpp"
#include "login_credentials.hpp"
#include "metrics.hpp"
#include "search.hpp"
#include "start_page.hpp"

#include <wowhost/module.hpp>

#include <memory>

namespace wow {

class WowModule final : public wowhost::Module {
    void setup(wowhost::Registrar& add, const wowhost::Services& host) override
    {
        const auto connection = std::make_shared<Connection>(host);
        add.projection(wowhost::Projection("taxonomy_term")
                           .integer("wow_blizzard_id")
                           .text("wow_region")
                           .timestamp("wow_last_fetched")
                           .unique({"vid", "wow_region", "wow_blizzard_id"}));
        add.plugin<Client>("wow", std::make_unique<BattlenetClient>(connection));
        register_image_keeper(add, host);
        add.plugin<LoginService>("wow", std::make_unique<LoginCredentials>(host));
        register_commands(add, connection);
        register_search_engine(add, host);
        register_start_page(add, host);
        register_dashboard(add, connection);
        register_metrics(add, connection);
    }
};

} // namespace wow

WOWHOST_MODULE(wow::WowModule)
