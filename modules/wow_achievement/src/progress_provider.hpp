// What a character and what a guild has achieved: the rows, and the section of the page.
#pragma once

#include <wow_achievement/mapping.hpp>
#include <wow_character/collection_provider.hpp>
#include <wow_guild/guild_data_provider.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace wow_achievement {

class CharacterProgress final : public wow_character::CollectionProvider {
public:
    explicit CharacterProgress(const wowhost::Services& services)
        : CollectionProvider(services, progress_shape())
    {
    }
    std::vector<wow_character::PageSection> build_page_sections(
        const wow_character::Character& character) const override;

private:
    void read(const wow::Document& body, std::string_view locale, wow_character::CollectionRows& rows) const override
    {
        read_progress(body, locale, rows);
    }
};

class GuildProgress final : public wow_guild::GuildDataProvider {
public:
    explicit GuildProgress(const wowhost::Services& host)
        : host_(host)
    {
    }
    std::string label() const override { return progress_shape().label; }
    std::size_t sync_guild_data(const wow_guild::Guild& guild, const wow::SyncContext& context) const override;
    void delete_guild_data(const wow_guild::Guild& guild) const override;
    std::vector<wow::PageSection> build_page_sections(const wow_guild::Guild& guild) const override;

private:
    const wowhost::Services& host_;
};

} // namespace wow_achievement
