// recipes: what characters have.
#include "recipes.hpp"

#include <wow/owned_rows.hpp>
#include <wow_character/data_provider.hpp>

#include <memory>
#include <string>
#include <vector>

namespace recipes {

using namespace wowhost;

// [provider]
// A provider that asks Battle.net for nothing: it judges the character. One that reads a document derives from
// wow_character::CollectionProvider, as what `wowhost module new NAME --with provider` makes.
class TrophyProvider final : public wow_character::DataProvider {
public:
    explicit TrophyProvider(const Services& host)
        : host_(host)
    {
    }
    std::string label() const override { return "Trophies"; }

    std::size_t sync_character_data(
        const wow_character::Character& character, const wow_character::SyncContext&) const override
    {
        Upsert rows("recipe_trophy", {"name"}, {"name"});
        rows.owned_by("character", character.id);
        for (const int level : {10, 60})
            if (character.level >= level)
                rows.add({"Level " + std::to_string(level)});
        return static_cast<std::size_t>(host_.entities().upsert(rows).written());
    }
    void delete_character_data(const wow_character::Character& character) const override
    {
        wow::remove_owned_rows(host_, "recipe_trophy", "character", character.id);
    }
    std::vector<wow_character::PageSection> build_page_sections(
        const wow_character::Character& character) const override
    {
        wow_character::PageSection section(wow_character::Slot::generic, 50, label());
        for (const auto& row : host_.entities().select(Query("recipe_trophy").where("character", character.id)))
            section.tiles.emplace_back(row["name"].string());
        if (section.tiles.empty())
            return {};
        return {section};
    }

private:
    const Services& host_;
};

void add_provider(Registrar& add, const Services& host)
{
    add.plugin<wow_character::DataProvider>("recipes", std::make_unique<TrophyProvider>(host));
}
// [end]

} // namespace recipes
