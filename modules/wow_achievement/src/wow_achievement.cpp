// wow_achievement: the catalogue of achievements, its two trees of categories, and who has earned what.
#include "categories.hpp"
#include "progress_provider.hpp"

#include <wow/catalogue_sync.hpp>
#include <wow/name_search.hpp>
#include <wow_achievement/mapping.hpp>
#include <wowhost/module.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace wow_achievement {

using namespace wowhost;

namespace {

constexpr const char* catalogue_type = "wow_achievement";
constexpr const char* progress_type = "wow_achievement_progress";

class Achievements final : public wow::CatalogueSync {
public:
    explicit Achievements(const Services& host)
        : CatalogueSync(host, plan())
    {
    }

protected:
    void map(const wow::Node& body, wow::CatalogueRow& row, const std::string& locale) const override
    {
        if (const auto category = map_achievement(body, row, locale))
            row.refer("category", vocabulary_of(category->blizzard_id), category->blizzard_id, category->name);
    }

private:
    static Plan plan()
    {
        Plan plan(catalogue_type, "achievement", "achievements", achievement_columns);
        plan.keep_when_null = {"name", "description", "reward_description"};
        plan.icons_from("achievement");
        return plan;
    }

    /// A body does not say whether its category is one of guilds; the synced trees do. Unknown ones count as a
    /// character's.
    std::string vocabulary_of(std::int64_t category) const
    {
        const auto key = "category." + std::to_string(category);
        if (const auto known = host_.cache().get(key))
            return known->string();
        std::string vocabulary =
            wow::term_id(host_, guild_categories, category) ? guild_categories : character_categories;
        host_.cache().set(key, vocabulary, std::chrono::seconds(60));
        return vocabulary;
    }
};

} // namespace

class AchievementModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(EntityType(catalogue_type)
                            .label("Achievement")
                            .integer("blizzard_id")
                            .text("name")
                            .text("description")
                            .integer("points")
                            .text("icon")
                            .reference("category", "taxonomy_term")
                            .boolean("is_account_wide")
                            .integer("display_order")
                            .text("reward_description")
                            .json("criteria")
                            .fetched()
                            .unique({"blizzard_id"}));
        add.entity_type(EntityType(progress_type)
                            .label("Achievement progress")
                            .reference("achievement", catalogue_type)
                            .timestamp("completed_timestamp")
                            .integer("criteria_amount")
                            .boolean("is_completed")
                            .json("criteria")
                            .fetched()
                            .ownable_by("character")
                            .ownable_by("guild")
                            .once_per_owner({"achievement"})
                            // Of what a character has, how much is earned, and what came last.
                            .index({"character", "is_completed", "completed_timestamp"}));

        add.vocabulary(Vocabulary(character_categories, "Achievement categories"));
        add.vocabulary(Vocabulary(guild_categories, "Guild achievement categories"));
        of_characters_ = std::make_unique<Categories>(host, false);
        of_guilds_ = std::make_unique<Categories>(host, true);
        wow::register_sync(add, host, *of_characters_);
        wow::register_sync(add, host, *of_guilds_);
        add.command(wow::sync_command(host, "wow:sync-achi-categories",
            "Sync both trees of achievement categories from Battle.net", {of_characters_.get(), of_guilds_.get()},
            false));

        achievements_ = std::make_unique<Achievements>(host);
        wow::register_catalogue(add, host, *achievements_, "wow:sync-achievements", "achievements");
        wow::register_search(
            add, host, wow::SearchShape(catalogue_type, "Achievements", 0).page("achievement"), *achievements_);
        add.plugin<wow_character::DataProvider>("wow_achievement", std::make_unique<CharacterProgress>(host));
        add.plugin<wow_guild::GuildDataProvider>("wow_achievement", std::make_unique<GuildProgress>(host));
    }

    std::unique_ptr<Categories> of_characters_;
    std::unique_ptr<Categories> of_guilds_;
    std::unique_ptr<Achievements> achievements_;
};

} // namespace wow_achievement

WOWHOST_MODULE(wow_achievement::AchievementModule)
