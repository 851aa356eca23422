// @only provider
// wow_keepsake: which character has which keepsakes, and what its page shows of them.
#include "parts.hpp"

#include <wow_character/collection_provider.hpp>
#include <wow_character/favourites.hpp>
#include <wow_keepsake/mapping.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace wow_keepsake {

using namespace wowhost;

namespace {

class KeepsakeProvider final : public wow_character::CollectionProvider {
public:
    explicit KeepsakeProvider(const Services& host)
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
        section.figures.emplace_back(label(), count, entities.count(Query(keepsake_type)));
        const auto rows = entities.select(owned.sort("-is_favorite").sort("keepsake.name").limit(shown));
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
                        .label("Collected keepsake")
                        .reference("keepsake", keepsake_type)
                        .boolean("is_favorite")
                        .fetched()
                        .ownable_by("character")
                        .once_per_owner({"keepsake"}));
    add.plugin<wow_character::DataProvider>("wow_keepsake", std::make_unique<KeepsakeProvider>(host));
}

} // namespace wow_keepsake
