// wow_keepsake: the catalogue of keepsakes.
#include "parts.hpp"

// @if queue
#include <memory>
// @end
#include <string>
#include <vector>

namespace wow_keepsake {

using namespace wowhost;

class KeepsakeModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(EntityType(keepsake_type)
                            .label("Keepsake")
                            .integer("blizzard_id")
                            .text("name")
                            .text("source_type")
                            .text("source")
                            .fetched()
                            .unique({"blizzard_id"}));
        add.status([&host] {
            const auto rows = host.entities().count(Query(keepsake_type));
            return std::vector<StatusRow>{{Severity::ok, "Keepsakes", std::to_string(rows)}};
        });
        // @if queue
        catalogue_ = add_queue(add, host);
        // @end
        // @if provider
        add_provider(add, host);
        // @end
        // @if command
        add_commands(add, host);
        // @end
        // @if page
        add_pages(add, host);
        // @end
        // @if dashboard
        add_dashboard(add, host);
        // @end
        // @if search
        add_search(add, host);
        // @end
    }
    // @if queue

    std::shared_ptr<const void> catalogue_;
    // @end
};

} // namespace wow_keepsake

WOWHOST_MODULE(wow_keepsake::KeepsakeModule)
