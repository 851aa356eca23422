// wow_title: the catalogue of titles, and who bears which.
#include "award_provider.hpp"

#include <wow/catalogue_sync.hpp>
#include <wow/name_search.hpp>
#include <wowhost/module.hpp>

#include <memory>

namespace wow_title {

using namespace wowhost;

namespace {

constexpr const char* catalogue_type = "wow_title";
constexpr const char* award_type = "wow_title_award";

wow::CataloguePlan plan()
{
    wow::CataloguePlan plan(catalogue_type, "title", "titles", title_columns);
    plan.keep(title_columns);
    return plan;
}

} // namespace

class TitleModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(EntityType(catalogue_type)
                            .label("Title")
                            .integer("blizzard_id")
                            .text("name")
                            .text("name_male")
                            .text("name_female")
                            .fetched()
                            .unique({"blizzard_id"}));
        add.entity_type(EntityType(award_type)
                            .label("Awarded title")
                            .reference("title", catalogue_type)
                            .boolean("is_active")
                            .fetched()
                            .ownable_by("character")
                            .once_per_owner({"title"}));
        titles_ = std::make_unique<wow::MappedCatalogue>(host, plan(), map_title);
        wow::register_catalogue(add, host, *titles_, "wow:sync-titles", "titles");
        wow::register_search(add, host, wow::SearchShape(catalogue_type, "Titles", 50).page("title"), *titles_);
        add.plugin<wow_character::DataProvider>("wow_title", std::make_unique<AwardProvider>(host));
    }

    std::unique_ptr<wow::MappedCatalogue> titles_;
};

} // namespace wow_title

WOWHOST_MODULE(wow_title::TitleModule)
