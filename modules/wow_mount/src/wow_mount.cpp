// wow_mount: the catalogue of mounts, and who has collected which.
#include <wow/catalogue_sync.hpp>
#include <wow_character/collection_provider.hpp>
#include <wow_mount/mapping.hpp>
#include <wowhost/module.hpp>

#include <memory>
#include <string>
#include <vector>

namespace wow_mount {

using namespace wowhost;

namespace {

constexpr const char* catalogue_type = "wow_mount";
constexpr const char* collection_type = "wow_mount_collection";

class Mounts final : public wow::CatalogueSync {
public:
    explicit Mounts(const Services& host)
        : CatalogueSync(host, plan())
    {
    }

protected:
    void map(const wow::Node& body, wow::CatalogueRow& row, const std::string& locale) const override
    {
        map_mount(body, row, locale);
    }

private:
    static Plan plan()
    {
        Plan plan(catalogue_type, "mount", "mounts", mount_columns);
        plan.keep_when_null = {"name", "description", "source"};
        plan.referrers = {{collection_type, "mount"}};
        return plan;
    }
};

class MountData final : public wow_character::CollectionProvider {
public:
    explicit MountData(const Services& services)
        : CollectionProvider(services, collection_shape())
    {
    }

    std::vector<wow_character::PageSection> build_page_sections(
        const wow_character::Character& character) const override
    {
        constexpr std::int64_t shown = 24;
        const auto& entities = host().entities();
        const auto owned = Query(collection_type).where("character", character.id);
        const auto count = entities.count(owned);
        if (count == 0)
            return {};
        wow_character::PageSection section(wow_character::Slot::collections, 0, label());
        section.figures.emplace_back("Mounts", count, entities.count(Query(catalogue_type)));
        auto favourites = owned;
        favourites.where("is_favorite", true).sort("mount.name").limit(shown);
        for (const auto& row : entities.select(favourites)) {
            const auto mount = entities.load(catalogue_type, row["mount"].integer());
            if (!mount)
                continue;
            wow_character::Tile tile(mount->get("name").string(), mount->get("icon").string(), "favourite");
            tile.entity_type = catalogue_type;
            tile.entity_id = mount->id();
            section.tiles.push_back(std::move(tile));
        }
        return {std::move(section)};
    }

private:
    void read(const wow::Document& body, std::string_view locale, wow_character::CollectionRows& rows) const override
    {
        read_collection(body, locale, rows);
    }
};

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
        mounts_ = std::make_unique<Mounts>(host);
        wow::register_catalogue(add, host, *mounts_, "wow:sync-mounts", "mounts");
        add.plugin<wow_character::DataProvider>("wow_mount", std::make_unique<MountData>(host));
    }

    std::unique_ptr<Mounts> mounts_;
};

} // namespace wow_mount

WOWHOST_MODULE(wow_mount::MountModule)
