// The two trees of achievement categories: of characters and of guilds.
#pragma once

#include <wow/vocabulary_sync.hpp>

#include <string>

namespace wow_achievement {

inline constexpr const char* character_categories = "wow_char_achi_category";
inline constexpr const char* guild_categories = "wow_guild_achi_category";

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
