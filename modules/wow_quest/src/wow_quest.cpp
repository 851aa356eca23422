// wow_quest: the catalogue of quests.
#include "quests.hpp"

#include <wow/name_search.hpp>
#include <wowhost/module.hpp>

#include <memory>

namespace wow_quest {

using namespace wowhost;

class QuestModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(EntityType("wow_quest")
                            .label("Quest")
                            .integer("blizzard_id")
                            .text("title")
                            .reference("quest_type", type_vocabulary)
                            .text("area")
                            .text("category")
                            .text("description")
                            .integer("required_level")
                            .fetched()
                            .unique({"blizzard_id"}));
        add.vocabulary(Vocabulary(type_vocabulary, "Quest types"));
        types_ = std::make_unique<QuestTypes>(host);
        wow::register_sync(add, host, *types_);
        quests_ = std::make_unique<Quests>(host, *types_);
        wow::register_catalogue(add, host, *quests_, "wow:sync-quests", "quests");
        wow::register_search(
            add, host, wow::SearchShape("wow_quest", "Quests", 60).named_by("title").page("quest"), *quests_);
    }

    std::unique_ptr<QuestTypes> types_;
    std::unique_ptr<Quests> quests_;
};

} // namespace wow_quest

WOWHOST_MODULE(wow_quest::QuestModule)
