// wow_creature: creatures, fetched when they are asked for, with the vocabularies of their types and families.
#include <wow/name_search.hpp>
#include <wow/on_demand.hpp>
#include <wow/vocabulary_sync.hpp>
#include <wow_creature/mapping.hpp>
#include <wowhost/module.hpp>

#include <memory>
#include <string>

namespace wow_creature {

using namespace wowhost;

namespace {

constexpr const char* creature_type = "wow_creature";
constexpr const char* type_vocabulary = "wow_creature_type";
constexpr const char* family_vocabulary = "wow_creature_family";

class Creatures final : public wow::OnDemandCatalogue {
public:
    explicit Creatures(const Services& host)
        : OnDemandCatalogue(host, Plan(creature_type, "creature", creature_columns))
    {
    }

protected:
    void map(const wow::Node& body, wow::CatalogueRow& row, const std::string& locale) const override
    {
        map_creature(body, row, locale);
    }
};

class CreatureTypes final : public wow::VocabularySync {
public:
    explicit CreatureTypes(const Services& host)
        : VocabularySync(host, Plan(type_vocabulary, "creature_type", "creature-type", "creature_types"))
    {
    }
};

class CreatureFamilies final : public wow::VocabularySync {
public:
    explicit CreatureFamilies(const Services& host)
        : VocabularySync(host, Plan(family_vocabulary, "creature_family", "creature-family", "creature_families"))
    {
    }
};

} // namespace

class CreatureModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(EntityType(creature_type)
                            .label("Creature")
                            .integer("blizzard_id")
                            .text("name")
                            .reference("creature_type", type_vocabulary)
                            .reference("creature_family", family_vocabulary)
                            .boolean("is_tameable")
                            .integer("creature_display")
                            .fetched()
                            .unique({"blizzard_id"}));
        add.vocabulary(Vocabulary(type_vocabulary, "Creature types"));
        add.vocabulary(Vocabulary(family_vocabulary, "Creature families"));
        types_ = std::make_unique<CreatureTypes>(host);
        families_ = std::make_unique<CreatureFamilies>(host);
        wow::register_sync(add, host, *types_);
        wow::register_sync(add, host, *families_);
        add.command(wow::sync_command(host, "wow:sync-creature-types",
            "Sync creature types and families from Battle.net", {types_.get(), families_.get()}, false));
        creatures_ = std::make_unique<Creatures>(host);
        wow::register_on_demand(add, *creatures_);
        wow::register_search(
            add, host, wow::SearchShape(creature_type, "Creatures", 70).document("creature").page("npc"), *creatures_);
    }

    std::unique_ptr<CreatureTypes> types_;
    std::unique_ptr<CreatureFamilies> families_;
    std::unique_ptr<Creatures> creatures_;
};

} // namespace wow_creature

WOWHOST_MODULE(wow_creature::CreatureModule)
