// wow_mount: the catalogue of mounts, and who has collected which.
#include <wow/catalogue_sync.hpp>
#include <wow/name_search.hpp>
#include <wow_character/favourites.hpp>
#include <wow_mount/mapping.hpp>
#include <wowhost/module.hpp>

#include <memory>

namespace wow_mount {

using namespace wowhost;

namespace {

constexpr const char* catalogue_type = "wow_mount";
constexpr const char* collection_type = "wow_mount_collection";

wow::CataloguePlan plan()
{
    wow::CataloguePlan plan(catalogue_type, "mount", "mounts", mount_columns);
    plan.keep({"name", "description", "source"}).icons_from("creature-display");
    return plan;
}

} // namespace

class MountModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(EntityType(catalogue_type)
                            .label("Mount")
                            .integer("blizzard_id")
                            .text("name")
                            .text("description")
                            .text("source_type")
                            .text("source")
                            .text("faction")
                            .text("icon")
                            .integer("creature_display")
                            .fetched()
                            .unique({"blizzard_id"}));
        add.entity_type(EntityType(collection_type)
                            .label("Collected mount")
                            .reference("mount", catalogue_type)
                            .boolean("is_favorite")
                            .boolean("is_useable")
                            .fetched()
                            .ownable_by("character")
                            .once_per_owner({"mount"}));
        mounts_ = std::make_unique<wow::MappedCatalogue>(host, plan(), map_mount);
        wow::register_catalogue(add, host, *mounts_, "wow:sync-mounts", "mounts");
        wow::register_search(
            add, host, wow::SearchShape(catalogue_type, "Mounts", 20).document("mount").page("mount"), *mounts_);
        add.plugin<wow_character::DataProvider>("wow_mount",
            std::make_unique<wow_character::FavouritesProvider>(host, collection_shape(), read_collection, 0));
    }

    std::unique_ptr<wow::MappedCatalogue> mounts_;
};

} // namespace wow_mount

WOWHOST_MODULE(wow_mount::MountModule)
