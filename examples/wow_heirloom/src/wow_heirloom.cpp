// wow_heirloom: the catalogue of heirlooms.
#include "parts.hpp"

#include <wow/catalogue_sync.hpp>
#include <wow_heirloom/mapping.hpp>

#include <memory>
#include <string>
#include <vector>

namespace wow_heirloom {

using namespace wowhost;

namespace {

wow::CataloguePlan plan()
{
    wow::CataloguePlan plan(heirloom_type, "heirloom", "heirlooms", heirloom_columns);
    plan.keep({"name", "source"});
    return plan;
}

} // namespace

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
        catalogue_ = std::make_unique<wow::MappedCatalogue>(host, plan(), map_heirloom);
        wow::register_catalogue(add, host, *catalogue_, "wow_heirloom:sync", "heirlooms");
        add_provider(add, host);
        add_commands(add, host);
        add_dashboard(add, host);
    }

    std::unique_ptr<wow::MappedCatalogue> catalogue_; // index → a job per item in queue wow_heirloom_sync → rows
};

} // namespace wow_heirloom

WOWHOST_MODULE(wow_heirloom::HeirloomModule)
