// wow_heirloom: the catalogue of heirlooms.
#include "parts.hpp"

#include <memory>
#include <string>
#include <vector>

namespace wow_heirloom {

using namespace wowhost;

class HeirloomModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(EntityType(heirloom_type)
                            .label("Heirloom")
                            .integer("blizzard_id")
                            .text("name")
                            .text("source_type")
                            .text("source")
                            .fetched()
                            .unique({"blizzard_id"}));
        add.status([&host] {
            const auto rows = host.entities().count(Query(heirloom_type));
            return std::vector<StatusRow>{{Severity::ok, "Heirlooms", std::to_string(rows)}};
        });
        catalogue_ = add_queue(add, host);
        add_provider(add, host);
        add_commands(add, host);
        add_dashboard(add, host);
    }

    std::shared_ptr<const void> catalogue_;
};

} // namespace wow_heirloom

WOWHOST_MODULE(wow_heirloom::HeirloomModule)
