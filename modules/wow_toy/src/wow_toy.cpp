// wow_toy: the catalogue of toys, and who has collected which.
#include <wow/catalogue_sync.hpp>
#include <wow/name_search.hpp>
#include <wow_character/favourites.hpp>
#include <wow_toy/mapping.hpp>
#include <wowhost/module.hpp>

#include <memory>

namespace wow_toy {

using namespace wowhost;

namespace {

constexpr const char* catalogue_type = "wow_toy";
constexpr const char* collection_type = "wow_toy_collection";

wow::CataloguePlan plan()
{
    wow::CataloguePlan plan(catalogue_type, "toy", "toys", toy_columns);
    plan.keep({"name", "source", "source_description"}).icons_from("item");
    return plan;
}

} // namespace

class ToyModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(EntityType(catalogue_type)
                            .label("Toy")
                            .integer("blizzard_id")
                            .text("name")
                            .integer("item_blizzard_id")
                            .text("source_type")
                            .text("source")
                            .text("source_description")
                            .text("icon")
                            .fetched()
                            .unique({"blizzard_id"}));
        add.entity_type(EntityType(collection_type)
                            .label("Collected toy")
                            .reference("toy", catalogue_type)
                            .boolean("is_favorite")
                            .fetched()
                            .ownable_by("character")
                            .once_per_owner({"toy"}));
        toys_ = std::make_unique<wow::MappedCatalogue>(host, plan(), map_toy);
        wow::register_catalogue(add, host, *toys_, "wow:sync-toys", "toys");
        wow::register_search(
            add, host, wow::SearchShape(catalogue_type, "Toys", 40).page_by("item", "item_blizzard_id"), *toys_);
        add.plugin<wow_character::DataProvider>("wow_toy",
            std::make_unique<wow_character::FavouritesProvider>(host, collection_shape(), read_collection, 20));
    }

    std::unique_ptr<wow::MappedCatalogue> toys_;
};

} // namespace wow_toy

WOWHOST_MODULE(wow_toy::ToyModule)
