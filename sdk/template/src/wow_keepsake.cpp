// wow_keepsake: the catalogue of keepsakes.
#include "parts.hpp"

// @if queue
#include <wow/catalogue_sync.hpp>
#include <wow_keepsake/mapping.hpp>

#include <memory>
// @end
#include <string>
#include <vector>

namespace wow_keepsake {

using namespace wowhost;

// @if queue
namespace {

wow::CataloguePlan plan()
{
    wow::CataloguePlan plan(keepsake_type, "keepsake", "keepsakes", keepsake_columns);
    plan.keep({"name", "source"});
    return plan;
}

} // namespace

// @end
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
        catalogue_ = std::make_unique<wow::MappedCatalogue>(host, plan(), map_keepsake);
        wow::register_catalogue(add, host, *catalogue_, "wow_keepsake:sync", "keepsakes");
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

    std::unique_ptr<wow::MappedCatalogue> catalogue_; // index → a job per item in queue wow_keepsake_sync → rows
    // @end
};

} // namespace wow_keepsake

WOWHOST_MODULE(wow_keepsake::KeepsakeModule)
