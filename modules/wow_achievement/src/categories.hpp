// The two trees of achievement categories: of characters and of guilds.
#pragma once

#include <wow/vocabulary_sync.hpp>

#include <string>
#include <utility>

namespace wow_achievement {

inline constexpr const char* character_categories = "wow_char_achi_category";
inline constexpr const char* guild_categories = "wow_guild_achi_category";

/// A catalogue that was synced before its categories could not know which of them are guilds', and made stubs of them
/// among the characters'. Their achievements are moved to the guilds' terms, and the stubs go.
inline void adopt_strays(const wowhost::Services& host)
{
    using namespace wowhost;
    const auto& entities = host.entities();
    const auto of_guilds = wow::term_ids(host, guild_categories);
    Value::Array numbers;
    for (const auto& [number, id] : of_guilds)
        numbers.emplace_back(number);
    if (numbers.empty())
        return;
    entities.transaction([&] {
        const auto strays = entities.select(Query("taxonomy_term")
                                                .where("vid", character_categories)
                                                .where("wow_blizzard_id", Operator::in, numbers)
                                                .only({"wow_blizzard_id"}));
        for (const auto& stray : strays) {
            Upsert moved("wow_achievement", {"blizzard_id"}, {"blizzard_id", "category"});
            for (const auto& row :
                entities.select(Query("wow_achievement").where("category", stray.id()).only({"blizzard_id"})))
                moved.add({row["blizzard_id"], of_guilds.at(stray["wow_blizzard_id"].integer())});
            if (moved.rows() > 0)
                entities.upsert(moved);
            entities.remove("taxonomy_term", {stray.id()});
        }
    });
}

/// Both come from one index, which lists them apart.
class Categories final : public wow::VocabularySync {
public:
    Categories(const wowhost::Services& host, bool of_guilds)
        : VocabularySync(host,
            of_guilds ? Plan(guild_categories, "guild_achi_category", "achievement-category", "guild_categories")
                      : Plan(character_categories, "char_achi_category", "achievement-category", "categories"))
        , of_guilds_(of_guilds)
    {
    }

    wowhost::Value sync(const wow::SyncOptions& options) const override
    {
        auto result = VocabularySync::sync(options);
        if (of_guilds_)
            adopt_strays(host_);
        return result;
    }

protected:
    bool map(const wow::Node& body, wow::Term& term, const Context&) const override
    {
        term.parent = body["parent_category"].id();
        term.weight = body["display_order"].integer().value_or(0);
        return body["is_guild_category"].boolean().value_or(of_guilds_) == of_guilds_;
    }

private:
    bool of_guilds_;
};

} // namespace wow_achievement
