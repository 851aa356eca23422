// wow_reputation: the factions, and how each character stands with them.
#include "factions.hpp"
#include "standing_provider.hpp"

#include <wowhost/module.hpp>

#include <memory>

namespace wow_reputation {

using namespace wowhost;

class ReputationModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.projection(Projection("taxonomy_term")
                           .boolean("wow_can_paragon")
                           .boolean("wow_is_renown")
                           .integer("wow_reputation_tiers"));
        add.entity_type(EntityType("wow_reputation_standing")
                            .label("Standing with a faction")
                            .reference("faction", faction_vocabulary)
                            .integer("tier")
                            .text("name")
                            .integer("raw")
                            .integer("value")
                            .integer("max")
                            .integer("renown_level")
                            .integer("paragon_raw")
                            .integer("paragon_value")
                            .integer("paragon_max")
                            .fetched()
                            .ownable_by("character")
                            .once_per_owner({"faction"}));
        factions_ = std::make_unique<Factions>(host);
        wow::register_vocabulary(add, host, *factions_, "reputation factions", "wow:sync-reputation-factions", "wsrf");
        add.plugin<wow_character::DataProvider>("wow_reputation", std::make_unique<StandingProvider>(host));
    }

    std::unique_ptr<Factions> factions_;
};

} // namespace wow_reputation

WOWHOST_MODULE(wow_reputation::ReputationModule)
