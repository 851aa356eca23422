// wow_pet: the catalogue of battle pets, and who has collected which individuals.
#include <wow/catalogue_sync.hpp>
#include <wow/name_search.hpp>
#include <wow_character/favourites.hpp>
#include <wow_pet/mapping.hpp>
#include <wowhost/module.hpp>

#include <memory>

namespace wow_pet {

using namespace wowhost;

namespace {

constexpr const char* catalogue_type = "wow_pet";
constexpr const char* collection_type = "wow_collected_pet";

wow::CataloguePlan plan()
{
    wow::CataloguePlan plan(catalogue_type, "pet", "pets", pet_columns);
    plan.keep({"name", "description", "source", "icon"}).icons_from("pet");
    return plan;
}

} // namespace

class PetModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(EntityType(catalogue_type)
                            .label("Pet")
                            .integer("blizzard_id")
                            .text("name")
                            .text("description")
                            .text("battle_pet_type")
                            .text("source_type")
                            .text("source")
                            .text("icon")
                            .json("abilities")
                            .boolean("is_capturable")
                            .boolean("is_tradable")
                            .fetched()
                            .unique({"blizzard_id"}));
        add.entity_type(EntityType(collection_type)
                            .label("Collected pet")
                            .reference("pet", catalogue_type)
                            .integer("blizzard_id")
                            .text("nickname")
                            .integer("level")
                            .text("quality")
                            .integer("breed")
                            .boolean("is_favorite")
                            .boolean("is_active")
                            .fetched()
                            .ownable_by("character")
                            .once_per_owner({"blizzard_id"}));
        pets_ = std::make_unique<wow::MappedCatalogue>(host, plan(), map_pet);
        wow::register_catalogue(add, host, *pets_, "wow:sync-pets", "pets");
        wow::register_search(add, host, wow::SearchShape(catalogue_type, "Pets", 30).page("battle-pet"), *pets_);
        add.plugin<wow_character::DataProvider>("wow_pet",
            std::make_unique<wow_character::FavouritesProvider>(
                host, collection_shape(), read_collection, 10, "nickname"));
    }

    std::unique_ptr<wow::MappedCatalogue> pets_;
};

} // namespace wow_pet

WOWHOST_MODULE(wow_pet::PetModule)
