// wow_heirloom: which character has which heirlooms, and what its page shows of them.
#include "parts.hpp"

#include <wow_character/collection_provider.hpp>
#include <wow_character/favourites.hpp>
#include <wow_heirloom/mapping.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace wow_heirloom {

using namespace wowhost;

namespace {

class HeirloomProvider final : public wow_character::CollectionProvider {
public:
    explicit HeirloomProvider(const Services& host)
        : CollectionProvider(host, collection_shape())
    {
    }

    std::vector<wow_character::PageSection> build_page_sections(
        const wow_character::Character& character) const override
    {
        constexpr std::int64_t shown = 24;
        const auto& entities = host().entities();
        auto owned = Query(collection_type).where("character", character.id);
        const auto count = entities.count(owned);
        if (count == 0)
            return {};
        wow_character::PageSection section(wow_character::Slot::collections, 100, label());
        section.figures.emplace_back(label(), count, entities.count(Query(heirloom_type)));
        const auto upgraded = Query(owned).where("upgrade_level", Operator::greater, 0);
        section.figures.emplace_back("Upgraded", entities.count(upgraded), count);
        const auto rows = entities.select(owned.sort("-upgrade_level").sort("heirloom.name").limit(shown));
        section.tiles = wow_character::catalogue_tiles(host(), shape(), rows, {}, {});
        return {section};
    }

private:
    void read(const wow::Document& body, std::string_view locale, wow_character::CollectionRows& rows) const override
    {
        read_collection(body, locale, rows);
    }
};

} // namespace

void add_provider(Registrar& add, const Services& host)
{
    add.entity_type(EntityType(collection_type)
                        .label("Collected heirloom")
                        .reference("heirloom", heirloom_type)
                        .integer("upgrade_level")
                        .fetched()
                        .ownable_by("character")
                        .once_per_owner({"heirloom"}));
    add.plugin<wow_character::DataProvider>("wow_heirloom", std::make_unique<HeirloomProvider>(host));
}

} // namespace wow_heirloom
